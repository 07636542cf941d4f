"""Eight viewers who pull ranges of a 100 MB recording, beside the bare read of the same ranges.

The floor reads the same ranges from the same file in the clients themselves, without a server: what
no server can reach. nginx, where it is installed, sends the file itself; here it is not started.
"""

import http.client
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import measure
from portal import clock, held
from portal.app import create_app
from portal.config import Settings
from portal.content.library import Document, WebinarTable
from portal.content.library.tables import RecordingTable
from portal.content.media.probing import Found
from portal.db import alembic, db
from portal.domain.captions import Cue, State
from portal.domain.library.items import Kind, Ref
from portal.services import library
from portal.services.webinars import captions, media

HEADING = "## Recordings"
SIZE = 100 * 1024 * 1024
VIEWERS = 8
EACH = 40
"""Ranges that a viewer asks for."""
LENGTHS = {"256 KB ranges": 256 * 1024, "1 MB ranges": 1024 * 1024}
PLACES = {"anywhere": (0.0, 1.0), "in the first tenth": (0.0, 0.1), "in the last tenth": (0.9, 1.0)}
SLUG = "measured"


@dataclass
class Case:
    """Ranges of one length in one part of the file: MB a second, round by round."""

    name: str
    served: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)


def run(database_url: str, folder: Path, rounds: int, say: Callable[[str], None]) -> list[Case]:
    """Measure on an empty database."""
    os.environ["PORTAL_MEDIA_STORE"] = str(folder / "media")
    os.environ["PORTAL_MEDIA_STAGING"] = str(folder / "staging")
    measure.enter(database_url)
    path, file = _recording(folder)
    cases = [Case(f"{length}, {place}") for length in LENGTHS for place in PLACES]
    with measure.serving(folder) as (_server, port):
        for number in range(rounds + 1):
            say(f"recordings {number} of {rounds}" if number else "warming up")
            wanted = [(n, place) for n in LENGTHS.values() for place in PLACES.values()]
            for case, (length, place) in zip(cases, wanted, strict=True):
                case.served.append(_pulled(_ask, (port, path), length, place, number))
                case.floor.append(_pulled(_read, (str(file), ""), length, place, number))
    for case in cases:
        del case.served[0], case.floor[0]
    return cases


def _recording(folder: Path) -> tuple[str, Path]:
    app = create_app(Settings())
    with app.app_context():
        alembic.upgrade()
    with app.app_context():
        raw = folder / "raw"
        raw.write_bytes(random.Random(7).randbytes(SIZE))  # noqa: S311 (only filler)
        name, at = media.digest(raw), clock.now()
        found = Found("video/mp4", length=3_600_000)
        media.record(
            db.session,
            name,
            SIZE,
            found,
            media.keep(held.media(), raw, name, found),
            by=None,
            at=at,
        )
        facts = WebinarTable(title="Measured", recording=RecordingTable(file="a.mp4", sha256=name))
        document = Document(Ref(Kind.WEBINAR, SLUG), facts, "")
        version = library.save(db.session, document, number=1, change="", by=None, at=at)
        captions.save(
            db.session,
            version.item_id,
            "en",
            [Cue(0, 1000, "Measured.")],
            number=1,
            recording=name,
            state=State.REVIEWED,
            length=None,
            change="",
            by=None,
            at=at,
        )
        library.publish(db.session, version, starts_at=at, by=None, at=at)
        file = held.media().path(name)
        db.session.commit()
    assert file is not None  # noqa: S101 (a folder has one)
    return f"/webinars/{SLUG}/recording/{name}", file


def _pulled(
    pull: Callable[..., None],
    where: tuple[int | str, str],
    length: int,
    place: tuple[float, float],
    seed: int,
) -> float:
    """MB a second of eight viewers together, who begin at the same moment."""
    ready = multiprocessing.Barrier(VIEWERS + 1)
    viewers = [
        multiprocessing.Process(target=_viewer, args=(pull, where, length, place, seed + n, ready))
        for n in range(VIEWERS)
    ]
    for viewer in viewers:
        viewer.start()
    ready.wait()
    begun = time.perf_counter()
    for viewer in viewers:
        viewer.join()
    if any(viewer.exitcode for viewer in viewers):
        raise RuntimeError("a viewer did not get what it asked for")
    return VIEWERS * EACH * length / 1e6 / (time.perf_counter() - begun)


def _viewer(
    pull: Callable[..., None],
    where: tuple[int | str, str],
    length: int,
    place: tuple[float, float],
    seed: int,
    ready: Barrier,
) -> None:
    chance = random.Random(seed)  # noqa: S311 (only places)
    low, high = (int(part * (SIZE - length)) for part in place)
    firsts = [chance.randint(low, high) for _ in range(EACH)]
    ready.wait()
    pull(*where, firsts, length)


def _ask(port: int, path: str, firsts: list[int], length: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for first in firsts:
        connection.request("GET", path, headers={"Range": f"bytes={first}-{first + length - 1}"})
        answer = connection.getresponse()
        if answer.status != 206 or len(answer.read()) != length:
            raise SystemExit(1)


def _read(path: str, _unused: str, firsts: list[int], length: int) -> None:
    with Path(path).open("rb") as file:
        for first in firsts:
            file.seek(first)
            if len(file.read(length)) != length:
                raise SystemExit(1)


def section(cases: list[Case], rounds: int) -> str:
    """The part of the page."""
    lines = [
        HEADING,
        "",
        f"{VIEWERS} viewers at once, each a process that pulls {EACH} ranges of a 100 MB recording "
        "in the page cache, from granian with two workers of one thread. Every request "
        "is judged anew: who asks, what is shown now, whether the captions are reviewed. The floor "
        "is the same viewers reading the file themselves, without a server or a copy between "
        f"processes. MB a second, medians of {rounds} rounds.",
        "",
        "| | portal | bare read | portal ÷ bare read |",
        "|---|---:|---:|---:|",
    ]
    for case in cases:
        served, floor = statistics.median(case.served), statistics.median(case.floor)
        lines.append(f"| {case.name} | {served:,.0f} | {floor:,.0f} | {served / floor:.2f} |")
    return "\n".join(lines) + "\n"
