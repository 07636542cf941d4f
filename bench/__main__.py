"""`./dev bench`: measure on SQLite and on PostgreSQL, and write docs/benchmarks.md.

`--quick` takes about a minute and only prints; `--database` measures on one.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench import measure, report
from portal.config import ROOT
from tests import database as lent

INSIDE = "BENCH_DATABASE_LENT"
NAME = "portal_bench"


def main(arguments: list[str]) -> int:
    """Measure; returns the exit status."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute; prints, writes nothing")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--rounds", type=int, help="how often each case is measured")
    chosen = parser.parse_args(arguments)
    if lent.VARIABLE not in os.environ and INSIDE not in os.environ and chosen.database != "sqlite":
        # Borrow the throw-away PostgreSQL server of the tests, which runs us again.
        os.environ[INSIDE] = "lent"
        return lent.main(["--", sys.executable, "-m", "bench", *arguments])
    rounds = chosen.rounds or (3 if chosen.quick else 9)
    results = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        if chosen.database != "postgresql":
            url = f"sqlite:///{folder / 'portal.db'}"
            results.append(measure.measure(url, folder, rounds, _say))
        if chosen.database != "sqlite" and lent.VARIABLE in os.environ:
            with _Postgresql(os.environ[lent.VARIABLE]) as url:
                results.append(measure.measure(url, folder, rounds, _say))
    page = report.page(results, rounds)
    if chosen.quick or chosen.database:
        sys.stdout.write(page)
    else:
        (ROOT / "docs" / "benchmarks.md").write_text(page)
        _say("wrote docs/benchmarks.md")
    return 0


class _Postgresql:
    """A database of our own on a server, gone afterwards; durable when the server is lent."""

    def __init__(self, server_url: str) -> None:
        self.server = create_engine(server_url, isolation_level="AUTOCOMMIT")
        self.url = make_url(server_url).set(database=NAME)

    def __enter__(self) -> str:
        with self.server.connect() as connection:
            if INSIDE in os.environ:  # the tests do without durability; a benchmark must not
                for name in ("fsync", "full_page_writes", "synchronous_commit"):
                    connection.execute(text(f"ALTER SYSTEM SET {name} = on"))
                connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {NAME}"))
        return self.url.render_as_string(hide_password=False)

    def __exit__(self, *_error: object) -> None:
        with self.server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        self.server.dispose()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
