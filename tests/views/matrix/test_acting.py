"""Many cells at once: chosen, looked at, done together or not at all, once, and undone."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal import held
from portal.domain.access import Role
from portal.domain.certification import judged_requirements
from portal.models import Claim, Decision, EvidenceFile, MatrixBatch, OutsideTraining, Person
from portal.services import readiness, rulebook
from tests import factories
from tests.factories import KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.tables import table
from tests.uploads import PDF, file
from tests.views.matrix.test_pages import grid

DAYS = {"starts_on": "2026-03-01", "ends_on": "2026-06-30"}
ANSWERS = {**DAYS, "reason": "The trainer was ill."}
TOOK = {"title": "Naloxone day", "provider": "Red Cross", "completed_on": "2026-02-20"}


@pytest.fixture
def places(app):
    """The place of each requirement, by slug."""
    return {one.slug: n for n, one in enumerate(judged_requirements(held.regulations(app)))}


@pytest.fixture
def key(story, places):
    """How a cell is named."""
    return lambda who, slug: f"{story.people[who].id}.{places[slug]}"


@pytest.fixture
def missing(key):
    """Two cells of Ivy, which are missing, and one of Ana, which is valid."""
    return [
        key("Ivy", "safety-planning"),
        key("Ivy", "harm-reduction"),
        key("Ana", "safety-planning"),
    ]


def address(act, cells):
    return f"/matrix/chosen{'/' + act if act else ''}?" + "&".join(f"cell={one}" for one in cells)


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def looked(page):
    """(person, requirement) → (now, then) of a preview."""
    return {
        (row["Person"].text, row["Requirement"].text): (row["Now"].text, row["Then"].text)
        for row in table(page, "What changes")
    }


def do(page, act, cells, **answers):
    """Fill in, look, confirm."""
    page.get(address(act, cells)).submit("Show what changes", 200, **answers)
    return page.submit("Confirm", follow=True)


# Choosing


def test_cells_are_ticked_in_the_grid_and_in_the_list(trainer, story, missing):
    for look in ("", "&view=list"):
        trainer.get(f"/matrix?group=core{look}").click("Choose cells")
        boxes = {box.get("value") for box in trainer.all(".//input[@name='cell']")}
        assert set(missing) <= boxes
        trainer.submit("Open the chosen cells", cell=missing)
        assert trainer.h1 == "3 cells of 2 people"


def test_each_cell_shows_facts_reasons_and_history(trainer, story, key, session):
    factories.decision(session, story.people["Ivy"], "safety-planning")
    trainer.get(address("", [key("Ivy", "safety-planning"), key("Ana", "safety-planning")]))
    assert "Ivy: Safety planning" in trainer.main
    assert "Waivers and extensions" in trainer.main
    assert "Recorded at" in trainer.main  # Ana's training
    assert table(trainer, "States of Ana over time: Safety planning")
    trainer.get(address("", [key("Ivy", "safety-planning")]))
    assert trainer.h1 == "Ivy: Safety planning"


@pytest.mark.parametrize(
    ("cells", "status", "said"),
    [
        ([], 422, "No cell is chosen."),
        (["1.999"], 404, "One of these is no cell of the matrix."),
        (["x"], 404, "One of these is no cell of the matrix."),
        ([f"1.{n}" for n in range(101)], 422, "at most 100 can be looked at together"),
        (["99999999.1"], 403, "does not work in a county of yours"),
    ],
)
def test_what_cannot_be_chosen_is_said(trainer, story, cells, status, said):
    for act in ("", "extend", "waive", "add-training"):
        trainer.get(address(act, cells), status)
        assert said in trainer.main


def test_nobody_chooses_cells_of_another_county(app, trainer, session, story, key, missing):
    theirs = key("Gus", "safety-planning")
    trainer.get("/matrix")
    for act in ("", "extend", "waive", "add-training"):
        trainer.get(address(act, [*missing, theirs]), 403)
        assert "Gus" not in trainer.text
        trainer.get("/matrix/views")
        if act:
            trainer.post(f"/matrix/chosen/{act}", {"cell": [*missing, theirs], **ANSWERS}, 403)
            assert count(session, Decision) == 0
    admin = signed_in_as(app, session, factories.person(session), Role.ADMINISTRATOR)
    admin.get(address("", missing), 403)
    assert "Choose cells" not in admin.get(f"/matrix?county={KERN}").links()


def test_of_another_day_nothing_can_be_chosen(trainer, story):
    trainer.get("/matrix?as_of=2026-03-01&choose=1")
    assert not trainer.all(".//input[@name='cell']")
    assert "Choose cells" not in trainer.links()


# Extending and waiving


def test_a_preview_changes_nothing_and_says_what_confirming_changes(
    trainer, story, session, missing
):
    trainer.get(address("waive", missing)).submit("Show what changes", 200, **ANSWERS)
    seen = looked(trainer)
    assert seen["Ivy", "Safety planning"][0].startswith("Missing, since Jun 19, 2023")
    assert seen["Ivy", "Safety planning"][1] == "Waived, to Jun 30, 2026, advisory"
    assert seen["Ana", "Safety planning"] == ("Valid, advisory", "No change")
    assert count(session, Decision) == count(session, MatrixBatch) == 0
    trainer.submit("Confirm", follow=True)
    assert trainer.h1 == "3 waivers"
    assert count(session, Decision) == 3
    trainer.get("/matrix?group=core")
    assert grid(trainer)[0]["Ivy"]["Safety planning"] == "Waived to Jun 30, 2026 · advisory"


def test_kept_rows_follow(trainer, story, session, missing, app):
    files, catalogue = held.regulations(app), held.catalogue(app)
    session.commit()
    readiness.rebuild(session, files, catalogue)
    session.commit()
    do(trainer, "waive", missing, **ANSWERS)
    session.expire_all()
    rules = rulebook.current(session, files)
    assert list(readiness.check(session, rules, catalogue)) == []


def test_confirmed_twice_it_is_done_once(trainer, story, session, missing):
    trainer.get(address("extend", missing)).submit("Show what changes", 200, **ANSWERS)
    trainer.submit("Confirm")
    first = trainer.location
    trainer.submit("Confirm")
    assert trainer.location == first
    assert count(session, Decision) == 3
    assert count(session, MatrixBatch) == 1


def test_what_was_not_seen_is_not_done(trainer, story, session, missing):
    trainer.get(address("waive", missing)).submit("Show what changes", 200, **ANSWERS)
    trainer.submit("Confirm", 422, ends_on="2026-09-30")
    assert "What would change is not what you have seen" in trainer.main
    assert looked(trainer)["Ivy", "Safety planning"][1] == "Waived, to Sep 30, 2026, advisory"
    assert count(session, Decision) == 0
    factories.decision(session, story.people["Ivy"], "safety-planning", ends_on=date(2027, 1, 1))
    trainer.submit("Confirm", 422)
    assert "What would change is not what you have seen" in trainer.main
    trainer.submit("Confirm")
    assert count(session, Decision) == 4


def test_together_or_not_at_all(trainer, story, session, missing, monkeypatch):
    from portal.domain.errors import Conflict
    from portal.services import decisions

    real = decisions.decide

    def fails(session, person_id, facts, **more):
        if facts.requirement == "harm-reduction":
            raise Conflict("Somebody was faster.")
        return real(session, person_id, facts, **more)

    trainer.get(address("waive", missing)).submit("Show what changes", 200, **ANSWERS)
    monkeypatch.setattr(decisions, "decide", fails)
    trainer.submit("Confirm", 422)
    assert "Somebody was faster." in trainer.main
    assert count(session, Decision) == count(session, MatrixBatch) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Reason: Say why"),
        ({"ends_on": ""}, "Last day: Enter the last day."),
        ({"ends_on": "2026-02-01"}, "Last day: "),
        ({"starts_on": "x"}, "First day: Enter the day, such as 2026-11-22."),
    ],
)
def test_a_wrong_answer_names_the_field_and_keeps_the_rest(
    trainer, story, session, missing, typed, said
):
    trainer.get(address("extend", missing))
    trainer.submit("Show what changes", 422, **{**ANSWERS, **typed})
    assert said in trainer.main
    kept = {box.get("value") for box in trainer.all(".//input[@name='cell']")}
    assert kept == set(missing)
    assert count(session, Decision) == 0


def test_cells_that_nobody_may_decide_about_are_left_out_in_words(
    app, session, story, key, missing
):
    """Those of licensing boards, and one's own."""
    both = signed_in_as(app, session, story.people["Ana"], Role.TRAINER, factories.FRESNO)
    cells = [*missing, key("Ivy", "behavioral-sciences-license")]
    both.get(address("waive", cells))
    assert "Ana, Safety planning: nobody decides about themself" in both.main
    assert "Ivy, LMFT, LCSW, and LPCC licenses: the licensing board decides" in both.main
    both.submit("Show what changes", 200, **ANSWERS).submit("Confirm")
    assert {row.person_id for row in session.scalars(select(Decision))} == {story.people["Ivy"].id}
    both.get(address("waive", [key("Ana", "safety-planning")]))
    assert "Nothing is left to do it for." in both.main


