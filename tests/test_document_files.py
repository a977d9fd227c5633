"""Files of papers: what is taken, what they are called, how they are kept and handed out."""

import io
import threading
import zipfile
from urllib.parse import unquote

import pypdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from docx import Document as WordDocument
from PIL import Image

from accounts.models import Trace
from gfmd.moves import Refused
from meetings import actions
from meetings.models import Document, DocumentFile
from meetings.uploads import examined
from tests.factories import (
    a_document,
    a_document_file,
    a_meeting,
    a_pdf,
    a_person,
    an_upload,
    chair_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def meeting():
    return a_meeting(slug="rabat", languages=["en", "fr"])


@pytest.fixture
def chair(client, meeting):
    person = chair_staff(meeting)
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def document(meeting):
    return a_document(meeting, "A/1", state="draft", languages=[])


def send(client, document, content: bytes, name: str = "paper.pdf", **typed):
    """The answer to a file that was sent from its page."""
    sent = SimpleUploadedFile(name, content)
    where = reverse("document_file_new", args=[document.meeting.slug, document.pk])
    return client.post(where, {"language": "en", "file": sent, **typed})


def refusal(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.context["form"].errors["file"])


def file_address(file: DocumentFile) -> str:
    document = file.document
    return reverse("document_file", args=[document.meeting.slug, document.pk, file.language, file.number])


def text_address(file: DocumentFile) -> str:
    return file_address(file) + "text/"


# --- What is taken ---------------------------------------------------------------------------------------


def a_docx(**parts: bytes) -> bytes:
    made = io.BytesIO()
    word = WordDocument()
    word.add_paragraph("A concept note")
    word.save(made)
    with zipfile.ZipFile(made, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def an_office_file(main: str) -> bytes:
    """The least an Office program would open, with this type of its main part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        part = f'<Override PartName="/main.xml" ContentType="{main}.main+xml"/>'
        archive.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types>{part}</Types>')
        archive.writestr("main.xml", "<main/>")
    return made.getvalue()


def an_open_document(mimetype: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<content/>")
    return made.getvalue()


def a_picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, kind)
    return made.getvalue()


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
TAKEN = [
    (a_pdf(), "paper.pdf", "application/pdf", "paper.pdf"),
    (a_docx(), "note.docx", f"{OOXML}wordprocessingml.document", "note.docx"),
    (
        an_office_file(f"{OOXML}presentationml.presentation"),
        "a.pptx",
        f"{OOXML}presentationml.presentation",
        "a.pptx",
    ),
    (an_office_file(f"{OOXML}spreadsheetml.sheet"), "a.xlsx", f"{OOXML}spreadsheetml.sheet", "a.xlsx"),
    (an_open_document(f"{ODF}text"), "a.odt", f"{ODF}text", "a.odt"),
    (an_open_document(f"{ODF}presentation"), "a.odp", f"{ODF}presentation", "a.odp"),
    (a_picture("PNG"), "scan.png", "image/png", "scan.png"),
    (a_picture("JPEG"), "scan.JPEG", "image/jpeg", "scan.jpg"),
    ("Привет, 世界\n".encode(), "note.txt", "text/plain", "note.txt"),
    (b"\xef\xbb\xbf# Title\n\n<br>\n", "note.md", "text/markdown", "note.md"),
    (b"a;b\n1;2\n", "table.csv", "text/csv", "table.csv"),
    (b"BM is how this note begins", "note", "text/plain", "note.txt"),
    # The name follows the content.
    (a_pdf(), "renamed.docx", "application/pdf", "renamed.pdf"),
    (a_pdf(), "no ending", "application/pdf", "no ending.pdf"),
    (a_pdf(), "Report on 1.1", "application/pdf", "Report on 1.1.pdf"),
    (b"\n\n" + a_pdf(), "late.pdf", "application/pdf", "late.pdf"),
]


@pytest.mark.parametrize(("content", "name", "content_type", "called"), TAKEN)
def test_a_file_is_what_its_content_says(chair, document, content, name, content_type, called):
    answer = send(chair, document, content, name)
    assert answer.status_code == 302, answer.context["form"].errors
    file = document.files.get()
    assert (file.content_type, file.name, file.size) == (content_type, called, len(content))
    assert chair.get(file_address(file)).getvalue() == content


def locked_pdf() -> bytes:
    writer, made = pypdf.PdfWriter(clone_from=io.BytesIO(a_pdf())), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def a_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"{ODF}text")
        with archive.open("content.xml", "w") as member:
            for _each in range(201):
                member.write(bytes(1024 * 1024))
    return made.getvalue()


def a_locked_zip() -> bytes:
    content = bytearray(an_open_document(f"{ODF}text"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


NOT_TAKEN = [
    (b"", "empty.pdf", "The submitted file is empty."),
    (b"%PDF-1.7\nand then nothing", "broken.pdf", "This PDF is damaged: it cannot be opened."),
    (a_pdf()[:200], "cut.pdf", "This PDF is damaged: it cannot be opened."),
    (a_docx()[:2000], "cut.docx", "This file is damaged: it cannot be opened."),
    (a_picture("PNG")[:30], "cut.png", "This picture is damaged: it cannot be opened."),
    (b"<!doctype html><p>x", "page.html", "By its content this is text that a program would run"),
    (
        b"  <HTML><script>alert(1)</script>",
        "paper.docx",
        "By its content this is text that a program would run",
    ),
    (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.svg",
        "By its content this is text that a program would run",
    ),
    (b"<?xml version='1.0'?><svg/>", "a.md", "By its content this is text that a program would run"),
    (b"alert(1)", "a.js", "By its content this is plain text, though its name ends in “.js”."),
    (b"#!/bin/sh\nrm -rf /", "a.txt", "By its content this is text that a program would run"),
    (b"just words", "paper.pdf", "By its content this is plain text, though its name ends in “.pdf”."),
    (b"MZ\x90\x00" + bytes(300), "a.pdf", "By its content this is a file of the kind “.exe”."),
    (b"\x7fELF\x02\x01\x01" + bytes(300), "a.txt", "By its content this is a file of the kind “.elf”."),
    (a_picture("GIF"), "a.png", "By its content this is a file of the kind “.gif”."),
    (a_bomb(), "bomb.odt", "This file unpacks to more than is taken."),
    (a_locked_zip(), "locked.odt", "This file has a password."),
    (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old.doc", "This is a file of an older Office program"),
    (
        a_docx(word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin"),
        "m.docx",
        "holds macros",
    ),
    (an_open_document("application/zip"), "a.odt", "By its content this is an archive."),
    ("Año".encode("latin-1"), "note.txt", "This text is not in UTF-8"),
    (b"a\x00b", "note.txt", "By its content this is an unknown kind."),
    (bytes(range(128, 200)), "x.bin", "By its content this is an unknown kind."),
]


@pytest.mark.parametrize(("content", "name", "sentence"), NOT_TAKEN)
def test_a_file_that_cannot_be_read_by_all_is_refused_in_a_sentence(chair, document, content, name, sentence):
    answer = send(chair, document, content, name, accessible_text="What was typed")
    assert sentence in refusal(answer)
    assert "What was typed" in answer.text
    assert DocumentFile.objects.count() == 0


def test_a_protected_pdf_is_refused(chair, document):
    assert "This PDF is protected" in refusal(send(chair, document, locked_pdf()))


def test_a_huge_file_is_refused_and_not_stored(chair, document, settings):
    settings.UPLOAD_MEGABYTES = 1
    answer = send(chair, document, a_pdf() + bytes(5 * 1024 * 1024), accessible_text="Kept")
    assert refusal(answer) == "The file is larger than 1.0\xa0MB, the most that is taken."
    assert "Kept" in answer.text


def test_no_file_at_all_is_said_beside_the_field(chair, document):
    where = reverse("document_file_new", args=["rabat", document.pk])
    answer = chair.post(where, {"language": "xx"})
    assert set(answer.context["form"].errors) == {"file", "language"}


# --- Names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\note.pdf", "note.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("a\u200bb\u00ad\ufeff.pdf", "ab.pdf"),
        ("ورقة المفهوم.pdf", "ورقة المفهوم.pdf"),
        ("概念文件（第一稿）.pdf", "概念文件（第一稿）.pdf"),
        ("Re\u0301sume\u0301.pdf", "Résumé.pdf"),
        ("a" * 300 + ".pdf", "a" * 140 + ".pdf"),
        ("概" * 100 + ".pdf", "概" * 46 + ".pdf"),
        ("…a\r\nX-Evil: 1.pdf", "…aX-Evil- 1.pdf"),
        (' "quoted" <b>|?*.pdf', "quoted- -b.pdf"),
        (".pdf", "pdf.pdf"),
        ("....pdf", "paper.pdf"),
        ("CON .pdf", "CON.pdf"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(name, called):
    sent = SimpleUploadedFile("x.pdf", a_pdf())
    sent._name = name  # past Django's own cleaning, as hostile as can be
    assert examined(sent).name == called


@pytest.mark.parametrize("name", ["\x00", "a\x00b.pdf", "/", "..", "\u202e", "a" * 5000 + ".pdf", "%00.pdf"])
def test_no_name_breaks_an_upload(chair, document, name):
    where = reverse("document_file_new", args=["rabat", document.pk])
    body = (
        b'--B\r\nContent-Disposition: form-data; name="language"\r\n\r\nen\r\n'
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + a_pdf(name) + b"\r\n--B--\r\n"
    )
    answer = chair.generic("POST", where, body, content_type="multipart/form-data; boundary=B")
    assert answer.status_code in (200, 302, 400)
    assert all(file.name.endswith(".pdf") and "\x00" not in file.name for file in document.files.all())


# --- Versions --------------------------------------------------------------------------------------------


def test_a_new_file_is_the_next_version_and_the_former_one_is_kept(chair, document):
    first, second = a_pdf("First"), a_pdf("Second")
    send(chair, document, first)
    send(chair, document, second)
    send(chair, document, a_pdf("Premier"), language="fr")
    assert [(file.language, file.number, file.of_original) for file in document.files.all()] == [
        ("en", 2, None), ("en", 1, None), ("fr", 1, 2),
    ]  # fmt: skip
    contents = [chair.get(file_address(file)).getvalue() for file in document.files.filter(language="en")]
    assert contents == [second, first]
    assert Trace.objects.filter(act="add_document_file").count() == 3


def test_the_same_file_twice_is_refused_with_its_version(chair, document):
    for words in ("First", "Second"):
        send(chair, document, a_pdf(words))
    assert refusal(send(chair, document, a_pdf("Second"), "other.pdf")) == (
        "The same file is version 2 already (English)."
    )
    answer = send(chair, document, a_pdf("Second"), language="fr")
    said = chair.get(answer.url).text
    assert "The same file is there in another language. Is the language right?" in said


def test_the_database_itself_keeps_versions_apart_and_as_they_were(document):
    file = a_document_file(document)
    same = {"document": document, "language": "en", "name": "x", "content_type": "text/plain", "size": 1}
    with pytest.raises(IntegrityError, match="document_file_number_unique"), transaction.atomic():
        DocumentFile.objects.create(**same, number=1, sha256="0" * 64, uploaded_by=file.uploaded_by)
    with pytest.raises(IntegrityError, match="document_file_content_once"), transaction.atomic():
        DocumentFile.objects.create(**same, number=2, sha256=file.sha256, uploaded_by=file.uploaded_by)
    with pytest.raises(IntegrityError, match="document_file_numbered_from_one"), transaction.atomic():
        DocumentFile.objects.create(**same, number=0, sha256="1" * 64, uploaded_by=file.uploaded_by)
    for change in ({"sha256": "2" * 64}, {"number": 7}, {"file": "other"}, {"language": "fr"}, {"size": 9}):
        with pytest.raises(IntegrityError, match="document_file_never_overwritten"), transaction.atomic():
            DocumentFile.objects.filter(pk=file.pk).update(**change)


def upload_at_once(document_pk: int, words: list[str], *, is_held: bool) -> list[str]:
    """What becomes of uploads of one language that start together; without the lock when not `is_held`."""
    person, together, became = a_person(), threading.Barrier(len(words)), []

    def upload(text: str) -> None:
        try:
            with transaction.atomic():
                document = Document.objects.get(pk=document_pk)
                together.wait(timeout=10)
                if not is_held:
                    last = document.files.filter(language="en").count()
                    together.wait(timeout=10)
                    taken = an_upload(a_pdf(text))
                    DocumentFile.objects.create(
                        document=document, language="en", number=last + 1, name="x.pdf", size=1,
                        content_type=taken.content_type, sha256=taken.sha256, uploaded_by=person,
                    )  # fmt: skip
                    became.append("stored")
                    return
                file = actions.add_document_file(
                    document=document, language="en", upload=an_upload(a_pdf(text)), by=person
                )
                became.append(str(file.number))
        except IntegrityError:
            became.append("broken")
        except Refused as refused:
            became.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=upload, args=[text]) for text in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(became)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_language_at_once_are_versions_one_and_two():
    document = a_document(a_meeting(), state="draft", languages=[])
    assert upload_at_once(document.pk, ["One", "Two"], is_held=True) == ["1", "2"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_uploads_would_take_the_same_number():
    document = a_document(a_meeting(), state="draft", languages=[])
    assert upload_at_once(document.pk, ["One", "Two"], is_held=False) == ["broken", "stored"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_stored_once():
    document = a_document(a_meeting(), state="draft", languages=[])
    became = upload_at_once(document.pk, ["One", "One"], is_held=True)
    assert became == ["1", "The same file is version 1 already (English)."]


# --- Handing out -----------------------------------------------------------------------------------------


def test_a_file_is_handed_out_as_an_attachment_that_runs_nothing(client, meeting):
    document = a_document(meeting, languages=[])
    file = a_document_file(document, "ar", upload=an_upload(a_pdf("x"), "ورقة.pdf"))
    answer = client.get(file_address(file))
    assert answer.getvalue() == a_pdf("x")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(a_pdf("x")))
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == "ورقة.pdf"
    assert answer["Content-Language"] == "ar"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Cache-Control"] == "public, no-cache"


def test_text_is_handed_out_with_its_charset(client, meeting):
    document = a_document(meeting, languages=[])
    file = a_document_file(document, upload=an_upload(b"a;b\n", "table.csv"))
    answer = client.get(file_address(file))
    assert (answer.getvalue(), answer["Content-Type"]) == (b"a;b\n", "text/csv; charset=utf-8")


def test_a_reader_who_holds_the_file_is_not_sent_it_again(client, meeting):
    file = a_document_file(a_document(meeting, languages=[]))
    first = client.get(file_address(file))
    assert first.getvalue()
    for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        answer = client.get(file_address(file), headers=headers)
        assert (answer.status_code, answer["ETag"]) == (304, first["ETag"])
        assert answer["Cache-Control"] == "public, no-cache"
    head = client.head(file_address(file))
    assert (head.status_code, head.getvalue(), head["Content-Length"]) == (200, b"", str(file.size))


def test_what_is_not_public_is_kept_by_nobody_on_the_way(chair, meeting):
    hidden = a_document_file(a_document(meeting, audience="team", languages=[]))
    public = a_document(meeting, languages=["en"])
    former = public.files.get()
    a_document_file(public)
    for file in (hidden, former):
        answer = chair.get(file_address(file))
        assert answer.getvalue()
        assert answer["Cache-Control"] == "private, no-cache"


def test_former_versions_are_for_the_chair(client, meeting):
    staff = chair_staff(meeting)
    document = a_document(meeting, languages=["en", "en"])
    former = document.files.get(number=1)
    assert client.get(file_address(former)).status_code == 404
    assert client.get(file_address(document.files.get(number=2))).getvalue()
    client.force_login(staff)
    assert client.get(file_address(former)).getvalue()


def test_nothing_of_the_library_lies_among_public_files(settings, meeting):
    file = a_document_file(a_document(meeting, languages=[]))
    assert file.file.path == str(settings.MEDIA_ROOT / "documents" / file.sha256[:2] / file.sha256)
    assert not file.file.path.startswith(str(settings.STATIC_ROOT))
    assert settings.MEDIA_URL == "/"


@pytest.mark.parametrize("guess", ["documents/{}/{}", "media/documents/{}/{}", "static/documents/{}/{}"])
def test_a_file_is_not_found_by_its_hash(client, meeting, guess):
    file = a_document_file(a_document(meeting, languages=[]))
    assert client.get("/" + guess.format(file.sha256[:2], file.sha256)).status_code == 404


# --- Scans -----------------------------------------------------------------------------------------------


def test_a_pdf_without_words_is_marked_as_a_scan(chair, document):
    answer = send(chair, document, a_pdf(is_scan=True))
    assert document.files.get().is_scan
    assert "Its words are pictures, so it is marked as a scan. Give its text." in chair.get(answer.url).text
    assert not a_document_file(document).is_scan


@pytest.mark.parametrize(
    ("language", "direction", "text"),
    [("ar", "rtl", "الفقرة الأولى\n\nالثانية"), ("zh-hans", "ltr", "第一段"), ("fr", "ltr", "L’accès <b>")],
)
def test_the_text_of_a_scan_is_a_page_in_its_language_and_direction(
    client, meeting, language, direction, text
):
    document = a_document(meeting, "A/1", languages=[])
    file = a_document_file(document, language, is_scan=True, accessible_text=text)
    page = client.get(text_address(file))
    assert page.status_code == 200
    assert f'<div lang="{language}" dir="{direction}"><p>' in page.text
    assert text.split("\n")[0].replace("<b>", "&lt;b&gt;") in page.text
    assert text_address(file) in client.get(reverse("document", args=["rabat", document.pk])).text


def test_a_file_without_text_has_no_such_page(client, meeting):
    file = a_document_file(a_document(meeting, languages=[]))
    assert client.get(text_address(file)).status_code == 404


def test_text_is_given_to_a_scan_later_and_a_stale_page_is_refused(chair, document):
    file = a_document_file(document, is_scan=True)
    where = reverse("document_file_edit", args=["rabat", document.pk, file.pk])
    seen = chair.get(where).context["form"]["seen"].value()
    typed = {"seen": seen, "is_scan": "on", "accessible_text": " One\r\n\r\nTwo "}
    chair.post(where, typed)
    file.refresh_from_db()
    assert file.accessible_text == "One\n\nTwo"
    assert Trace.objects.get(act="change_document_file").after == {"accessible_text": "One\n\nTwo"}
    stale = chair.post(where, {**typed, "accessible_text": "Three"})
    assert "changed since you opened the page" in stale.text
    assert {"One", "Three"} <= set(stale.text.replace("<", " ").replace(">", " ").split())
    file.refresh_from_db()
    assert file.accessible_text == "One\n\nTwo"


def test_the_rest_of_a_file_too_large_is_not_even_written_down(rf, settings):
    settings.UPLOAD_MEGABYTES = 1
    sent = rf.post("/", {"file": SimpleUploadedFile("x.pdf", bytes(9 * 1024 * 1024)), "after": "kept"})
    assert 1024 * 1024 < sent.FILES["file"].size <= 1024 * 1024 + 64 * 1024
    sent.FILES["file"].close()
    assert sent.POST["after"] == "kept"
