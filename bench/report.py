"""The measurements as a page: the ratios first, then the figures."""

import os
import platform
import re
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy

from bench.measure import CLIENTS, WORKERS, Figures, Result

AIMS = [
    ("lesson", "ORM floor", 1.5),
    ("home", "ORM floor", 2.0),
    ("save", "floor submit", 2.0),
    ("hand-in", "floor submit", 2.0),
]
SUBMITS = ("save", "hand-in")
P99_AIM = 2.0
FIRST_KB, AFTER_KB = 100, 30
METHOD = """\
**Method.** Each page is measured beside *floors*, small Flask views in the same server processes
that do the least a page of its kind can do (`bench/floors.py`): the *bare floor* renders a page of
the same size after one query by primary key; the *ORM floor* makes five ORM queries and renders
16 KB with ten addresses; the *floor submit* reads a row, inserts a row and commits. They leave out
what a portal must do: who is signed in, CSRF, permissions, headers, navigation.

A round measures every case once, in turn, over the same connections; a ratio is the median of the
rounds' ratios. CPU is user and system time of all server and database processes, for each request.
The server is granian as in [deploying](deploying.md). The client is a process of ours on the same
cores, so requests/s are low, and they and the latencies swing with the neighbours: believe the
ratios. Every save adds an answer, and every hand-in grades an open attempt of fourteen answers.
There are 200 learners, half-way through the training. Not measured: the first page of a process
reads the curricula, which takes 0.15 s, two thirds of it Markdown.

**What keeps the hot pages near their floors.** Content comes from memory; a page asks the database
three to six times, for columns or few rows, with statements that are built once; no event loop
(`portal/db.py`), no new cookie and no thirty addresses (`portal/views/headers.py`) for each
request; the grades of an attempt are written in one statement; Python looks for garbage after
50,000 new objects instead of 700 (`portal/memory.py`), which halves long tables and lists.
"""


def page(results: list[Result], rounds: int) -> str:
    """The page's first part, in Markdown."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "`./dev bench` measures and writes this page, `./dev bench pages` and",
            "`./dev bench readiness` their part of it; `--quick` takes a few minutes and prints.",
            "Nothing here is asserted in a test.",
            "",
            f"{machine()}; {datetime.now(UTC):%d %B %Y}; {rounds} rounds; {CLIENTS} clients, "
            f"{WORKERS} workers.",
            "",
            *_ratios(results),
            *_weights(results[0]),
            METHOD,
            *(line for result in results for line in _figures(result)),
        ]
    )


def machine() -> str:
    """What it was measured on."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} shared cores ({cpu[1] if cpu else platform.machine()}), "
        f"{memory:.0f} GB, {platform.system()}, Python {platform.python_version()}, "
        f"SQLAlchemy {sqlalchemy.__version__}"
    )


def _verdict(value: float, aim: float) -> str:
    return f"{value:.2f} {'met' if round(value, 2) <= aim else '**not met**'}"


def _ratios(results: list[Result]) -> Iterator[str]:
    yield "## Ratios and aims"
    yield ""
    yield f"| | aim | {' | '.join(result.database for result in results)} |"
    yield "|---|---|" + "---|" * len(results)
    for case, floor, aim in AIMS:
        found = [_verdict(result.ratio(case, floor), aim) for result in results]
        yield f"| CPU of {case} ÷ {floor} | ≤ {aim} | {' | '.join(found)} |"
    for case in SUBMITS:
        found = [
            _verdict(
                result.figures[case].percentile(99) / result.figures["floor submit"].percentile(99),
                P99_AIM,
            )
            for result in results
        ]
        yield f"| p99 of {case} ÷ floor submit | ≤ {P99_AIM} | {' | '.join(found)} |"
    for case in ("lesson", "home"):
        found = [f"{result.ratio(case, f'bare floor, {case}'):.2f}" for result in results]
        yield f"| CPU of {case} ÷ bare floor of the same size | | {' | '.join(found)} |"
    yield ""


def _weights(result: Result) -> Iterator[str]:
    yield "## What a browser fetches"
    yield ""
    yield "KB as sent, and in brackets as compressed by a proxy in front."
    yield f"Aims: ≤ {FIRST_KB} KB on the first visit, ≤ {AFTER_KB} KB after."
    yield ""
    yield "| | first visit | after |"
    yield "|---|---|---|"
    for name, found in result.weights.items():
        first, after = (found.page + found.files) / 1024, found.page / 1024
        first_gzip, after_gzip = (found.page_gzip + found.files_gzip) / 1024, found.page_gzip / 1024
        yield (
            f"| {name} | {first:.0f} ({first_gzip:.0f}) {_met(first, FIRST_KB)} "
            f"| {after:.0f} ({after_gzip:.0f}) {_met(after, AFTER_KB)} |"
        )
    yield ""


def _met(value: float, aim: float) -> str:
    return "met" if value <= aim else "**not met**"


def _figures(result: Result) -> Iterator[str]:
    yield f"## {result.database}"
    yield ""
    yield "| | bytes | CPU ms/request (least–most) | requests/s | p50 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, found in result.figures.items():
        yield _row(name, found)
    yield ""
    memory = " and ".join(f"{value:.0f} MB" for value in result.resident_mb)
    yield f"The workers hold {memory} of memory (RSS, shared pages included)."
    yield ""


def _row(name: str, found: Figures) -> str:
    cpu = found.cpu_ms
    return (
        f"| {name} | {found.bytes} | {statistics.median(cpu):.2f} ({min(cpu):.2f}–{max(cpu):.2f}) "
        f"| {statistics.median(found.per_second):.0f} | {found.percentile(50):.1f} "
        f"| {found.percentile(99):.1f} |"
    )
