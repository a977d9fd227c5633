"""What axe has to say of a page (WCAG 2.2, A and AA)."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


# All that other colours and another width can change.
OF_WIDTH = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]

# What passes is not described at length, and no sheet is fetched a second time: the same findings in less time.
QUICKLY = {"resultTypes": ["violations"], "preload": False, "iframes": False}


def findings(page, rules: list[str] = RULES) -> list[str]:
    """What axe has to say against the page, as short lines; nothing without rules."""
    if not rules:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    report = page.evaluate("options => axe.run(options)", {**QUICKLY, "runOnly": rules})
    return [
        f"{page.url} {violation['id']}: {node['target']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]
