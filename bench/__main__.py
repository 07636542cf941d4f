"""`./dev bench`: measure on SQLite and on PostgreSQL, and write docs/benchmarks.md.

There are eight parts: the pages of learners under load, readiness of a whole state, the matrix,
taking in a list, pages of the library, the search, reminders, and recordings; name one to measure
only that. `--quick` takes a few minutes and only prints; `--database` measures on one.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench import (
    library,
    lists,
    matrix,
    measure,
    media,
    readiness,
    readiness_report,
    reminders,
    report,
    search,
)
from portal import memory
from portal.config import ROOT
from portal.development.sample_state import Size
from tests import database as lent

INSIDE = "BENCH_DATABASE_LENT"
NAME = "portal_bench"
PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = ("pages", "readiness", "matrix", "imports", "library", "search", "reminders", "media")
LIST = 5_000
SMALL = Size(people=40, teams=160)


def main(arguments: list[str]) -> int:
    """Measure; returns the exit status."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="only this part")
    parser.add_argument("--quick", action="store_true", help="small and short; writes nothing")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--rounds", type=int, help="how often each case is measured")
    chosen = parser.parse_args(arguments)
    if lent.VARIABLE not in os.environ and INSIDE not in os.environ and chosen.database != "sqlite":
        # Borrow the throw-away PostgreSQL server of the tests, which runs us again.
        os.environ[INSIDE] = "lent"
        return lent.main(["--", sys.executable, "-m", "bench", *arguments])
    memory.look_less()  # as in every process that serves
    parts = [chosen.part] if chosen.part else PARTS
    rounds = dict.fromkeys(PARTS, 5) | {"pages": 9, "library": 7}
    made = {
        part: _measured(part, chosen, chosen.rounds or (3 if chosen.quick else rounds[part]))
        for part in parts
    }
    if chosen.quick or chosen.database:
        sys.stdout.write("\n".join(made.values()))
    else:
        known = _known(PAGE.read_text())
        found = [text for part in PARTS if (text := (known | made)[part].strip("\n"))]
        PAGE.write_text("\n\n".join(found) + "\n")
        _say("wrote docs/benchmarks.md")
    return 0


def _known(page: str) -> dict[str, str]:
    """The page's parts as they are; those that nobody has measured yet are empty."""
    parts = {"pages": page}
    headings = {
        "readiness": readiness_report.HEADING,
        "matrix": matrix.HEADING,
        "imports": lists.HEADING,
        "library": library.HEADING,
        "search": search.HEADING,
        "reminders": reminders.HEADING,
        "media": media.HEADING,
    }
    last = "pages"
    for part, heading in headings.items():
        parts[last], found, rest = parts[last].partition(heading)
        parts[part] = found + rest
        last = part if found else last
    return {part: parts.get(part, "") for part in PARTS}


def _measured(part: str, chosen: argparse.Namespace, rounds: int) -> str:
    """A part of the page."""
    if part == "pages":
        results = [measure.measure(url, folder, rounds, _say) for url, folder in _databases(chosen)]
        return report.page(results, rounds) + "\n"
    if part == "imports":
        size_of_list = LIST // 5 if chosen.quick else LIST
        runs = [lists.run(url, size_of_list, rounds, _say) for url, _ in _databases(chosen)]
        return lists.section(runs)
    if part == "search":
        asked = [search.run(url, folder, rounds, _say) for url, folder in _databases(chosen)]
        return search.section(asked, rounds)
    if part == "media":  # the files are the same on either database: the first one is enough
        databases = _databases(chosen)
        url, folder = next(databases)
        each = media.QUICK if chosen.quick else media.EACH
        return media.section(media.run(url, folder, each, rounds, _say), each, rounds)
    if part == "library":
        return library.section([library.run(url, rounds, _say) for url, _ in _databases(chosen)])
    if part == "reminders":
        size = SMALL if chosen.quick else Size()
        told = [reminders.run(url, size, rounds, _say) for url, _ in _databases(chosen)]
        return reminders.section(told, rounds)
    if part == "matrix":
        said = [matrix.run(url, folder, rounds, _say) for url, folder in _databases(chosen)]
        return matrix.section(said, rounds)
    size = SMALL if chosen.quick else Size()
    found = []
    for url, folder in _databases(chosen):
        grows = not found  # how the cost grows is measured on the first database alone
        with _another(url, "smaller") as one, _another(url, "longer") as other:
            smaller = (one, other) if grows else None
            found.append(readiness.run(url, smaller, folder, size, rounds, _say))
    return readiness_report.section(found, rounds)


def _databases(chosen: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Empty databases, each with a folder, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        if chosen.database != "postgresql":
            yield f"sqlite:///{folder / 'portal.db'}", folder
        if chosen.database != "sqlite" and lent.VARIABLE in os.environ:
            with _Postgresql(os.environ[lent.VARIABLE], NAME) as url:
                yield url, folder


@contextmanager
def _another(url: str, name: str) -> Iterator[str]:
    """Another empty database of the same kind."""
    if url.startswith("sqlite"):
        yield url.replace("portal.db", f"{name}.db")
    else:
        with _Postgresql(os.environ[lent.VARIABLE], f"{NAME}_{name}") as another:
            yield another


class _Postgresql:
    """A database of our own on a server, gone afterwards; durable when the server is lent."""

    def __init__(self, server_url: str, name: str) -> None:
        self.server = create_engine(server_url, isolation_level="AUTOCOMMIT")
        self.name = name
        self.url = make_url(server_url).set(database=name)

    def __enter__(self) -> str:
        with self.server.connect() as connection:
            if INSIDE in os.environ:  # the tests do without durability; a benchmark must not
                for name in ("fsync", "full_page_writes", "synchronous_commit"):
                    connection.execute(text(f"ALTER SYSTEM SET {name} = on"))
                connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {self.name}"))
        return self.url.render_as_string(hide_password=False)

    def __exit__(self, *_error: object) -> None:
        with self.server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
        self.server.dispose()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
