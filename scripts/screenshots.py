"""`make screenshots`: pictures of the running product, for the README and for whoever changes the look.

Takes each page as a desktop, a phone of 360 px, at night and from right to left, into `screenshots/`.
Usage: python -m scripts.screenshots [ADDRESS] [FOLDER]; the product of `make run` must be running there.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import browser as chromium

PASSWORD = "demo-forum-2027"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
IN_README = ("delegation", "board")
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LOOKS = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
    "night": {"viewport": DESKTOP, "color_scheme": "dark"},
    "arabic": {"viewport": DESKTOP, "locale": "ar"},
}
# Name of the picture, who looks, and where.
PAGES = [
    ("home", None, "/"),
    ("meeting", None, "{meeting}"),
    ("meeting-past", None, "/meetings/marrakesh-2018/"),
    ("agenda", None, "/meetings/marrakesh-2018/agenda/"),
    ("brief", None, "/meetings/marrakesh-2018/roundtables/1.1/"),
    ("sign-in", None, "/accounts/login/"),
    ("mailbox", None, "/mailbox/"),
    ("invitation", None, "{invitation}"),
    ("desk-chair", "chair@rabat.example", "/desk/"),
    ("overview", "chair@rabat.example", "{meeting}manage/"),
    ("settings", "chair@rabat.example", "{meeting}manage/settings/"),
    ("programme", "chair@rabat.example", "{meeting}manage/programme/"),
    ("questions", "chair@rabat.example", "{questions}"),
    ("agenda-editor", "chair@rabat.example", "{meeting}manage/agenda/"),
    ("rooms", "chair@rabat.example", "{meeting}manage/rooms/"),
    ("invitations", "chair@rabat.example", "{meeting}manage/invitations/"),
    ("invitation-failed", "chair@rabat.example", "{failed}"),
    ("invitations-progress", "chair@rabat.example", "{meeting}manage/invitations/progress/"),
    ("board", "chair@rabat.example", "{meeting}manage/delegations/"),
    ("delegation-check", "chair@rabat.example", "{check}"),
    ("desk-focal-point", "mission.ken@example.org", "/desk/"),
    ("delegation", "mission.ken@example.org", "{delegation}"),
    ("delegate-add", "mission.ken@example.org", "{delegation}add/"),
    ("review", "mission.ken@example.org", "{delegation}review/"),
]


def main(address: str = "http://127.0.0.1:8000", folder: str = "screenshots", only: str = "") -> int:
    target = Path(folder)
    target.mkdir(exist_ok=True)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox", "--disable-background-networking"]
        )
        places = places_of(browser, address)
        for look, options in LOOKS.items():
            for person in dict.fromkeys(person for _name, person, _path in PAGES):
                page = signed_in(browser, address, person, options)
                for name, who, path in PAGES:
                    if who == person and only in name:
                        page.goto(address + path.format(**places))
                        page.screenshot(path=target / f"{name}-{look}.png", full_page=True)
                        if look == "desktop" and name in IN_README:
                            page.screenshot(path=PICTURES / f"{name}.png")
                page.context.close()
        browser.close()
    print(f"The pictures are in {target}/.")
    return 0


def places_of(browser: Browser, address: str) -> dict[str, str]:
    """Addresses that differ from one load of the demo to the next, found as a person would."""
    page = signed_in(browser, address, "chair@rabat.example", {})
    page.goto(address + "/desk/")
    meeting = "/meetings/rabat/"
    page.goto(f"{address}{meeting}manage/delegations/?show=confirm")
    check = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{address}{meeting}manage/invitations/?show=failed")
    failed = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{address}{meeting}manage/programme/")
    questions = page.locator("a[href$='/questions/']").first.get_attribute("href")
    page.goto(f"{address}{meeting}manage/invitations/?show=silent")
    page.locator("tbody th a").first.click()
    to = re.search(r"<(.+)>", page.locator("dl.facts dd").first.inner_text()).group(1)
    page.goto(f"{address}/mailbox/?to={to}")
    page.locator("tbody th a").first.click()
    invitation = re.search(r"/invitations/[\w-]+/", page.locator("pre").inner_text()).group()
    page.context.close()
    page = signed_in(browser, address, "mission.ken@example.org", {})
    page.goto(address + "/desk/")
    delegation = page.locator("a[href^='/delegations/']").first.get_attribute("href")
    page.context.close()
    return {
        "meeting": meeting, "check": check, "failed": failed, "questions": questions,
        "invitation": invitation, "delegation": delegation,
    }  # fmt: skip


def signed_in(browser: Browser, address: str, person: str | None, options: dict) -> Page:
    page = browser.new_context(**options).new_page()
    if person:
        page.goto(f"{address}/accounts/login/")
        page.fill("input[name=login]", person)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit], main form button").first.click()
        page.wait_for_url("**/desk/")
    return page


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
