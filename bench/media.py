"""Eight viewers who pull ranges of a 100 MB recording: from the portal, and from nginx.

nginx is the floor where it is installed; else it is the viewers' own reading of the same ranges.
"""

import http.client
import multiprocessing
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import SynchronizedArray
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import floors, measure, nginx, processes
from portal import clock, held
from portal.app import create_app
from portal.config import ROOT, Settings
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
EACH, QUICK = 24, 6
"""Ranges that a viewer asks for, each time."""
LENGTHS = {"256 KB ranges": 256 * 1024, "1 MB ranges": 1024 * 1024}
PLACES = {"anywhere": (0.0, 1.0), "in the first tenth": (0.0, 0.1), "in the last tenth": (0.9, 1.0)}
SLUG = "measured"


ACCEL = "/kept-media"
BEHIND, ALONE = 0.55, 0.4
"""Aims for ranges of 1 MB: the portal's share of what nginx alone hands out, behind it or not."""
AIMED = "1 MB ranges"
DOCUMENTED = ROOT / "docs" / "deploying.md"


@dataclass
class Way:
    """A way to get at the file: MB a second, and CPU ms for each MB, by round."""

    speed: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Of its servers."""
    viewers: list[float] = field(default_factory=list)
    """Of those who pull."""


@dataclass
class Case:
    """Ranges of one length in one part of the file, by each way."""

    name: str
    length: int
    place: tuple[float, float]
    ways: dict[str, Way] = field(default_factory=dict)


PORTAL, BEHIND_NGINX, NGINX, READ = "portal", "portal behind nginx", "nginx", "bare read"
FLASK = "plain Flask behind nginx"


@dataclass(frozen=True)
class Source:
    """Where viewers of one way pull from, and the processes whose time counts."""

    pull: Callable[..., None]
    where: tuple[int | str, str]
    roots: list[int]


def run(
    database_url: str, folder: Path, each: int, rounds: int, say: Callable[[str], None]
) -> list[Case]:
    """Measure on an empty database; every viewer asks for `each` ranges at a time."""
    measure.enter(database_url)  # which forgets the settings of before
    os.environ["PORTAL_MEDIA_STORE"] = str(folder / "media")
    os.environ["PORTAL_MEDIA_STAGING"] = str(folder / "staging")
    path, file = _recording(folder)
    cases = [
        Case(f"{name}, {part}", length, place)
        for name, length in LENGTHS.items()
        for part, place in PLACES.items()
    ]
    with ExitStack() as stack:
        sources = _sources(stack, folder, path, file)
        for number in range(rounds + 1):
            say(f"recordings {number} of {rounds}" if number else "warming up")
            for case in cases:
                for name, source in sources.items():
                    way = case.ways.setdefault(name, Way())
                    before = processes.cpu_ms(source.roots)
                    megabytes = VIEWERS * each * case.length / 1e6
                    seconds, pulling = _pulled(source, each, case, number)
                    way.speed.append(megabytes / seconds)
                    way.cpu.append((processes.cpu_ms(source.roots) - before) / megabytes)
                    way.viewers.append(pulling * 1000 / megabytes)
    for case in cases:
        for way in case.ways.values():
            del way.speed[0], way.cpu[0], way.viewers[0]
    return cases


def _sources(stack: ExitStack, folder: Path, path: str, file: Path) -> dict[str, Source]:
    """The ways that there are on this machine, started."""
    server, port = stack.enter_context(measure.serving(_folder(folder, "alone")))
    sources = {PORTAL: Source(_ask, (port, path), [server.pid])}
    if nginx.installed():
        os.environ["PORTAL_MEDIA_ACCEL"] = ACCEL
        server, port = stack.enter_context(measure.serving(_folder(folder, "behind")))
        front = stack.enter_context(
            nginx.running(_folder(folder, "nginx"), folder / "media", port, ACCEL, _documented())
        )
        _check(front, path, file)
        pid = int((folder / "nginx" / "nginx.pid").read_text())
        kept = file.relative_to(folder / "media")
        bare, plain = f"/bare/{kept}", f"{floors.PREFIX}/accel{ACCEL}/{kept}"
        sources[BEHIND_NGINX] = Source(_ask, (front, path), [server.pid, pid])
        sources[FLASK] = Source(_ask, (front, plain), [server.pid, pid])
        sources[NGINX] = Source(_ask, (front, bare), [pid])
    return {**sources, READ: Source(_read, (str(file), ""), [])}


def _folder(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _documented() -> str:
    """The lines that docs/deploying.md has for the internal location, after its alias."""
    found = re.search(rf"location {ACCEL}/ \{{(.+?)\n\}}", DOCUMENTED.read_text(), re.DOTALL)
    lines = found.group(1).splitlines() if found else []
    return "\n".join(line for line in lines if line.strip().startswith("add_header"))


def _check(port: int, path: str, file: Path) -> None:
    """Whether a range that a real nginx hands out for the portal is the right one, and says so."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Range": "bytes=70000000-70000999"})
    answer = connection.getresponse()
    with file.open("rb") as raw:
        raw.seek(70_000_000)
        is_right = answer.read() == raw.read(1000)
    wanted = {
        "Content-Type": "video/mp4",
        "Content-Range": f"bytes 70000000-70000999/{SIZE}",
        "Cache-Control": "public, no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    got = {name: answer.headers[name] for name in wanted}
    if answer.status != 206 or not is_right or got != wanted:
        raise RuntimeError(f"nginx answers {answer.status} with {got}")
    connection.request("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    if (again := connection.getresponse()).status != 304:
        raise RuntimeError(f"nginx answers {again.status} to who has it already")
    connection.close()
    for hidden in (f"{ACCEL}/{file.parent.name}/{file.name}", "/webinars/other/recording/x"):
        connection.request("GET", hidden)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 404:
            raise RuntimeError(f"nginx answers {answer.status} for {hidden}")


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


def _pulled(source: Source, each: int, case: Case, seed: int) -> tuple[float, float]:
    """Seconds until eight viewers, who begin at the same moment, have all; and their own CPU."""
    ready = multiprocessing.Barrier(VIEWERS + 1)
    cost = multiprocessing.Array("d", VIEWERS)
    viewers = [
        multiprocessing.Process(
            target=_viewer,
            args=(source, each, case, random.Random(seed + n), ready, cost, n),  # noqa: S311 (places)
        )
        for n in range(VIEWERS)
    ]
    for viewer in viewers:
        viewer.start()
    ready.wait()
    begun = time.perf_counter()
    for viewer in viewers:
        viewer.join()
    seconds = time.perf_counter() - begun
    if any(viewer.exitcode for viewer in viewers):
        raise RuntimeError("a viewer did not get what it asked for")
    return seconds, sum(cost)


def _viewer(
    source: Source,
    each: int,
    case: Case,
    chance: random.Random,
    ready: Barrier,
    cost: "SynchronizedArray[float]",
    number: int,
) -> None:
    low, high = (int(part * (SIZE - case.length)) for part in case.place)
    firsts = [chance.randint(low, high) for _ in range(each)]
    ready.wait()
    before = time.process_time()
    source.pull(*source.where, firsts, case.length)
    cost[number] = time.process_time() - before


def _ask(port: int, path: str, firsts: list[int], length: int) -> None:
    connection, room = http.client.HTTPConnection("127.0.0.1", port), bytearray(length)
    for first in firsts:
        connection.request("GET", path, headers={"Range": f"bytes={first}-{first + length - 1}"})
        answer = connection.getresponse()
        come = 0
        while block := answer.readinto(memoryview(room)[come:]):
            come += block
        if answer.status != 206 or come != length or answer.read():
            raise SystemExit(1)


def _read(path: str, _unused: str, firsts: list[int], length: int) -> None:
    room = bytearray(length)
    with Path(path).open("rb", buffering=0) as file:
        for first in firsts:
            file.seek(first)
            if file.readinto(room) != length:
                raise SystemExit(1)


def section(cases: list[Case], each: int, rounds: int) -> str:
    """The part of the page."""
    has_nginx = NGINX in cases[0].ways
    floor = NGINX if has_nginx else READ
    lines = [
        HEADING,
        "",
        f"{VIEWERS} viewers at once, each a process that pulls {each} ranges of a 100 MB recording "
        "in the page cache. Every request to the portal is judged anew: who asks, what is shown "
        "now, whether the captions are reviewed. *portal* is granian with two workers of one "
        "thread; *portal behind nginx* is the same behind nginx, which reads the file itself "
        "(`X-Accel-Redirect`, with the lines of [deploying](deploying.md), checked before "
        "measuring: the right bytes, the portal's headers, nothing by the internal address); "
        "*plain Flask behind nginx* is a view of Flask that lets nginx hand the file to anybody, "
        "in the same processes: what the aim leaves to a portal; *nginx* is nginx alone with "
        "sendfile, for everybody; *bare read* is the viewers reading the file without any "
        f"server. MB a second, medians of {rounds} rounds; what is compared is the median of the "
        "rounds' ratios. The viewers share the two cores with the servers, and whatever they "
        "cost brings the ratios nearer to 1; so CPU stands below, by itself.",
        "",
    ]
    if not has_nginx:
        lines += ["nginx is not installed here, so the floor is the bare read.", ""]
    ways = list(cases[0].ways)
    shares = [way for way in ways if way in (PORTAL, BEHIND_NGINX, FLASK)]
    lines += [
        "| MB a second | " + " | ".join([*ways, *(f"{way} ÷ {floor}" for way in shares)]) + " |",
        "|---|" + "---:|" * (len(ways) + len(shares)),
    ]
    for case in cases:
        speeds = [f"{statistics.median(case.ways[way].speed):,.0f}" for way in ways]
        parts = [f"{_share(case, way, floor):.2f}" for way in shares]
        lines.append(f"| {case.name} | " + " | ".join([*speeds, *parts]) + " |")
    servers = [way for way in ways if way != READ]
    lines += [
        "",
        "| CPU ms of the servers for a MB | " + " | ".join([*servers, "the viewers"]) + " |",
        "|---|" + "---:|" * (len(servers) + 1),
    ]
    for case in cases:
        spent = [f"{statistics.median(case.ways[way].cpu):.2f}" for way in servers]
        own = statistics.median(one for way in servers for one in case.ways[way].viewers)
        lines.append(f"| {case.name} | " + " | ".join([*spent, f"{own:.2f}"]) + " |")
    lines += ["", _verdict(cases, shares, floor)]
    return "\n".join(lines) + "\n"


def _share(case: Case, way: str, floor: str) -> float:
    pairs = zip(case.ways[way].speed, case.ways[floor].speed, strict=True)
    return statistics.median(one / other for one, other in pairs)


def _verdict(cases: list[Case], shares: list[str], floor: str) -> str:
    """Which aims are met, in words."""
    aims = {PORTAL: ALONE, BEHIND_NGINX: BEHIND}
    said = []
    for way in [way for way in shares if way in aims]:
        some = [_share(case, way, floor) for case in cases if case.name.startswith(AIMED)]
        met = "met" if min(some) >= aims[way] else "**not met**"
        said.append(f"{way} ≥ {aims[way]} × {floor}, {AIMED}: {min(some):.2f} at the least, {met}")
    if FLASK in shares:
        some = [_share(case, BEHIND_NGINX, FLASK) for case in cases if case.name.startswith(AIMED)]
        said.append(f"{BEHIND_NGINX} ÷ {FLASK}, {AIMED}: {min(some):.2f} at the least")
    for way in [way for way in shares if way in aims]:
        apart = [
            statistics.median(last.ways[way].speed) / statistics.median(first.ways[way].speed)
            for first, last in ((cases[1], cases[2]), (cases[4], cases[5]))
        ]
        said.append(
            f"{way}, the last tenth of the file ÷ the first: "
            + " and ".join(f"{each:.2f}" for each in apart)
        )
    said.append(
        "Ranges of 256 KB have no aim: a player asks for more at a time, and where the aims were "
        "set, plain Flask behind nginx reached 0.57 × nginx with 1 MB and 0.29 × with 256 KB, "
        "because each range costs a request"
    )
    return ". ".join(said) + "."
