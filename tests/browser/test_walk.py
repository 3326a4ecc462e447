"""Every page a person can reach by links, on a desktop and on a phone: it opens, keeps its rules, and passes axe."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.desk import DESKTOP, PHONE, check, kind

pytestmark = pytest.mark.browser

# Documents to download are no pages.
FILE = re.compile(r"/tep/|\.[a-z]+$")


def links(page: Page) -> list[str]:
    """The paths of our own pages that this one links to."""
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(page.url).netloc
    paths = [urlsplit(href).path for href in hrefs if urlsplit(href).netloc == here]
    return [path for path in paths if not FILE.search(path)]


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
        said += check(page)
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
    assert not check(page)


def test_the_sign_in_page_passes_axe(browser, demo):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{demo.address}/dang-nhap/")
    said = check(page)
    page.close()
    assert not said
