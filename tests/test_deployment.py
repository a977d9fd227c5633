"""What the deployment files say is true of the code, and the processes run as they say."""

import ast
import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ONLY_FOR_COMPOSE = {"POSTGRES_PASSWORD"}


def test_every_variable_has_its_sentence_and_no_other():
    assert variables_in_example() - ONLY_FOR_COMPOSE == variables_in_settings()


def test_every_variable_is_explained_above_it():
    lines = (ROOT / ".env.example").read_text().splitlines()
    for before, line in itertools.pairwise(lines):
        if name := re.match(r"([A-Z_]+)=", line):
            assert before.startswith(f"# {name[1]}"), f"{name[1]} has no sentence above it"


def test_the_example_is_enough_to_start(tmp_path):
    """Settings read the example once a secret is filled in, and Django's deployment check finds nothing."""
    environment = {"PATH": str(Path(sys.executable).parent)}
    for line in (ROOT / ".env.example").read_text().splitlines():
        if name := re.match(r"([A-Z_]+)=\"?(.*?)\"?$", line):
            environment[name[1]] = name[2]
    environment["SECRET_KEY"] = "xK3" * 20 + "-a-longer-one"
    environment["VAR_DIR"] = str(tmp_path)
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.fixture
def composed(tmp_path) -> dict:
    """docker-compose.yml as Compose itself understands it, with the example as .env."""
    for name in ("docker-compose.yml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    program = Path(sys.executable).parent / "docker-compose"
    understood = subprocess.run(
        [program, "--profile", "*", "config", "--format", "json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert understood.returncode == 0, understood.stderr
    return json.loads(understood.stdout)["services"]


def test_compose_runs_web_worker_beat_and_their_services(composed):
    assert set(composed) == {"migrate", "web", "worker", "beat", "postgres", "valkey", "mailpit"}
    assert composed["mailpit"]["profiles"] == ["development"]
    assert all("profiles" not in composed[name] for name in composed if name != "mailpit")


def test_compose_shows_ports_to_this_machine_only(composed):
    published = [port for service in composed.values() for port in service.get("ports", [])]
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}
    assert sorted(port["published"] for port in published) == ["8000", "8025"]


def test_compose_gives_every_process_the_variables_of_the_example(composed):
    for name in ("migrate", "web", "worker", "beat"):
        assert set(composed[name]["environment"]) >= variables_in_settings()


def test_the_image_runs_as_an_ordinary_user_with_type_and_a_health_check():
    lines = (ROOT / "Dockerfile").read_text()
    assert lines.index("\nUSER gfmd\n") < lines.index("\nCMD ")
    assert "fonts-noto-core fonts-noto-cjk" in lines
    assert "/readyz" in (ROOT / "scripts" / "ready.py").read_text()


def test_the_image_holds_every_app():
    taken = (ROOT / ".dockerignore").read_text().splitlines()
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert {f"!{app}" for app in apps | {"gfmd", "static", "templates"}} <= set(taken)


def test_behind_a_proxy_only_https_is_served(live_gunicorn):
    web = live_gunicorn(HTTPS="1", SITE_URL="https://forum.example.org", ALLOWED_HOSTS="forum.example.org")
    name = {"Host": "forum.example.org"}
    plain = web.asks("/", **name)
    assert (plain.status, plain.headers["Location"]) == (301, "https://forum.example.org/")
    served = web.asks("/", **name, **{"X-Forwarded-Proto": "https"})
    assert served.status == 200
    assert served.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert web.asks("/", Host="elsewhere.example.org").status == 400
    assert web.asks("/readyz", **name).status == 200


def test_the_health_check_of_the_container_succeeds_and_fails(live_gunicorn):
    environment = {
        "SITE_URL": "https://forum.example.org",
        "ALLOWED_HOSTS": "forum.example.org",
        "HTTPS": "1",
    }
    web = live_gunicorn(**environment)
    command = [sys.executable, "scripts/ready.py"]
    environment["PORT"] = str(web.port)
    ready = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (ready.returncode, json.loads(ready.stdout)["database"]) == (0, "ok")
    web.stop()
    gone = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert gone.returncode == 1
    assert gone.stderr.startswith("The web server does not answer")


def test_static_files_are_fingerprinted_and_kept_for_a_year(live_gunicorn):
    manifest = json.loads((ROOT / "staticfiles" / "staticfiles.json").read_text())["paths"]
    name = next(hashed for plain, hashed in manifest.items() if plain.endswith(".css"))
    web = live_gunicorn()
    answer = web.asks(f"/static/{name}")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def variables_in_example() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def variables_in_settings() -> set[str]:
    """Every name settings.py asks the environment for, read from its syntax tree."""
    names = set()
    for call in ast.walk(ast.parse((ROOT / "gfmd" / "settings.py").read_text())):
        if not isinstance(call, ast.Call):
            continue
        asked = ast.unparse(call.func)
        if asked in ("read", "environment.read"):
            names.add(ast.literal_eval(call.args[1]))
        elif asked.startswith("environment."):
            names.add(ast.literal_eval(call.args[0]))
    return names
