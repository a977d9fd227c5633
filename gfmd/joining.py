"""Several PDFs as one: links, bookmarks and tags go on working, whatever programs made the parts.

pypdf took 20 seconds and 440 MB for what pikepdf joins in a second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Page, Pdf, String

MOST_PAGES = 1000  # of one part: no paper of a meeting is longer
MOST_TAGS = 200_000
# What a link may do: go somewhere in the file, or to an address. Anything else (scripts, programs) is dropped.
HARMLESS = ("/GoTo", "/URI")


class CannotBeJoined(Exception):
    """A file that cannot be a part of a PDF, and why: protected, unreadable, too long, or no PDF."""

    def __init__(self, reason: Literal["locked", "broken", "long", "kind"]):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Part:
    """A part of the whole: its title for the bookmarks, its language, and whether its own bookmarks are kept."""

    title: str
    pdf: Pdf
    language: str
    keeps_bookmarks: bool = False


def opened(source: bytes | Path) -> Pdf:
    """A PDF that can be joined to others. Raises CannotBeJoined."""
    try:
        pdf = pikepdf.open(BytesIO(source) if isinstance(source, bytes) else source)
        if pdf.is_encrypted:
            raise CannotBeJoined("locked")
        if len(pdf.pages) > MOST_PAGES:
            raise CannotBeJoined("long")
        prepare_links(pdf)
        if not len(pdf.pages):
            raise CannotBeJoined("broken")
        Pdf.new().pages.extend(pdf.pages)  # fails here rather than in the middle of the whole
    except pikepdf.PasswordError as failure:
        raise CannotBeJoined("locked") from failure
    except CannotBeJoined:
        raise
    except Exception as failure:  # a file that is not what it says it is fails in many ways
        raise CannotBeJoined("broken") from failure
    return pdf


def join(parts: list[Part], *, title: str, author: str, language: str, links: dict[str, int]) -> bytes:
    """The parts one after another, each with a bookmark.

    `links` are addresses used in the first part ("part:2"), and the pages, counted from 0, to which they lead.
    """
    whole = Pdf.new()
    tags = Tags(whole)
    bookmarks = []
    for part in parts:
        first = len(whole.pages)
        whole.pages.extend(part.pdf.pages)
        pages = [whole.pages[number] for number in range(first, len(whole.pages))]
        place_links(pages, whole, first)
        tags.add(part, pages)
        bookmark = OutlineItem(part.title, first)
        if part.keeps_bookmarks:
            bookmark.children.extend(bookmarks_of(part.pdf, first))
        bookmarks.append(bookmark)
    for number in range(len(parts[0].pdf.pages)):
        lead(whole.pages[number], links, whole)
    tags.finish(language)
    with whole.open_outline() as outline:
        outline.root.extend(bookmarks)
    return saved(whole, title=title, author=author, language=language)


def saved(whole: Pdf, *, title: str, author: str, language: str) -> bytes:
    whole.Root.Lang = String(language)
    whole.Root.PageMode = Name.UseOutlines
    whole.docinfo["/Title"], whole.docinfo["/Author"] = title, author
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"], metadata["dc:creator"] = title, [author]
    content = BytesIO()
    mode = pikepdf.ObjectStreamMode.generate
    whole.save(content, object_stream_mode=mode, deterministic_id=True, min_version="1.7")
    return content.getvalue()


# --- Bookmarks and links ---------------------------------------------------------------------------------


def bookmarks_of(pdf: Pdf, first: int) -> list[OutlineItem]:
    """The bookmarks of a part, set to its place in the whole."""
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def moved(items: list[OutlineItem]) -> Iterator[OutlineItem]:
        for item in items:
            place = item.destination
            number = places.get(place[0].objgen) if isinstance(place, Array) and len(place) else None
            if number is not None:
                copy = OutlineItem(item.title, first + number)
                copy.children.extend(moved(item.children))
                yield copy

    with pdf.open_outline() as outline:
        return list(moved(outline.root))


def prepare_links(pdf: Pdf) -> None:
    """Links within a part name their page by its number until it stands in the whole; what may do harm is dropped."""
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    named: dict[str, pikepdf.Object] | None = None
    for page in pdf.pages:
        drop(page.obj, "/AA")
        for annotation in annotations_of(page):
            drop(annotation, "/AA")
            action = annotation.get("/A")
            if isinstance(action, Dictionary):
                drop(action, "/Next")
                if action.get("/S") == "/GoTo" and "/D" in action:
                    annotation.Dest = action.D
                if action.get("/S") == "/GoTo" or action.get("/S") not in HARMLESS:
                    del annotation["/A"]
            target = annotation.get("/Dest")
            if isinstance(target, String | Name):
                named = named_places(pdf) if named is None else named
                target = named.get(str(target).removeprefix("/"))
            drop(annotation, "/Dest")
            number = places.get(target[0].objgen) if isinstance(target, Array) and len(target) else None
            if number is not None:
                annotation["/GFMDPlace"] = Array([number, *list(target)[1:]])


def named_places(pdf: Pdf) -> dict[str, pikepdf.Object]:
    """The places of a file that have a name (ISO 32000-1, 12.3.2.3)."""
    found: dict[str, pikepdf.Object] = {}
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/Dests" in names:
        found |= {str(name): place for name, place in pikepdf.NameTree(names.Dests).items()}
    if isinstance(pdf.Root.get("/Dests"), Dictionary):
        found |= {name.removeprefix("/"): place for name, place in pdf.Root.Dests.items()}
    return {
        name: place.get("/D") if isinstance(place, Dictionary) else place for name, place in found.items()
    }


def place_links(pages: list[Page], whole: Pdf, first: int) -> None:
    for page in pages:
        for annotation in annotations_of(page):
            place = annotation.get("/GFMDPlace")
            if place is not None:
                annotation.Dest = Array([whole.pages[first + int(place[0])].obj, *list(place)[1:]])
                del annotation["/GFMDPlace"]


def lead(page: Page, links: dict[str, int], whole: Pdf) -> None:
    """Gives links a place in this file in exchange for their address."""
    for annotation in annotations_of(page):
        action = annotation.get("/A")
        to = links.get(str(action.get("/URI"))) if isinstance(action, Dictionary) else None
        if to is not None:
            del annotation["/A"]
            annotation.Dest = Array([whole.pages[to].obj, Name.Fit])


def annotations_of(page: Page | Dictionary) -> list[Dictionary]:
    found = page.get("/Annots")
    return [one for one in found if isinstance(one, Dictionary)] if isinstance(found, Array) else []


def drop(one: Dictionary, key: str) -> None:
    if key in one:
        del one[key]


# --- Tags ------------------------------------------------------------------------------------------------


class Tags:
    """The tags of the whole: those of each part, or one for each page of a part that has none.

    ISO 32000-1, 14.7 and 14.8: a screen reader leaves out what has no tag in a file that has some.
    """

    def __init__(self, whole: Pdf):
        self.whole = whole
        self.root = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.element(Name.Document, self.root)
        self.owners: list = []  # numbers and what they stand for, in turn
        self.next = 0
        self.parts = 0

    def element(self, kind: Name, above: Dictionary) -> Dictionary:
        return self.whole.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=above, K=Array()))

    def add(self, part: Part, pages: list[Page]) -> None:
        element = self.element(Name.Part, self.document)
        element.Lang, element.T = String(part.language), String(part.title)
        self.document.K.append(element)
        self.parts += 1
        try:
            taken = self.take_over(part.pdf.Root.get("/StructTreeRoot"), pages, element)
        except Exception:  # tags are often wrong where files are sound
            taken = False
        if not taken:
            element.K = Array()
            for page in pages:
                self.tag_whole(page, element)

    def take_over(self, root, pages: list[Page], element: Dictionary) -> bool:
        """Hangs the tags of a part under its element; False where they do not reach its pages."""
        if not isinstance(root, Dictionary) or "/ParentTree" not in root or "/K" not in root:
            return False
        owned = set(NumberTree(root.ParentTree))
        if not any(int(page.obj.get("/StructParents", -1)) in owned for page in pages):
            return False
        copy = self.whole.copy_foreign(root)
        kids = list(copy.K) if isinstance(copy.K, Array) else [copy.K]
        for one in elements_under(kids):
            make_unique(one, f"{self.parts}-")
        for kid in kids:
            kid.P = element
        owners = [
            part
            for number, owner in NumberTree(copy.ParentTree).items()
            for part in (number + self.next, owner)
        ]
        for one in numbered(pages):
            for key in ("/StructParents", "/StructParent"):
                if key in one:
                    one[key] = int(one[key]) + self.next
        element.K = Array(kids)
        self.owners += owners
        self.next += max(owned) + 1
        for key in ("/RoleMap", "/ClassMap"):
            if isinstance(copy.get(key), Dictionary):
                known = self.root.setdefault(key, Dictionary())
                for name, meaning in copy[key].items():
                    known.setdefault(name, meaning)
        return True

    def tag_whole(self, page: Page, element: Dictionary) -> None:
        """One tag around all that a page shows; without what it said of tags before."""
        tag = self.element(Name.Div, element)
        tag.Pg, tag.K = page.obj, Array([0])
        element.K.append(tag)
        for one in numbered([page]):
            drop(one, "/StructParents")
            drop(one, "/StructParent")
        page.obj.StructParents = self.next
        self.owners += [self.next, self.whole.make_indirect(Array([tag]))]
        self.next += 1
        page.contents_add(b"/Div <</MCID 0>> BDC\n", prepend=True)
        page.contents_add(b"\nEMC\n")

    def finish(self, language: str) -> None:
        self.root.K = Array([self.document])
        self.root.ParentTree = self.whole.make_indirect(Dictionary(Nums=Array(self.owners)))
        self.root.ParentTreeNextKey = self.next
        self.document.Lang = String(language)
        self.whole.Root.StructTreeRoot = self.root
        self.whole.Root.MarkInfo = Dictionary(Marked=True)
        self.whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def elements_under(kids: list) -> Iterator[Dictionary]:
    """All elements of a tree of tags. Raises ValueError for too many of them."""
    waiting, seen = list(kids), 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting += list(one)
        elif isinstance(one, Dictionary) and "/S" in one:
            seen += 1
            if seen > MOST_TAGS:
                raise ValueError("Tags without end.")
            yield one
            if "/K" in one:
                waiting.append(one.K)


def make_unique(element: Dictionary, prefix: str) -> None:
    """The ID of an element, and the IDs of header cells to which it refers, begin with that of its part."""
    if "/ID" in element:
        element.ID = String(prefix + str(element.ID))
    said = element.get("/A")
    for attributes in said if isinstance(said, Array) else [said]:
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array([String(prefix + str(one)) for one in attributes.Headers])


def numbered(pages: list[Page]) -> Iterator[Dictionary]:
    """Whatever may carry a number of the tree of tags: pages, their annotations, the pictures drawn on them."""
    seen: set[tuple[int, int]] = set()
    waiting: list = [page.obj for page in pages]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Dictionary | pikepdf.Stream) or (one.is_indirect and one.objgen in seen):
            continue
        seen.add(one.objgen)
        yield one
        waiting += annotations_of(one)
        resources = one.get("/Resources")
        drawn = resources.get("/XObject") if isinstance(resources, Dictionary) else None
        waiting += [drawn[name] for name in drawn] if isinstance(drawn, Dictionary) else []