# Trainings


def test_what_begins_later_changes_nothing_today(trainer, story, missing):
    later = {**ANSWERS, "starts_on": "2027-06-01", "ends_on": "2027-06-30"}
    trainer.get(address("waive", missing)).submit("Show what changes", 200, **later)
    assert "No cell would change today" in trainer.main
    assert "2 cells say something else later" in trainer.main
    was, then = looked(trainer)["Ivy", "Safety planning"]
    assert was.startswith("Missing")
    assert then == "The same today, and something else later"


def test_one_training_for_all_credited_at_once(trainer, story, session, missing):
    precedent = factories.equivalency(session, "safety-planning", "Plan day")
    trainer.get(address("add-training", missing))
    words = "Plan day, given by Example Training Center, toward Safety planning"
    assert words in trainer.main
    trainer.submit("Show what changes", 200, precedent=str(precedent.id), completed_on="2026-02-20")
    seen = looked(trainer)
    assert seen["Ivy", "Safety planning"][1].startswith("Valid")
    assert seen["Ivy", "Harm reduction"][1] == "No change"
    before = count(session, OutsideTraining)
    trainer.submit("Confirm", follow=True, evidence=file(PDF, "sheet.pdf"))
    assert trainer.h1 == "2 trainings added"
    assert count(session, OutsideTraining) == before + 2
    assert count(session, EvidenceFile) == 1
    rows = session.scalars(select(Claim).where(Claim.equivalency_id == precedent.id)).all()
    assert len(rows) == 2
    trainer.submit("Undo all of it", follow=True)
    trainer.get("/matrix?group=core")
    assert grid(trainer)[0]["Ivy"]["Safety planning"].startswith("Missing")


