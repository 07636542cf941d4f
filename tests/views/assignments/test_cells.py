"""Cells of the matrix lead to “by when”, are asked for together, and undone together."""

import pytest

from portal import held
from portal.domain.access import Role
from portal.domain.certification import judged_requirements
from portal.models import Assignment, MatrixBatch
from tests import factories, rules
from tests.factories import KERN
from tests.tables import table
from tests.views.assignments.test_wizard import count, listed


@pytest.fixture(autouse=True)
def _small_rules(app):
    app.extensions["portal.regulations"] = rules.rulebook()


@pytest.fixture
def key(app):
    """How a cell is named."""
    places = {one.slug: n for n, one in enumerate(judged_requirements(held.regulations(app)))}
    return lambda who, slug="crisis-training": f"{who.id}.{places[slug]}"


def choose(page, *keys):
    page.get("/matrix/chosen?" + "&".join(f"cell={one}" for one in keys))
    return page.submit("Assign", follow=True)


def test_chosen_cells_are_asked_for_and_undone_together(trainer, county, session, key):
    choose(trainer, key(county.ana), key(county.kit), key(county.ana, "providers"))
    assert trainer.h1 == "By when?"
    assert "Ana Flores: Providers" in trainer.main  # left out: no training meets it
    trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    assert listed(trainer) == [("Ana Flores", "April 30, 2026"), ("Kit", "April 30, 2026")]
    trainer.submit("Ask them", follow=True)
    assert trainer.h1 == "Crisis training: 0 of 2 done"
    trainer.get("/matrix/history").click(
        next(words for words in trainer.links() if words.startswith("2 things asked for"))
    )
    assert [row["The entry"].text for row in table(trainer, trainer.h1)] == ["Stands", "Stands"]
    trainer.submit("Undo all of it", follow=True)
    assert "2 things asked for undone." in trainer.text
    assert trainer.get("/assignments").h1 == "No assignments asking people now"


def test_only_the_pairs_that_were_chosen_are_asked_for(trainer, county, session, key):
    second = rules.requirement(
        "second-training", "completed", rules.Tier.CORE,
        {"courses": ("sample-course",), "subjects": (), "required_of": "responders",
         "deadline": 30},
    )  # fmt: skip
    trainer.client.application.extensions["portal.regulations"] = rules.rulebook(
        rules.CRISIS, second
    )
    trainer.get(f"/matrix/chosen?cell={county.ana.id}.0&cell={county.kit.id}.1")
    trainer.submit("Assign", follow=True)
    trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    assert [row["What"].text for row in table(trainer, "Who is asked for what by when")] == [
        "Crisis training",
        "Second training",
    ]


def test_cells_that_no_training_meets_cannot_be_asked_for(trainer, county, key):
    trainer.get(f"/matrix/chosen?cell={key(county.ana, 'providers')}")
    trainer.submit("Assign", 422)
    assert "No training of the portal meets what you chose" in trainer.main


def test_cells_of_two_counties_are_asked_for_by_the_state_alone(
    app, trainer, staff, county, session, key, rosa
):
    factories.grant(session, rosa, Role.TRAINER, KERN)
    session.commit()
    both = key(county.ana), key(county.kern)
    trainer.get("/matrix/chosen?" + "&".join(f"cell={one}" for one in both))
    trainer.submit("Assign", 422)
    assert "work in different counties" in trainer.main
    choose(staff, *both)
    assert staff.h1 == "By when?"
    choose(trainer, key(county.kern))
    assert trainer.h1 == "By when?"


def test_sent_twice_it_is_asked_and_remembered_once(trainer, county, session, key):
    choose(trainer, key(county.ana)).submit("Next", basis="fixed", on="2026-04-30", follow=True)
    path, seen = trainer.path, trainer.all(".//input[@name='seen']")[0].get("value")
    for _ in range(2):
        trainer.post(path, {"seen": seen, "note": ""})
    assert (count(session, Assignment), count(session, MatrixBatch)) == (1, 1)
