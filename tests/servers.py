"""Real servers on this machine's loopback, each in a folder of its own, as an ordinary user where it can be."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
PATIENCE = 15  # seconds until a server must listen


def needed(name: str) -> str:
    """Path of a program, as `conftest.program` says; that module is slow to load and not for the line's process."""
    from conftest import program  # noqa: PLC0415

    return program(name)


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*command: str | Path, port: int, log: Path, **settings: object) -> Iterator[int]:
    """A program that listens on a port, until the end; gives its process number."""
    with log.open("wb") as said:
        process = subprocess.Popen(  # type: ignore[call-overload]
            [str(part) for part in command], stdout=said, stderr=said, start_new_session=True, **settings
        )
        try:
            _await(port, process, log)
            yield process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))


class SshServer:
    """OpenSSH with a key of its own; `home` is a user's home folder with key and known_hosts for clients."""

    def __init__(self, port: int, home: Path, user: str) -> None:
        self.port, self.home, self.user = port, home, user

    def target(self, folder: Path, port: int | None = None) -> str:
        """Address of a folder; another port when something stands in between."""
        return f"sftp://{self.user}@127.0.0.1:{port or self.port}{folder}"

    @property
    def environment(self) -> dict[str, str]:
        """For a client that is this user."""
        return {"HOME": str(self.home), "SSH_AUTH_SOCK": ""}

    def know(self, port: int) -> None:
        """Let clients know the server on another port as well."""
        known = self.home / ".ssh/known_hosts"
        key = (self.home / "host_key.pub").read_text("utf-8").split()[:2]
        known.write_text(known.read_text("utf-8") + f"[127.0.0.1]:{port} {' '.join(key)}\n", "utf-8")


@contextmanager
def ssh_server(folder: Path) -> Iterator[SshServer]:
    """sshd that accepts one key, with SFTP only."""
    sshd = "/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else needed("sshd")
    keygen = needed("ssh-keygen")
    home, port = folder / "home", free_port()
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    for path in (home / "host_key", home / ".ssh/id_ed25519"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    shutil.copy(home / ".ssh/id_ed25519.pub", home / "authorized_keys")
    (home / ".ssh/known_hosts").touch()
    config = home / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host_key\nAuthorizedKeysFile {home}/authorized_keys\n"
        f"PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nForceCommand internal-sftp\n"
        "MaxStartups 100\n",
        "utf-8",
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd, when root runs it, lays down its privileges
    with running(sshd, "-D", "-e", "-f", config, port=port, log=home / "log"):
        server = SshServer(port, home, _user())
        server.know(port)
        yield server


def _user() -> str:
    return getpass.getuser()


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """moto's S3 server with an empty bucket `trang` that everybody may read; gives its address.

    .ci/run installs it apart from the project (tests/servers.lock): it brings thirty packages.
    """
    port, own = free_port(), REPOSITORY / ".cache/servers/bin/moto_server"
    server = own if own.exists() else needed("moto_server")
    with running(server, "-H", "127.0.0.1", "-p", str(port), port=port, log=folder / "s3.log"):
        address = f"http://127.0.0.1:{port}"
        request = urllib.request.Request(f"{address}/trang", method="PUT", headers={"x-amz-acl": "public-read"})
        urllib.request.urlopen(request, timeout=10).close()
        yield address


S3_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "mau", "AWS_SECRET_ACCESS_KEY": "mau"}


@contextmanager
def dav_server() -> Iterator[tuple[str, Path]]:
    """Apache with mod_dav; gives its address, and the folder that it serves."""
    with tempfile.TemporaryDirectory(prefix="cchc-dav-") as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        folder.chmod(0o755)
        with _dav_server(folder) as address:
            yield address, folder / "dav"


