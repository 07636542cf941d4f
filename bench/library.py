"""Pages of the library, for visitors, beside a bare page of the same size.

The library is that of curricula/library/. Each round asks for every page in turn, so that all see
the same neighbors; the CPU time of the process and of the database counts.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient

from bench import floors, measure, processes
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.content.library import read_library
from portal.db import alembic, db
from portal.services import library
from portal.views import library as pages

HEADING = "## The library"
AIM = 1.3
REQUESTS = 60
CASES = {
    "initiative page": "/initiatives/mobile-crisis-services",
    "FAQ page": "/faqs/which-notice-governs",
    "list of FAQs": "/faqs",
    "webinar page": "/webinars/early-contract-integration",
    "list of webinars": "/webinars",
}


@dataclass
class Case:
    """One page: its size, and milliseconds of CPU for each request, round by round."""

    name: str
    size: int = 0
    first: list[float] = field(default_factory=list)
    """Rendered."""
    kept: list[float] = field(default_factory=list)
    """From what the process keeps of a page that everybody gets alike."""
    unchanged: list[float] = field(default_factory=list)
    """Answered “not modified”."""
    floor: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What was measured on one database."""

    database: str
    cases: list[Case]


def run(database_url: str, rounds: int, say: Callable[[str], None]) -> Result:
    """Measure on a database that is empty."""
    measure.enter(database_url)
    settings = Settings()
    app = create_app(settings)
    with app.app_context():
        alembic.upgrade()
        documents = read_library(Path(settings.curricula) / "library")
        library.fill(db.session, documents, by=None, at=clock.now())
        db.session.commit()
        floors.seed(db.engine)
        roots = processes.database_roots(db.engine)
        name = measure.database_name(db.engine, counted=bool(roots))
    floor = floors.create_app(settings.database_url, "floor").test_client()
    client, cases = app.test_client(), [Case(each) for each in CASES]

    def cost(client: FlaskClient, path: str, headers: dict[str, str], *, anew: bool) -> float:
        before = time.process_time() * 1000 + processes.cpu_ms(roots)
        for _ in range(REQUESTS):
            if anew:
                app.extensions.pop(pages.PAGES, None)
            response = client.get(path, headers=headers)
            if response.status_code not in (200, 304):
                raise RuntimeError(f"{path} answers {response.status_code}")
        after = time.process_time() * 1000 + processes.cpu_ms(roots)
        return (after - before) / REQUESTS

    for number in range(rounds + 1):
        say(f"library {number} of {rounds}" if number else "warming up")
        for case in cases:
            path = CASES[case.name]
            answer = client.get(path)
            case.size = len(answer.get_data())
            known = {"If-None-Match": answer.headers["ETag"]}
            bare = f"/bare/1/{case.size // floors.LINE_BYTES}"
            case.first.append(cost(client, path, {}, anew=True))
            case.kept.append(cost(client, path, {}, anew=False))
            case.unchanged.append(cost(client, path, known, anew=False))
            case.floor.append(cost(floor, bare, {}, anew=False))
    for case in cases:
        for figures in (case.first, case.kept, case.unchanged, case.floor):
            del figures[0]
    return Result(name, cases)


def section(results: list[Result]) -> str:
    """The part of the page."""
    lines = [HEADING, ""]
    lines.append(
        "What visitors without a session get, with the items of curricula/library/, in one "
        "process without a server. The floor is plain Flask: one query and a Jinja page of as many "
        f"bytes. Aim: within {AIM} × the floor. CPU ms for each request, medians of the rounds."
    )
    for result in results:
        lines += ["", f"### {result.database}, the library", ""]
        lines += [
            "| | bytes | rendered | kept | not modified | floor | rendered ÷ floor "
            "| kept ÷ floor |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for case in result.cases:
            first, kept, unchanged, floor = (
                statistics.median(each)
                for each in (case.first, case.kept, case.unchanged, case.floor)
            )
            lines.append(
                f"| {case.name} | {case.size:,} | {first:.2f} | {kept:.2f} | {unchanged:.2f} "
                f"| {floor:.2f} | {_ratio(case.first, case.floor):.2f} "
                f"| {_ratio(case.kept, case.floor):.2f} |"
            )
        met = all(_ratio(case.kept, case.floor) <= AIM for case in result.cases)
        lines += ["", f"Kept pages, the usual case: {'met' if met else 'not met'}."]
    return "\n".join(lines) + "\n"


def _ratio(some: list[float], floor: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(some, floor, strict=True))
