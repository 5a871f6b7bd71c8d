"""A real Secret Service: gnome-keyring on a private D-Bus session with a home of its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.SecretService import Keyring
from tests.support.skips import need

PASSWORD = b"test-pass"
NAME = "org.freedesktop.secrets"

# Without service folders nothing is started on demand: no daemon of the machine's, no prompt.
BUS_CONFIG = """<busconfig><type>session</type><listen>unix:dir={run}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


class SecretService:
    """The bus and, once started, the keyring daemon on it. Its keyring outlives the daemon."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._daemon: subprocess.Popen[bytes] | None = None
        run = home / "run"
        run.mkdir(mode=0o700)
        config = home / "bus.conf"
        config.write_text(BUS_CONFIG.format(run=run))
        private = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND")
        }
        self.environment = {
            **private,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
        self._bus = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._bus.stdout
        self.address = self._bus.stdout.readline().decode().strip()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address

    def start(self, *, unlocked: bool = True) -> None:
        """Start the daemon; it makes its keyring when it is first unlocked."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        self._daemon = subprocess.Popen(
            [*command, "--unlock"] if unlocked else command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self._daemon.stdin
        self._daemon.stdin.write(PASSWORD if unlocked else b"")
        self._daemon.stdin.close()
        self._wait_for_name()

    def entries(self) -> dict[tuple[str, str], str]:
        """Every entry by service and name, as another program on this session sees them.

        To be asked only while nothing is being written or removed: the daemon may die of it.
        """
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - Linux only
        from secretstorage import get_all_collections  # noqa: PLC0415

        with open_dbus_connection(bus=self.address) as connection:
            items = [i for c in get_all_collections(connection) for i in c.get_all_items()]
            known = [(item.get_attributes(), item.get_secret().decode()) for item in items]
        return {(about["service"], about["username"]): secret for about, secret in known}

    def has(self, service: str, name: str) -> bool:
        """Whether there is such an entry; this may be asked at any time."""
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - Linux only
        from secretstorage import search_items  # noqa: PLC0415

        with open_dbus_connection(bus=self.address) as connection:
            found = search_items(connection, {"service": service, "username": name})
            return next(found, None) is not None

    def stop(self) -> None:
        """End the daemon, as a logout does."""
        if self._daemon:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def freeze(self) -> None:
        """Let the daemon hang."""
        assert self._daemon
        self._daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the daemon go on."""
        assert self._daemon
        self._daemon.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End the daemon and the bus."""
        self.stop()
        self._bus.kill()
        self._bus.wait()
        assert self._bus.stdout
        self._bus.stdout.close()

    def _wait_for_name(self) -> None:
        from jeepney import DBusAddress, new_method_call  # noqa: PLC0415 - Linux only
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415

        bus = DBusAddress("/", "org.freedesktop.DBus", "org.freedesktop.DBus")
        question = new_method_call(bus, "NameHasOwner", "s", (NAME,))
        deadline = time.monotonic() + 20
        with open_dbus_connection(bus=self.address) as connection:
            while not connection.send_and_get_reply(question).body[0]:
                assert time.monotonic() < deadline, "the keyring daemon did not come up"
                time.sleep(0.01)


@pytest.fixture
def secret_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    """A private session bus on which no keyring runs yet."""
    for tool in ("dbus-daemon", "gnome-keyring-daemon"):
        need(shutil.which(tool), f"{tool} is not installed")
    service = SecretService(tmp_path_factory.mktemp("secrets"))
    yield service
    service.close()


@pytest.fixture
def secret_service(
    secret_bus: SecretService, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SecretService]:
    """An unlocked keyring that this process and its children find on their session bus."""
    secret_bus.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_bus.address)
    # The library looks for backends once a process, and would find the ones tests have defined.
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]  # it has no types
    yield secret_bus
    keyring.set_keyring(before)