def test_a_training_by_its_name(trainer, story, session, missing):
    trainer.get(address("add-training", missing))
    trainer.submit("Show what changes", 422, completed_on="2026-02-20")
    assert "Training: Enter its name, or choose a decision that names it." in trainer.main
    trainer.submit("Show what changes", 200, **TOOK)
    assert "No cell would change today" in trainer.main
    trainer.submit("Confirm", follow=True)
    assert trainer.h1 == "2 trainings added"
    trainer.get(address("add-training", missing))
    trainer.submit("Show what changes", 422, **{**TOOK, "ce_minutes": "2"})
    assert "This training is recorded already, in other words, for Ana, Ivy." in trainer.main


def test_a_day_to_come_is_refused(trainer, story, session, missing):
    trainer.get(address("add-training", missing))
    trainer.submit("Show what changes", 422, **{**TOOK, "completed_on": "2026-03-03"})
    assert "Completed on: This day has not come yet." in trainer.main
    assert not session.scalars(
        select(OutsideTraining).where(OutsideTraining.title == TOOK["title"])
    ).all()


# Undoing


def test_undone_all_cells_are_as_they_were_and_both_stay_readable(trainer, story, session, missing):
    trainer.get("/matrix")
    before = grid(trainer)
    do(trainer, "waive", missing, **ANSWERS)
    trainer.submit("Undo all of it", follow=True)
    assert trainer.h1 == "3 waivers, undone"
    trainer.get("/matrix")
    assert grid(trainer) == before
    assert count(session, Decision) == 6
    trainer.get("/matrix/history").click("3 waivers at 12:00 p.m. on March 2, 2026")
    assert "Undo all of it" not in trainer.main
    trainer.post(f"{trainer.path}/undo", follow=True)
    assert "This is undone already." in trainer.text
    assert count(session, Decision) == 6


def test_what_was_changed_since_stays(trainer, story, session, missing):
    do(trainer, "waive", missing, **ANSWERS)
    batch = trainer.path
    row = session.scalars(
        select(Decision).where(Decision.person_id == story.people["Ana"].id)
    ).one()
    factories.decision(
        session, story.people["Ana"], "safety-planning", ends_on=date(2027, 1, 1), supersedes=row
    )
    trainer.get(batch).submit("Undo all of it", follow=True)
    assert "2 waivers undone." in trainer.text
    assert "Left as they are" in trainer.text
    assert "Ana." in trainer.text


def test_only_what_was_added_is_undone(trainer, story, session, missing):
    do(trainer, "waive", missing[:1], **ANSWERS)
    do(trainer, "waive", missing, **ANSWERS)
    assert trainer.h1 == "2 waivers"
    trainer.submit("Undo all of it")
    trainer.get("/matrix?group=core")
    assert grid(trainer)[0]["Ivy"]["Safety planning"].startswith("Waived")


def test_nobody_undoes_for_somebody_else(trainer, staff, story, session, missing):
    do(trainer, "waive", missing, **ANSWERS)
    batch = trainer.path
    staff.get(batch, 403)
    staff.get("/matrix/history")
    assert "Nothing yet" in staff.main
    staff.post(f"{batch}/undo", status=403)


def test_who_left_is_not_shown_nor_undone(trainer, story, session, missing):
    do(trainer, "waive", missing, **ANSWERS)
    batch = trainer.path
    ivy = story.people["Ivy"]
    row = ivy_works(session, ivy)
    factories.affiliation(
        session, ivy, team=story.night_team, ends_on=date(2026, 2, 1), supersedes=row
    )
    trainer.get(batch)
    assert "Ivy" not in trainer.main
    trainer.submit("Undo all of it", follow=True)
    assert "1 waiver undone." in trainer.text


def ivy_works(session, person: Person):
    from portal.models import Affiliation

    return session.scalars(select(Affiliation).where(Affiliation.person_id == person.id)).one()


def test_queries_do_not_grow_with_the_cells(app, trainer, story, session, key):
    counts = []
    for names in (("Dev",), ("Dev", "Cleo", "Ben", "Eli")):
        cells = [key(name, "safety-planning") for name in names]
        trainer.get(address("", cells))
        with counted(app) as statements:
            trainer.get(address("", cells))
            trainer.get(address("waive", cells))
        counts.append(len(statements))
    assert counts[0] == counts[1]
