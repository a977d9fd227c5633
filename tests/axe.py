"""What axe has to say of a page (WCAG 2.2, A and AA)."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def findings(page) -> list[str]:
    """What axe has to say against the page, as short lines."""
    page.evaluate(AXE)
    report = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [
        f"{page.url} {violation['id']}: {node['target']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]
