"""Every page a person can reach by links, on a desktop and on a phone: it opens, keeps its rules, and passes axe."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# Documents to download are no pages.
FILE = re.compile(r"/tep/|\.[a-z]+$")


def kind(path: str) -> str:
    """What kind of page an address is: its path without the object."""
    return UUID.sub("*", path)


def links(page: Page) -> list[str]:
    """The paths of our own pages that this one links to."""
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(page.url).netloc
    paths = [urlsplit(href).path for href in hrefs if urlsplit(href).netloc == here]
    return [path for path in paths if not FILE.search(path)]


def check(page: Page, said: list[str]) -> None:
    """Notes what axe finds, and whether the page is wider than its screen."""
    found = Axe().run(page)
    said += [
        f"{kind(urlsplit(page.url).path)}: {each['id']}: {each['nodes'][0]['html'][:150]}"
        for each in found.response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        said.append(f"{kind(urlsplit(page.url).path)}: wider than the screen")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("username", ["dn.motcua", "dn.canbo.vanhoa", "dn.lanhdao", "tn.quantri", "captren", "tinh"])
def test_every_page_opens_and_passes_axe(visitors, username, viewport):
    page = visitors(username, viewport).page
    waiting, seen, said = [urlsplit(page.url).path, "/mat-khau/"], set(), []
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        base = urlsplit(page.url)
        answer = page.goto(f"{base.scheme}://{base.netloc}{path}")
        if answer is None or answer.status != 200:
            said.append(f"{path}: {answer and answer.status}")
            continue
        check(page, said)
        waiting += links(page)
    assert len(seen) >= 4
    assert not said, "\n".join(said)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_panel_beside_a_list_passes_axe(visitors, viewport):
    page = visitors("dn.motcua", viewport).page
    page.goto(page.url.split("/viec-cua-toi")[0] + "/viec-cua-toi/")
    page.locator("a[hx-target='#panel']").first.click()
    page.locator("#panel.show .offcanvas-body").wait_for()
    # The panel slides in: axe measures colours, so it waits until it stands still.
    page.wait_for_function("document.querySelector('#panel').getAnimations().length === 0")
    said: list[str] = []
    check(page, said)
    assert not said, "\n".join(said)


def test_the_sign_in_page_passes_axe(browser, demo):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{demo.address}/dang-nhap/")
    said: list[str] = []
    check(page, said)
    page.close()
    assert not said, "\n".join(said)
