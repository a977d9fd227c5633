"""A real IMAP server with one mailbox, Debian's Dovecot, started by the test that needs it and gone afterwards."""

import base64
import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "a password: with/all@signs"
START_SECONDS = 20

CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class ImapServer:
    port: int

    @property
    def url(self) -> str:
        return (
            f"imap://reports%40forum.example:a%20password%3A%20with%2Fall%40signs@127.0.0.1:{self.port}/INBOX"
        )

    @contextlib.contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as server:
            server.login("reports@forum.example", PASSWORD)
            yield server

    def put(self, *mails: bytes) -> None:
        with self.opened() as server:
            for mail in mails:
                status, said = server.append("INBOX", None, None, mail.replace(b"\n", b"\r\n"))
                assert status == "OK", said

    def flags(self) -> list[str]:
        """The flags of each mail that is left, in order."""
        with self.opened() as server:
            server.select("INBOX", readonly=True)
            _status, lines = server.fetch("1:*", "(FLAGS)")
            return [" ".join(sorted(map(bytes.decode, imaplib.ParseFlags(line)))) for line in lines if line]


@contextlib.contextmanager
def imap_server() -> Iterator[ImapServer]:
    """In a folder of its own: its sockets need a short name, and its users have to get there.

    Runs as whoever runs the tests; for root, whose mail Dovecot refuses to read, as the users of its package.
    """
    with tempfile.TemporaryDirectory(prefix="gfmd-imap-") as folder, started(Path(folder)) as server:
        yield server


@contextlib.contextmanager
def started(folder: Path) -> Iterator[ImapServer]:
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert program, "Dovecot is missing: scripts/bootstrap tests"
    is_root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
    me = pwd.getpwuid(os.geteuid()).pw_name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "mail").mkdir()
    secret = base64.b64encode(PASSWORD.encode()).decode()
    (folder / "users").write_text(f"reports@forum.example:{{PLAIN.b64}}{secret}\n")
    (folder / "dovecot.conf").write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            internal="dovecot" if is_root else me,
            internal_group="dovecot" if is_root else grp.getgrgid(os.getegid()).gr_name,
            login="dovenull" if is_root else me,
        )
    )
    folder.chmod(0o755)
    if is_root:
        shutil.chown(folder, owner.pw_uid, owner.pw_gid)
        shutil.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    process = subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"])
    server = ImapServer(port)
    try:
        wait_for(server, folder)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server: ImapServer, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with server.opened():
                return
        except (OSError, imaplib.IMAP4.abort) as problem:
            log = (folder / "log").read_text() if (folder / "log").exists() else ""
            assert time.monotonic() < until, f"{problem}\n{log}"
            time.sleep(0.05)