@contextmanager
def _dav_server(folder: Path) -> Iterator[str]:
    apache = "/usr/sbin/apache2" if Path("/usr/sbin/apache2").exists() else needed("apache2")
    modules = Path("/usr/lib/apache2/modules")
    port, root, locks = free_port(), folder / "dav", folder / "locks"
    root.mkdir()
    locks.mkdir()
    loaded = "".join(
        f"LoadModule {name}_module {modules}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "authn_core", "dav", "dav_fs", "dav_lock", "dir", "mime")
        if (modules / f"mod_{name}.so").exists()
    )
    drop = "User nobody\nGroup nogroup\n" if os.getuid() == 0 else ""
    loaded += f"LoadModule unixd_module {modules}/mod_unixd.so\n" if (modules / "mod_unixd.so").exists() else ""
    if drop:
        for own in (root, locks):
            shutil.chown(own, "nobody", "nogroup")
    config = folder / "apache.conf"
    config.write_text(
        f"{loaded}ServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n"
        f"ErrorLog {folder}/apache.log\nDocumentRoot {root}\n{drop}DavLockDB {locks}/davlock\n"
        "TypesConfig /etc/mime.types\nDirectoryIndex index.html\nStartServers 1\n"
        f"<Directory {root}>\nRequire all granted\nDav on\n</Directory>\n",
        "utf-8",
    )
    with running(apache, "-d", folder, "-f", config, "-DFOREGROUND", port=port, log=folder / "apache.out"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def web_server(folder: Path, server: str, before: str = "") -> Iterator[str]:
    """nginx with the lines of one `server` block and, before it, of `http`; gives its address."""
    nginx = "/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else needed("nginx")
    port = free_port()
    modules = "".join(
        f"load_module {path};\n" for path in sorted(Path("/usr/lib/nginx/modules").glob("ngx_http_brotli_*.so"))
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{modules}{user}worker_processes 1;\ndaemon off;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/nginx.log warn;\n"
        f"events {{ worker_connections 512; }}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n"
        f"client_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\n"
        f"uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n{before}\n"
        f"server {{\nlisten 127.0.0.1:{port};\n{server}\n}}\n}}\n",
        "utf-8",
    )
    with running(nginx, "-p", folder, "-c", config, port=port, log=folder / "nginx.out"):
        yield f"http://127.0.0.1:{port}"


class Line:
    """A line to a server, on a port of its own, that can be made to drop after some bytes have gone to the server.

    It is a process, which ends when it drops: so the system hangs up, and nothing of it can linger.
    """

    def __init__(self, port: int) -> None:
        self.to, self.port = port, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.mend()

    def mend(self) -> None:
        """Let everything through again."""
        self.drop_after(-1)

    def drop_after(self, count: int) -> None:
        """From now on let so many bytes through."""
        self.close()
        words = [sys.executable, "-S", __file__, str(self.port), str(self.to), str(count)]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert self._process.stdout
        self._process.stdout.readline()  # it listens

    def close(self) -> None:
        """Hang up."""
        if self._process is not None and self._process.stdout:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()


def _carry(port: int, to: int, count: int) -> None:
    """The process: forwards connections until so many bytes have gone to the server; -1: for ever."""
    left = [count]

    def pump(source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while content := source.recv(8192):
                if counts and count >= 0:
                    sink.sendall(content[: left[0]])
                    left[0] -= len(content)
                    if left[0] <= 0:
                        os._exit(0)
                else:
                    sink.sendall(content)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    with socket.create_server(("127.0.0.1", port), reuse_port=False, backlog=64) as door:
        print("đang nghe", flush=True)
        while True:
            client, _ = door.accept()
            server = socket.create_connection(("127.0.0.1", to))
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=pump, args=(client, server, True), daemon=True).start()
            threading.Thread(target=pump, args=(server, client, False), daemon=True).start()


def fetch(address: str, timeout: float = 10) -> tuple[int, bytes]:
    """Status and bytes of an address."""
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


if __name__ == "__main__":
    _carry(*map(int, sys.argv[1:4]))
