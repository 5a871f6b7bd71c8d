"""A clean Debian 12 in a folder: packages are installed with apt there, and run as a user."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
USER = "trader"
BASELINE = ("dbus", "libglib2.0-bin", "xz-utils")
"""What a desktop has anyhow and the tests use: a session bus, and `gio launch`."""
LEFT_OUT = ("dev", "home", "proc", "run", "sys", "tmp", "var/cache", "var/lib/apt", "var/log")
DPKGS_OWN = ("var/lib/dpkg/status", "var/lib/dpkg/available", "var/lib/dpkg/lock", ".lock", "-old")


class DebianRoot:
    """Made by mmdebstrap from the sources this machine uses itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = ["mmdebstrap", "--quiet", "--variant=minbase", "--mode=root"]
        command += [f"--include={','.join(BASELINE)}", "bookworm", str(folder)]
        source = SOURCES if SOURCES.exists() else Path("/etc/apt/sources.list")
        subprocess.run([*command, str(source)], check=True, capture_output=True)
        self.run("useradd", "--create-home", USER)
        self.run("apt-get", "-qq", "update")

    def run(
        self, *command: str, user: str = "", env: dict[str, str] | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command there and return what it said."""
        done = subprocess.run(
            self.command(*command, user=user, env=env), check=False, capture_output=True, text=True
        )
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done

    def command(
        self, *command: str, user: str = "", env: dict[str, str] | None = None
    ) -> list[str]:
        """Return what runs a command there, with its own mounts, which end with it."""
        mounts = f"mount -t proc proc {self.folder}/proc && mount --rbind /dev {self.folder}/dev"
        inside = ["chroot", *([f"--userspec={user}"] if user else []), str(self.folder)]
        home = f"/home/{user}" if user else "/root"
        settings = {
            "HOME": home,
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **(env or {}),
        }
        inside += ["env", "-i", *(f"{name}={value}" for name, value in settings.items())]
        return [
            *("unshare", "--mount", "sh", "-c", f'{mounts} && exec "$@"', "sh"),
            *inside,
            *command,
        ]

    def shell(self, script: str, user: str = "", env: dict[str, str] | None = None) -> str:
        """Run a shell script there and return its output."""
        return self.run("sh", "-ec", script, user=user, env=env).stdout

    def bring(self, file: Path, to: str = "tmp") -> str:
        """Copy a file in; returns its path there."""
        target = self.folder / to / file.name
        target.write_bytes(file.read_bytes())
        target.chmod(0o755)
        return f"/{to}/{file.name}"

    def files(self) -> set[str]:
        """Return every path there, but for the users' homes and what apt keeps of its own work."""
        return set(self._paths())

    def _paths(self) -> Iterator[str]:
        for path in self.folder.rglob("*"):
            name = str(path.relative_to(self.folder))
            if not name.startswith(LEFT_OUT) and not name.endswith(DPKGS_OWN):
                yield name

    def homes(self) -> set[str]:
        """Return the files in the user's home."""
        home = self.folder / "home" / USER
        return {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir()}
