"""A person who has no mouse: reaches things with Tab, acts with Enter and Space, types."""

from playwright.sync_api import Page

FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const labels = element.labels ? [...element.labels].map(label => label.innerText) : [];
    const name = element.getAttribute("aria-label") || labels.join(" ") || element.innerText || element.value || "";
    return {name: name.replace(/\\s+/g, " ").trim(), id: element.id, tag: element.tagName.toLowerCase()};
}"""


class Keyboard:
    """`page` is never clicked, filled or scripted: only keys are pressed."""

    def __init__(self, page: Page):
        self.page = page

    def reach(self, name: str, *, within: int = 120) -> None:
        """Press Tab until the focus is on something whose name begins with `name`."""
        seen = []
        for _press in range(within):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            if focused and focused["name"].startswith(name):
                return
            if focused:
                seen.append(focused["name"][:40])
        raise AssertionError(f"Tab never reached “{name}”; it passed {seen[:80]}")

    def press(self, name: str, *, goes: bool = True) -> None:
        """Reach a link or a button and press Enter; waits for the next page when it `goes` there."""
        self.reach(name)
        if not goes:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Reach a field and type in place of what is there."""
        self.reach(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def keys(self, name: str, keys: str) -> None:
        """Reach a field made of parts (a date, a time, a choice) and press keys one by one."""
        self.reach(name)
        self.page.keyboard.type(keys)

    def tick(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Space")
