"""What the rules of the house look at: the app with its routes, and the files of the project."""

import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.fresh import new_app, settings_for

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def portal() -> Flask:
    """The portal as in production, without a database."""
    return new_app(settings_for("sqlite://"))


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):  # a copy without its history
        skipped = {".venv", "instance", "node_modules", "test-results", "__pycache__"}
        found = [p for p in ROOT.rglob("*") if not skipped & set(p.relative_to(ROOT).parts)]
    else:
        found = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in found if path.is_file()]
