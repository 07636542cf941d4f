"""A copy of good files, changed as a case says, to see what an author is told."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
GOOD = HERE / "good"
BROKEN = HERE / "broken"

# Files of a case that are no part of what is read.
CHANGES = "change.toml"
EXPECTED = "expected.txt"


def broken_copy(case: Path, target: Path, good: Path = GOOD, inside: str = "courses") -> Path:
    """The good files at `target`, with the case's own laid over them and its changes made.

    change.toml may hold `remove = [files or folders]`, [[write]] with file and text, and [[edit]]
    with file, old and new; an `old` that is not there exactly once is a mistake in the case. The
    files are named from the folder `inside`.
    """
    shutil.copytree(good, target)
    if (case / "courses").is_dir():
        shutil.copytree(case / "courses", target / "courses", dirs_exist_ok=True)
    path = case / CHANGES
    changes = tomllib.loads(path.read_text()) if path.exists() else {}
    for name in changes.get("remove", []):
        found = target / inside / name
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()
    for row in changes.get("write", []):
        written = target / inside / row["file"]
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(row["text"])
    for row in changes.get("edit", []):
        edited = target / inside / row["file"]
        text = edited.read_text()
        assert text.count(row["old"]) == 1, f"{case.name}: {row['old']!r} is not there once"
        edited.write_text(text.replace(row["old"], row["new"]))
    return target
