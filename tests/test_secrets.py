"""Links that open an account stay out of what is written down, and typed words make no links in messages."""

import logging

import pytest
from django.conf import settings

from correspondence.delivery import html_of
from correspondence.models import Message
from gfmd.logs import LinesWithoutLinks
from gfmd.tokens import token_for

TOKEN = token_for("invitation-1-1")


@pytest.mark.parametrize(
    "path",
    [
        f"/invitations/{TOKEN}/accept/",
        f"/invitations/{TOKEN}/",
        f"/applications/{TOKEN}/",
        f"/nominations/{TOKEN}/",
        f"/focal-points/{TOKEN}/",
        f"/seats/link/{TOKEN}/",
        f"/nominations/{TOKEN}/withdraw/",
        f"/focal-points/{TOKEN}/take-on/",
        f"/language/?language=fr&next=/invitations/{TOKEN}/",
        f"/accounts/confirm-email/{TOKEN}/",
        f"http://testserver/accounts/password/reset/key/{TOKEN}",
    ],
)
def test_no_line_of_the_log_holds_a_personal_link(path):
    line = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)
    written = LinesWithoutLinks("{message}", style="{").format(line)
    assert TOKEN not in written
    assert written.startswith("Not Found: ")


def test_the_product_logs_that_way():
    assert settings.LOGGING["formatters"]["line"]["()"] == "gfmd.logs.LinesWithoutLinks"


@pytest.mark.parametrize(
    "typed",
    [
        "[Sign in here](https://evil.example)",
        "[Sign in][1]\n\n[1]: https://evil.example",
        "![x](https://evil.example/x.png)",
        '<a href="https://evil.example">Sign in</a>',
        "# Sign in",
        "Sign in\n---",
        "<javascript:alert(1)>",
    ],
)
def test_what_people_typed_makes_no_link_no_picture_and_no_heading(typed):
    html = html_of(Message(subject="x", language="en", body=f"Dear {typed},\n\n{typed}\n"))
    for markup in ("<a ", "<img", "<h1", "<h2", "<hr"):
        assert markup not in html


def test_the_link_of_a_message_and_its_emphasis_stay(settings):
    message = Message(subject="x", language="en", body="To **Rabat**:\n\n<[[link]]>\n", link_name="a")
    message.link_path = "/invitations/{token}/"
    html = html_of(message)
    assert f'<a href="{message.link}">{message.link}</a>' in html
    assert "<strong>Rabat</strong>" in html
