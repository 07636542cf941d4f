"""Runs the server and the load, and measures each page beside its floors in the same round."""

import gzip
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bench import floors, processes
from bench.world import Learner, World
from portal.app import create_app
from portal.config import ROOT, Settings
from portal.documents.packets.keys import new_key

CLIENTS, WORKERS = 16, 2
LIMIT_SECONDS = 30
"""No case runs longer than this, however slow the machine."""
Request = dict[str, str]


@dataclass
class Case:
    """A page or a floor: what to send, and what to prepare before each round."""

    name: str
    requests: Callable[[], list[Request]]
    status: int = 200
    prepare: Callable[[], None] = lambda: None


@dataclass
class Figures:
    """What was measured of one case, round by round."""

    cpu_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    """In milliseconds, of all rounds."""
    bytes: int = 0

    def percentile(self, percent: int) -> float:
        """So many of a hundred answers came within this time, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@dataclass
class Weight:
    """What a browser fetches for a page: compressed as a proxy in front would, and as sent."""

    page: int
    files: int
    page_gzip: int
    files_gzip: int


@dataclass
class Result:
    """Everything measured on one database."""

    database: str
    figures: dict[str, Figures]
    resident_mb: list[float]
    weights: dict[str, Weight]

    def ratio(self, case: str, floor: str) -> float:
        """CPU time of a page over that of its floor: the median of the rounds' ratios."""
        pairs = zip(self.figures[case].cpu_ms, self.figures[floor].cpu_ms, strict=True)
        return statistics.median(mine / least for mine, least in pairs)


def settings(database_url: str) -> dict[str, str]:
    """The environment of the server: as in production, with nobody to mail to."""
    return {
        "PORTAL_ENV": "production",
        "PORTAL_SECRET_KEY": "a secret of the benchmark, which guards nothing",
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_PUBLIC_URL": "https://training.example.org",
        "PORTAL_MAIL_FROM": "portal@example.org",
        "PORTAL_SMTP_HOST": "mail.invalid",
        "PORTAL_SIGNING_KEY": new_key(datetime.now(UTC)).private(),
    }


