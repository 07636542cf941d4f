"""A portal that can be killed and is back at once: python -m tests.crash.serving PORT DATABASE_URL

What takes long, importing, is done once. For each line on standard input it forks a server, which
is two processes in a group of their own, opens the database afresh, and says its group's id.
Killing that group leaves nothing of it but what the database holds, as kill -9 of any server does.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from portal.config import ROOT, Settings
from portal.content.curriculum import read_catalogue
from portal.domain.curriculum import Catalogue

WORKERS = 2


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing of each request."""


def serve(port: int, settings: Settings, catalogue: Catalogue) -> None:
    """Serve until killed."""
    listener = _listen(port)
    for _ in range(WORKERS - 1):
        if os.fork() == 0:
            break
    app = create_app(settings)
    app.extensions["portal.catalogue"] = catalogue
    make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno()
    ).serve_forever()


def _listen(port: int) -> socket.socket:
    """Wait for the killed to let go of the port."""
    for _ in range(10_000):
        with suppress(OSError):
            return socket.create_server(("127.0.0.1", port), backlog=128)
        time.sleep(0.005)
    message = f"Port {port} stays taken."
    raise TimeoutError(message)


def main(port: int, database_url: str) -> None:
    """Fork a server for each line that comes."""
    settings = Settings(env="test", database_url=database_url)
    catalogue = read_catalogue(settings.curricula)
    create_app(settings)  # loads the database's driver and compiles what can be
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed are gone at once
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                os.setpgid(0, 0)
                serve(port, settings, catalogue)
            finally:
                os._exit(1)  # the loop is not for the child
        with suppress(PermissionError):  # the child was quicker
            os.setpgid(child, child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


@dataclass
class Server:
    """The portal at a port of this machine, to be killed and started again."""

    port: int
    database_url: str
    kills: int = 0
    _group: int = 0
    _nursery: subprocess.Popen[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.serving", str(self.port), self.database_url]
        self._nursery = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self) -> None:
        """Answer soon."""
        self._nursery.stdin.write("start\n")
        self._nursery.stdin.flush()
        self._group = int(self._nursery.stdout.readline())

    def kill(self) -> None:
        """End every process of the server as a power cut would, whatever it is doing."""
        os.killpg(self._group, signal.SIGKILL)
        self.kills += 1

    def close(self) -> None:
        """Be gone."""
        with suppress(ProcessLookupError):
            os.killpg(self._group, signal.SIGKILL)
        self._nursery.stdin.close()
        self._nursery.wait(10)
        self._nursery.stdout.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
