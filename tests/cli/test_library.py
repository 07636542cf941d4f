"""`flask library`: an empty portal is filled once, and its files come back as they were."""

import shutil

import pytest
from sqlalchemy import func, select

from portal.content.library import read_library
from portal.domain.library.items import VISITOR, Kind, Ref
from portal.models import LibraryPublication, LibraryVersion
from portal.services import library
from tests.factories import AT
from tests.fresh import CURRICULUM

ROOT = CURRICULUM / "library"
NOTICE = Ref(Kind.NOTICE, "sample-1")


def run(app, *words, fails=False):
    result = app.test_cli_runner().invoke(args=["library", *map(str, words)])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def rows(session):
    session.rollback()
    tables = (LibraryVersion, LibraryPublication)
    found = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    session.rollback()  # or it would hold the database
    return found


def test_an_empty_portal_is_filled_once(app, session):
    count = len(read_library(ROOT))
    assert f"{count} added, 0 renewed, 0 unchanged" in run(app, "import")
    assert f"0 added, 0 renewed, {count} unchanged" in run(app, "import", ROOT)
    assert rows(session) == [count, count]


def test_import_export_import_changes_nothing(app, session, tmp_path):
    run(app, "import")
    before = rows(session)
    run(app, "export", tmp_path)
    assert read_library(tmp_path) == read_library(ROOT)
    assert ", 0 renewed" in run(app, "import", "--update", tmp_path)
    assert rows(session) == before
    again = tmp_path / "again"
    run(app, "export", again)
    for path in (path for path in again.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / path.relative_to(again)).read_bytes()


def test_what_staff_wrote_is_kept_unless_one_says_otherwise(app, session, tmp_path):
    run(app, "import")
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "notices" / "sample-1.toml"
    file.write_text(file.read_text().replace("First sample notice", "Other words"))
    assert "keeps them" in run(app, "import", tmp_path)
    assert rows(session)[0] == len(read_library(ROOT))
    assert "1 renewed" in run(app, "import", "--update", tmp_path)
    assert ", 0 renewed" in run(app, "import", "--update", tmp_path)
    shown = library.load(session).items[NOTICE]
    assert [each.facts.title for each in shown] == ["First sample notice", "Other words"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("notices/sample-1.toml", "number", "nubmer", "sample-1.toml: nubmer: "),
        ("notices/sample-2.md", "What", "<b>What</b>", "sample-2.md: line 1: Raw HTML"),
        ("faqs/who-comes.toml", "At least", "[At](least)", "who-comes.toml: answer: This link"),
        ("initiatives/sample-benefit.toml", '"fresno"', '"fersno"', "Did you mean “fresno”?"),
    ],
)
def test_one_wrong_file_and_nothing_is_taken_in(app, session, tmp_path, file, old, new, told):
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    path.write_text(path.read_text().replace(old, new, 1))
    output = run(app, "import", tmp_path, fails=True)
    assert told in output
    assert "Nothing was taken in" in output
    assert rows(session) == [0, 0]


def test_a_folder_that_is_not_there(app, tmp_path):
    assert "There is no folder" in run(app, "import", tmp_path / "none", fails=True)


def test_an_export_has_what_is_shown_and_names_what_is_not(app, session, tmp_path):
    run(app, "import")
    run(app, "export", tmp_path)
    shown = library.load(session).items[NOTICE][0]
    item, now = shown.item_id, shown.span.starts_at
    library.retire(session, item, starts_at=now, reason="Old.", by=None, at=now)
    session.commit()
    output = run(app, "export", tmp_path)
    assert output.count("notices/sample-1") == 2  # cited by others; and its file lies there
    assert library.load(session).get(NOTICE, VISITOR, AT) is None
