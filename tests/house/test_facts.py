"""Nothing adds a fact, or locks what others refer to, past what is kept for speed."""

import ast

import pytest

from portal.models import Base
from portal.services.touched import NOTES
from tests.house.conftest import ROOT

PORTAL = ROOT / "portal"
SINGLE = {"insert", "update", "delete"}
ITSELF = ("portal/services/once.py", "portal/services/readiness/", "portal/development/")
NO_FACTS = {
    "account",
    "address_bounce",
    "agency",
    "assignment",
    "assignment_ask",
    "assignment_draft",
    "assignment_end",
    "assignment_item",
    "attempt",
    "audit_entry",
    "calendar_feed",
    "caption_version",
    "citation_review",
    "county",
    "county_plan",
    "county_plan_county",
    "equivalency",
    "event",
    "event_confirmation",
    "event_county",
    "event_credit",
    "event_credit_end",
    "event_file",
    "event_file_choice",
    "event_presence",
    "event_presence_end",
    "event_registration",
    "event_request",
    "event_seat_notice",
    "event_version",
    "event_withdrawal",
    "evidence_file",
    "import_batch",
    "import_columns",
    "import_fix",
    "imported_row",
    "lesson_read",
    "library_answer",
    "library_feedback",
    "library_item",
    "library_publication",
    "library_question",
    "library_stamp",
    "library_version",
    "mail",
    "mail_choice",
    "mail_notice",
    "mailed_link",
    "matrix_batch",
    "matrix_batch_entry",
    "matrix_view",
    "media_file",
    "media_upload",
    "merged_row",
    "person_merge",
    "practice_step",
    "role_grant",
    "rule_preview",
    "saved_answer",
    "search_origin",
    "search_passage",
    "sign_in_failure",
    "sign_in_session",
    "watched_stretch",
    "watching_credit",
}
"""No verdict about a person, a team or an hour rests on these."""


def modules():
    for path in sorted((PORTAL / "services").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ITSELF):
            yield name, ast.parse(path.read_text())


def test_every_table_of_facts_is_watched():
    tables = {name for name in Base.metadata.tables if not name.startswith("kept_")}
    watched = {table.__tablename__ for table in NOTES}
    assert tables - watched == NO_FACTS, (
        "A new table: does a verdict rest on it? Then add it to portal/services/touched.py, so "
        "that what is kept is refreshed; otherwise add it here."
    )
    assert watched <= tables


def test_facts_are_added_as_objects_or_once():
    """Single statements go past the session, which would not know what to refresh."""
    facts = {table.__name__ for table in NOTES}
    wrong = [
        f"{name}:{node.lineno} {node.func.id}({node.args[0].id})"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in SINGLE
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in facts
    ]
    assert not wrong, f"{wrong}: use session.add or once.add_once, or call touched.touched."


def test_rows_are_locked_weakly():
    """What is kept refers to people, teams and areas, and is written while others hold locks."""
    others = ("portal/services/accounts/", "portal/services/roles", "portal/services/quizzes")
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not name.startswith(others)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _locks_fully(node)
    ]
    assert not wrong, f"{wrong}: pass once.WEAKLY."


def _locks_fully(call):
    if isinstance(call.func, ast.Attribute) and call.func.attr == "with_for_update":
        return not call.keywords
    return any(
        keyword.arg == "with_for_update"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in call.keywords
    )


@pytest.mark.parametrize("table", NOTES, ids=lambda table: table.__tablename__)
def test_what_is_noted_is_a_column(table):
    class Columns(dict):
        def get(self, name):
            assert name in table.__table__.columns or name == "supersedes_id"
            return

    from portal.services.touched import Changes

    NOTES[table](Changes(), Columns())
