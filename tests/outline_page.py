"""What a browser would send from the page on which a concept paper is corrected."""

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from django.urls import reverse

SOURCES = Path(__file__).parent / "papers" / "sources"


class Form(HTMLParser):
    """The controls of one form of a page, by name, with what they hold."""

    def __init__(self, page: str, form_id: str):
        super().__init__()
        self.form_id, self.is_inside, self.fields = form_id, False, {}
        self.area = self.choice = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "form":
            self.is_inside = has.get("id") == self.form_id
        if not self.is_inside or "disabled" in has:
            return
        if tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self.hold(has["name"], has.get("value") or "")
        if tag == "textarea":
            self.area = has["name"]
            self.hold(self.area, "")
        if tag == "select":
            self.choice = has["name"]
        if tag == "option" and ("selected" in has or self.choice not in self.fields):
            self.fields[self.choice] = [has.get("value") or ""]

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.area:
            # A browser leaves out the line end with which an area begins, and sends others as two signs.
            text = self.fields[self.area][-1].removeprefix("\n")
            self.fields[self.area][-1] = text.replace("\n", "\r\n")
            self.area = None

    def handle_data(self, text):
        if self.area:
            self.fields[self.area][-1] += text

    def hold(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class OutlinePage:
    """The page of one concept paper, as somebody works on it: what is typed, ticked and sent."""

    def __init__(self, client, answer):
        self.client, self.answer = client, answer
        self.fields = Form(answer.text, "outline").fields if answer.status_code in (200, 422) else {}

    @property
    def paper(self):
        return self.answer.context["paper"]

    @property
    def address(self) -> str:
        return reverse("concept_paper", args=[self.paper.meeting.slug, self.paper.pk])

    @property
    def ticked(self) -> set[str]:
        return set(self.fields.get("take", []))

    @property
    def statuses(self) -> dict[str, str]:
        """What is not the same, by the key of its tick."""
        changes = self.answer.context["review"].comparison.changes
        found = {change.key: change.status.value for change in changes if change.can_be_ticked}
        assert {key for key in found if f'name="take" value="{key}"' not in self.answer.text} == set()
        return found

    @property
    def errors(self) -> dict[str, list[str]]:
        return dict(self.answer.context["form"].errors)

    def says(self, name: str) -> str:
        return self.fields[name][0].replace("\r\n", "\n")

    def type(self, name: str, text: str) -> "OutlinePage":
        assert name in self.fields
        self.fields[name] = [text.replace("\n", "\r\n")]
        return self

    def replace(self, name: str, old: str, new: str) -> "OutlinePage":
        assert old in self.says(name)
        return self.type(name, self.says(name).replace(old, new))

    def tick(self, *keys: str) -> "OutlinePage":
        assert set(keys) <= set(self.statuses)
        self.fields["take"] = sorted(self.ticked | set(keys))
        return self

    def untick(self, *keys: str) -> "OutlinePage":
        assert set(keys) <= self.ticked
        self.fields["take"] = sorted(self.ticked - set(keys))
        return self

    def tick_only(self, *keys: str) -> "OutlinePage":
        self.fields["take"] = []
        return self.tick(*keys)

    def save(self, **more) -> "OutlinePage":
        return self.sent(self.address, more)

    def accept(self, **more) -> "OutlinePage":
        return self.sent(self.address + "accept/", more)

    def sent(self, address: str, more: dict) -> "OutlinePage":
        return OutlinePage(self.client, self.client.post(address, {**self.fields, **more}, follow=True))

    @property
    def messages(self) -> list[str]:
        return [str(message) for message in self.answer.context["messages"]]


def read_in(client, meeting, paper: str | bytes, *, name: str = "paper.txt", language: str = "en"):
    """Send a paper as a file, and come to the page where it is corrected."""
    content = paper.encode() if isinstance(paper, str) else paper
    file = BytesIO(content)
    file.name = name
    address = reverse("concept_paper_new", args=[meeting.slug])
    return OutlinePage(client, client.post(address, {"file": file, "language": language}, follow=True))


def opened(client, paper) -> OutlinePage:
    return OutlinePage(client, client.get(reverse("concept_paper", args=[paper.meeting.slug, paper.pk])))


def source(number: str) -> bytes:
    """One of the real papers."""
    return next(SOURCES.glob(f"{number}_*")).read_bytes()
