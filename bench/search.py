"""Measures the search over 10,000 passages and 200 hours of captions, beside its floor.

The floor is the database's own full-text query for the ten best places with their excerpts, and
one page of the kind that `floors.course` makes.
"""

import gc
import random
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlencode

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bench import floors, measure, processes, report
from bench.readiness import Browser, Case, Times, measured
from bench.readiness_state import State
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import alembic, db
from portal.domain.search import understand
from portal.services import search
from portal.services.search import engine as words
from portal.services.search.passages import Passage
from portal.services.search.stems import stem

HEADING = "## The search"
PASSAGES, HOURS, EXCERPTS = 10_000, 200, 10
GROUP_SECONDS = 30
_SYLLABLES = [a + b for a in ("b", "c", "d", "fl", "gr", "m", "n", "s", "tr", "v") for b in "aeiou"]


def run(database_url: str, _folder: Path, rounds: int, say: Callable[[str], None]) -> str:
    """Fill an empty database with made-up passages, ask, and say what was found, in Markdown."""
    measure.enter(database_url)
    app = create_app(Settings())
    with app.app_context():
        alembic.upgrade()
    vocabulary = _vocabulary()
    with app.app_context():
        at = clock.now()
        say(f"{PASSAGES:,} passages and {HOURS} hours of captions")
        search.add(db.session, _passages(vocabulary, at))
        db.session.commit()
        engine = db.engine
    floors.seed(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    roots = processes.database_roots(engine)
    state = cast(State, SimpleNamespace(app=app, engine=engine, database_roots=roots))
    times = _rounds(state, _questions(vocabulary), rounds, say)
    name = measure.database_name(engine, counted=bool(roots))
    engine.dispose()
    return "\n".join(_told(name, times))


def section(found: list[str], rounds: int) -> str:
    """The whole part of the page."""
    return "\n".join(
        [
            HEADING,
            "",
            f"{PASSAGES:,} passages of about 110 made-up words, and {HOURS} hours of captions in "
            f"passages of {GROUP_SECONDS} seconds. {report.machine()}; "
            f"{datetime.now(UTC):%d %B %Y}; {rounds} rounds. The floor is the bare full-text query "
            f"with {EXCERPTS} excerpts, and one page: the *ORM floor* of above, five ORM queries "
            "and 16 KB with ten addresses, where a page of results has 12 to 14 KB. The aim is 1.5 "
            "× that. Ratios are medians of the rounds' ratios.",
            "",
            *found,
            "Up to 200 places are put in order by us, so that both databases answer alike, where "
            "the bare query orders by its own rank and reads ten: that is what a question costs "
            "more that finds many places.",
            "",
        ]
    )


def _vocabulary() -> list[str]:
    chance = random.Random(1)  # noqa: S311 - made-up words are no secret
    made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000)}
    return sorted(sorted(made), key=lambda _: chance.random())[:20_000]


def _passages(vocabulary: list[str], at: datetime) -> Iterator[Passage]:
    chance = random.Random(2)  # noqa: S311
    often = [1 / place for place in range(1, len(vocabulary) + 1)]
    stream = iter(chance.choices(vocabulary, often, k=5_000_000))

    def some(number: int) -> str:
        return " ".join(islice(stream, number))

    for number in range(PASSAGES):
        path = f"/faqs/n{number // 3}"
        yield Passage(path, "faqs", path, "", some(5), some(3), some(110), at)
    for number in range(HOURS * 3600 // GROUP_SECONDS):
        path = f"/webinars/n{number // 120}"
        marks = tuple((place * 70, place * 5) for place in range(6))
        yield Passage(path, "captions", path, "", some(5), "", some(70), at, marks=marks)


def _questions(vocabulary: list[str]) -> dict[str, str]:
    return {
        "a rare word": vocabulary[9000],
        "a usual word": vocabulary[300],
        "two words": f"{vocabulary[100]} {vocabulary[200]}",
        "a phrase": f'"{vocabulary[3]} {vocabulary[5]}"',
        "a word in most passages": vocabulary[0],
    }


def _rounds(
    state: State, questions: dict[str, str], rounds: int, say: Callable[[str], None]
) -> dict[str, Times]:
    settings: Settings = state.app.config["SETTINGS"]
    plain = Browser(
        floors.create_app(settings.database_url, settings.secret_key.get_secret_value())
    )
    portal = Browser(state.app)
    cases, times = [], {}
    for name, typed in questions.items():
        path = "/search?" + urlencode({"q": typed})
        size = portal.get(path)
        for case in (
            Case(name, partial(portal.get, path), times=10),
            Case(_query(name), partial(_bare_query, state.engine, typed), times=10),
            Case(_page(name), partial(plain.get, "/course/1"), times=10),
        ):
            cases.append(case)
            times[case.name] = Times(bytes=size)
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for case in cases:
            cpu, wall = measured(state, case)
            if number:
                times[case.name].cpu.append(cpu)
                times[case.name].wall.append(wall)
    gc.unfreeze()
    return times


def _query(name: str) -> str:
    return f"query: {name}"


def _page(name: str) -> str:
    return f"page: {name}"


def _bare_query(engine: Engine, typed: str) -> None:
    """The ten best places with their excerpts, as the database gives them."""
    question = understand(typed + " ", stem)
    with Session(engine) as session:
        match = words.matching(session, question, EXCERPTS)
        statement = _FTS5 if engine.dialect.name == "sqlite" else _TSVECTOR
        session.execute(statement, {**match.parameters, "most": EXCERPTS}).all()


_FTS5 = text(
    "SELECT p.path, p.title, snippet(search_words, 2, '<b>', '</b>', '…', 30)"
    " FROM search_words JOIN search_passage p ON p.id = search_words.rowid"
    " WHERE search_words MATCH :question ORDER BY search_words.rank LIMIT :most"
)
_TSVECTOR = text(
    "SELECT p.path, p.title, ts_headline('simple', p.body, CAST(:question AS tsquery)) FROM"
    " (SELECT passage_id FROM search_words, CAST(:question AS tsquery) AS asked"
    " WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT :most) AS best"
    " JOIN search_passage p ON p.id = best.passage_id"
)


def _told(database: str, times: dict[str, Times]) -> Iterator[str]:
    yield f"### {database}, the search"
    yield ""
    yield "| | page, CPU ms (least–most) | wall ms | bare query | ORM floor | × the floor |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in [name for name in times if ": " not in name]:
        mine, query, page = times[name], times[_query(name)], times[_page(name)]
        over = statistics.median(
            one / (two + three)
            for one, two, three in zip(mine.cpu, query.cpu, page.cpu, strict=True)
        )
        yield (
            f"| {name} | {statistics.median(mine.cpu):.1f} "
            f"({min(mine.cpu):.1f}–{max(mine.cpu):.1f}) | {statistics.median(mine.wall):.1f} | "
            f"{statistics.median(query.cpu):.1f} | {statistics.median(page.cpu):.1f} | {over:.2f} |"
        )
    yield ""
