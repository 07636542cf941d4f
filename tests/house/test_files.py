"""Every test is collected, and no file knows one machine or one registry."""

import re
from pathlib import Path

from tests.house.conftest import ROOT

TESTS = ROOT / "tests"
FOREIGN = re.compile(
    # in pieces, so that this file does not contain them
    "py" + r"pi\.org|python" + r"hosted\.org|registry\.npm" + r"js|deb\.deb" + r"ian\.org"
    r"|(?<![\w.\-/])/(?:wo" + r"rk|ho" + r"me/\w+|ro" + r"ot|Us" + r"ers/\w+)/\w"
)


def test_every_test_is_in_a_file_that_pytest_collects():
    lost = [
        path.relative_to(ROOT).as_posix()
        for path in TESTS.rglob("*.py")
        if re.search(r"^\s*(def test_|class Test)", path.read_text(), re.MULTILINE)
        and not path.name.startswith("test_")
    ]
    assert not lost, f"pytest does not see the tests in {lost}: name each file test_….py."


def test_every_test_file_has_tests():
    empty = [
        path.relative_to(ROOT).as_posix()
        for path in TESTS.rglob("test_*.py")
        if not re.search(r"^\s*(def test_|class Test)", path.read_text(), re.MULTILINE)
    ]
    assert not empty, f"These files test nothing: {empty}."


def test_no_file_names_a_registry_or_a_path_of_one_machine(project_files):
    wrong = []
    for path in project_files:
        for number, line in enumerate(_lines(path), 1):
            if found := FOREIGN.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {found[0]}")
    assert not wrong, (
        "Where packages come from, and where the project lies, is the machine's business:\n"
        + "\n".join(wrong[:20])
    )


def test_every_lock_pins_hashes_only(project_files):
    for path in project_files:
        if re.fullmatch(r"requirements.*\.txt", path.name):
            text = path.read_text()
            assert "--hash=sha256:" in text, f"{path.name}: make it with ./dev lock"
            assert "://" not in text, f"{path.name} holds an address; make it with ./dev lock"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except UnicodeDecodeError:  # a picture or a font
        return []
