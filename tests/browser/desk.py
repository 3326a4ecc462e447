"""A person at a screen: what they do in the portal, in the words of the office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from portal.demo import PASSWORD
from tests.browser.stage import Set

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_seen: set[tuple[int, str, str]] = set()


def _agree(dialog: Any) -> None:
    dialog.accept()


@dataclass(frozen=True)
class Screen:
    """A size of screen and the wards it works in."""

    viewport: dict[str, int]
    set: Set


def kind(path: str) -> str:
    """What kind of page an address is: its path without the object."""
    return _UUID.sub("*", path)


def check(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its screen."""
    here = kind(urlsplit(page.url).path)
    said = [
        f"{here}: {each['id']}: {each['nodes'][0]['html'][:150]}" for each in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        said.append(f"{here}: wider than the screen")
    return said


class Desk:
    """Signs in, works, and notes where a page breaks its own rules."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        # A refused style or script is how a broken Content-Security-Policy shows itself.
        if kind == "error" and not re.search(r"status of 4\d\d", text):
            self.problems.append(text)

    def sign_in(self, username: str) -> Page:
        self.goto("/dang-nhap/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form.card button")
        self.page.wait_for_url(lambda address: "dang-nhap" not in address)
        return self.page

    def goto(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def status_of(self, path: str) -> int:
        """How the server answers this person at the address."""
        return self.page.request.get(self.address + path, max_redirects=0).status

    # The pages

    def menu(self, label: str) -> None:
        """Goes to a page by the main menu, which a phone folds away."""
        self.close_panel()
        menu = self.page.get_by_role("button", name="Trình đơn", exact=True)
        if menu.is_visible():
            menu.click()
        self.page.get_by_role("navigation", name="Trình đơn chính").get_by_role(
            "link", name=re.compile(f"^{label}")
        ).click()

    def ward(self, name: str) -> None:
        """Goes to another of the person's wards."""
        self.close_panel()
        self.page.get_by_role("button", name="Tài khoản").click()
        self.page.locator("a.dropdown-item", has_text=name).click()
        expect(self.page.locator(".navbar-brand")).to_contain_text(name)

    def find_mine(self, content: str) -> Locator:
        """The row among all of Việc của tôi, found by its search."""
        self.menu("Việc của tôi")
        self.page.get_by_role("link", name="Tất cả", exact=True).click()
        self.page.get_by_role("searchbox").fill(content)
        self.page.get_by_role("searchbox").press("Enter")
        return self.line(content)

    def line(self, content: str) -> Locator:
        """The row of this content in a list of work."""
        return self.page.locator("li.line", has_text=content)

    def plan_row(self, content: str) -> Locator:
        """The row of this content on the page of the ward's plan."""
        self.menu("Kế hoạch")
        self.page.locator(".plan-card a").first.click()
        return self.page.locator("tr.task", has_text=content)

    def open_mine(self, content: str) -> Locator:
        """The panel of a row of Việc của tôi."""
        self.find_mine(content).locator("a.line-main").click()
        return self.panel()

    def open_in_plan(self, content: str) -> Locator:
        """The panel of the whole task beside the plan."""
        self.plan_row(content).locator("a").first.click()
        return self.panel()

    def open_part(self, content: str) -> Locator:
        """The panel of the task's one part, by the plan."""
        self.open_in_plan(content).locator(".occurrence-part a").first.click()
        expect(self.page.locator("#panel").get_by_role("heading", name="Nhiệm vụ", exact=True)).to_be_visible()
        return self.panel()

    def panel(self) -> Locator:
        """The panel beside the list, once it stands still."""
        panel = self.page.locator("#panel")
        expect(panel).to_have_class(re.compile(r"\bshow\b"))
        expect(panel).not_to_have_class(re.compile(r"\bshowing\b"))
        expect(panel.locator(".offcanvas-body")).to_be_visible()
        return panel

    def close_panel(self) -> None:
        """Closes the panel where one is open."""
        if self._panel_open():
            # What was typed and not saved is asked about: here it is to go.
            self.page.on("dialog", _agree)
            self.panel().get_by_role("button", name="Đóng").first.click()
            expect(self.page.locator("#panel")).to_be_hidden()
            self.page.remove_listener("dialog", _agree)

    def look(self) -> None:
        """Axe on the page as it is now; what was looked at on this screen before is not looked at again."""
        heading = self.page.locator("#panel.show .offcanvas-body form button, main h1").all_inner_texts()
        width = self.page.evaluate("window.innerWidth")
        key = (width, kind(urlsplit(self.page.url).path), "|".join(heading[:6]) if self._panel_open() else "")
        if key not in _seen:
            _seen.add(key)
            found = check(self.page)
            assert not found, "\n".join(found)

    def _panel_open(self) -> bool:
        return self.page.locator("#panel.show").count() > 0

    # What people do in the panel

    def report(self, status: str, text: str, *, progress: str = "", day: str = "", explanation: str = "") -> None:
        """Fills the report's form in the panel."""
        panel = self.panel()
        panel.locator("label.choice", has_text=re.compile(f"^{status}$")).click()
        panel.get_by_role("textbox", name="Kết quả").fill(text)
        if progress:
            panel.get_by_role("spinbutton").fill(progress)
        if day:
            panel.locator("input[name=effective_on]").fill(day)
        if explanation:
            panel.locator("textarea[name=explanation]").fill(explanation)

    def save(self) -> None:
        """Saves the report in the panel."""
        self.panel().locator("form.work-form").get_by_role("button", name="Lưu", exact=True).click()

    def sees_saved(self, text: str = "Đã lưu") -> None:
        """The list says that it is saved, with the panel closed and the address as before."""
        expect(self.page.locator("#messages")).to_contain_text(text)
        expect(self.page.locator("#panel")).to_be_hidden()