def enter(database_url: str) -> None:
    """Make these the settings of this process and of those it starts."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]
    os.environ.update(settings(database_url))


def measure(database_url: str, folder: Path, rounds: int, say: Callable[[str], None]) -> Result:
    """Seed a database that is empty, serve from it, and measure."""
    enter(database_url)
    say("seeding")
    world = World(create_app(Settings()))
    floors.seed(world.engine)
    with serving(folder) as (server, port):
        database_roots = processes.database_roots(world.engine)
        roots = [server.pid, *database_roots]
        figures: dict[str, Figures] = {}
        sizes = _sizes(port, world)
        cases = _cases(world, sizes)
        for number in range(rounds + 1):
            say(f"round {number} of {rounds}" if number else "warming up")
            with _load(port) as send:
                for case in cases:
                    case.prepare()
                    before = processes.cpu_ms(roots)
                    answer = send(case.requests())
                    used = processes.cpu_ms(roots) - before
                    _check(case, answer)
                    if number:
                        _note(figures.setdefault(case.name, Figures()), answer, used)
        resident = [processes.resident_mb(pid) for pid in workers(server.pid)]
        weights = {name: _weight(port, world.learners[0], path) for name, path in PAGES.items()}
        database = database_name(world.engine, counted=bool(database_roots))
    world.engine.dispose()
    return Result(database, figures, resident, weights)


LESSON = "/learning/crisis-intervention-and-de-escalation/the-first-minutes/first-words"
PAGES = {"home": "/learning", "lesson": LESSON}


def _cases(world: World, sizes: dict[str, int]) -> list[Case]:
    """In this order in each round, so that what is compared stands together."""
    learners = world.learners

    def get(path: str) -> Callable[[], list[Request]]:
        return lambda: [_get(learner, path) for learner in learners * 2]

    def floor(path: str, method: str = "GET", body: str = "") -> Callable[[], list[Request]]:
        return lambda: [
            {"method": method, "path": f"{floors.PREFIX}/{path}".format(user=user), "body": body}
            for user in list(range(1, floors.USERS + 1)) * 2
        ]

    def bare(page: str) -> Callable[[], list[Request]]:
        return floor(f"bare/{{user}}/{sizes[page] // floors.LINE_BYTES}")

    return [
        Case("bare floor, home", bare("home")),
        Case("home", get(PAGES["home"])),
        Case("ORM floor", floor("course/{user}")),
        Case("lesson", get(PAGES["lesson"])),
        Case("bare floor, lesson", bare("lesson")),
        Case("save", lambda: _saves(world), 303, world.open_attempts),
        Case("floor submit", floor("submit/{user}", "POST", "answer=a"), 204),
        Case("hand-in", lambda: _hand_ins(world), 303, world.answer_attempts),
    ]


def _get(learner: Learner, path: str) -> Request:
    return {"method": "GET", "path": path, "cookie": learner.cookie}


def _saves(world: World) -> list[Request]:
    """Two different questions of each learner, so that each request adds an answer."""
    return [
        {
            "method": "POST",
            "path": f"/attempts/{learner.attempt}/questions/{number}",
            "cookie": learner.cookie,
            "body": world.save_body(learner, number),
        }
        for number in (1, 2)
        for learner in world.learners
    ]


def _hand_ins(world: World) -> list[Request]:
    return [
        {
            "method": "POST",
            "path": f"/attempts/{learner.attempt}/hand-in",
            "cookie": learner.cookie,
            "body": f"csrf_token={learner.csrf_token}",
        }
        for learner in world.learners
    ]


def _check(case: Case, answer: dict[str, Any]) -> None:
    if set(answer["statuses"]) != {str(case.status)}:
        message = f"“{case.name}” was answered with {answer['statuses']}, not {case.status}."
        raise RuntimeError(message)


def _note(figures: Figures, answer: dict[str, Any], cpu_ms: float) -> None:
    count = len(answer["latencies"])
    figures.cpu_ms.append(cpu_ms / count)
    figures.per_second.append(count / answer["seconds"])
    figures.latencies += [seconds * 1000 for seconds in answer["latencies"]]
    figures.bytes = answer["bytes"]


# The server and the load


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve as docs/deploying.md says: the server and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"--interface wsgi --workers {WORKERS} --blocking-threads 1 --port {port}"
    command = [sys.executable, "-m", "granian", *options.split(), "bench.server:app"]
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)  # noqa: S603
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server, log)
            yield server, port
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 240
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own address)
                return
        except OSError:
            time.sleep(0.05)
    message = f"The server did not start:\n{log.read_text()}"
    raise RuntimeError(message)


@contextmanager
def _load(port: int) -> Iterator[Callable[[list[Request]], dict[str, Any]]]:
    """New connections for a round; what sends a case's requests over them."""
    command = [sys.executable, "-m", "bench.load", str(port), str(CLIENTS)]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None  # noqa: S101 (for the type)
    assert process.stdout is not None  # noqa: S101

    def send(requests: list[Request]) -> dict[str, Any]:
        job = json.dumps({"requests": requests, "seconds": LIMIT_SECONDS})
        process.stdin.write(job + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    try:
        yield send
    finally:
        process.stdin.close()
        process.wait(10)


def workers(server: int) -> list[int]:
    """The processes that answer; the server also starts one that only tracks resources."""
    below = [pid for pid in processes.tree(server) if pid != server]
    return sorted(below, key=processes.resident_mb)[-WORKERS:]


def database_name(engine: Engine, *, counted: bool) -> str:
    """Which database it is, and how durable."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            version = connection.scalar(text("SELECT sqlite_version()"))
            return f"SQLite {version} (WAL, synchronous=FULL)"
        version = connection.scalar(text("SHOW server_version"))
        fsync = connection.scalar(text("SHOW fsync"))
        synchronous = connection.scalar(text("SHOW synchronous_commit"))
    elsewhere = "" if counted else ", elsewhere: its CPU is not counted"
    return f"PostgreSQL {version} (fsync={fsync}, synchronous_commit={synchronous}{elsewhere})"


# Page weight


def _fetch(port: int, path: str, learner: Learner) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Cookie": learner.cookie}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        return response.read()


def _sizes(port: int, world: World) -> dict[str, int]:
    return {name: len(_fetch(port, path, world.learners[0])) for name, path in PAGES.items()}


def _weight(port: int, learner: Learner, path: str) -> Weight:
    """The page, and the stylesheets, scripts, pictures and fonts that it names."""
    page = _fetch(port, path, learner)
    named = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())))
    files = [_fetch(port, name.replace("&amp;", "&"), learner) for name in named]
    return Weight(
        page=len(page),
        files=sum(map(len, files)),
        page_gzip=_gzipped(page),
        files_gzip=sum(
            len(file) if name.partition("?")[0].endswith(".woff2") else _gzipped(file)
            for name, file in zip(named, files, strict=True)
        ),
    )


def _gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))
