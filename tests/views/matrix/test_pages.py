"""The matrix as a page: what its cells say, what filters leave, and for whom."""

import re
from datetime import date

import pytest

from portal.domain.access import Role
from portal.domain.certification import State
from portal.forms.matrix import GROUPS
from portal.views.matrix import drawing, pages
from tests import factories, stories
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.markup import text_of
from tests.queries import counted
from tests.signing_in import signed_in_as

MINE = {"Ana", "Ben", "Cleo", "Dev", "Eli", "Fay", "Ivy"}
THEIRS = {"Gus", "Hana", "Valley Team", "Kern"}


def grid(page):
    """{person: {requirement: what the cell says}} as the table has it, and its shares."""
    headings, shares, found = [], {}, {}
    for row in page.all(".//table//tr"):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        words = [text_of(cell) for cell in cells]
        if words[0] == "Person":
            headings = words[1:]
        elif words[0].startswith("In place"):
            shares = dict(zip(headings, words[1:], strict=True))
        elif len(cells) == len(headings) + 1 and (name := cells[0].find("a")) is not None:
            found[text_of(name)] = dict(zip(headings, words[1:], strict=True))
    return found, shares


def listed(page):
    """The same from the list."""
    found = {}
    for card in page.all(".//article"):
        items = {text_of(item.find("span")): text_of(item.find("a")) for item in card.iter("li")}
        found[text_of(card.find("h3"))] = items
    return found


def test_every_cell_says_state_date_and_whether_it_advises_and_opens_why(trainer, story):
    trainer.get("/matrix")
    found, _ = grid(trainer)
    assert found.keys() == MINE
    assert found["Ana"]["Safety planning"] == "Valid advisory"
    assert found["Ivy"]["Safety planning"] == "Missing since Jun 19, 2023 · advisory"
    assert found["Eli"]["Crisis assessment"] == "Not required"
    assert found["Ana"]["LMFT, LCSW, and LPCC licenses"] == "Unknown"
    links = [link.get("href", "") for link in trainer.all(".//tbody//td/a")]
    why = f"/people/{story.people['Ivy'].id}/standing/safety-planning"
    assert why in links
    assert trainer.get(why).h1 == "Ivy, “Safety planning”: missing today"


def test_the_lead_says_how_much_only_advises(trainer, story):
    trainer.get("/matrix?group=core")
    assert "All of it only advises and never counts against anybody." in trainer.main
    trainer.get("/matrix")
    assert re.search(r"Of the \d+, what stands in \d+ cells only advises", trainer.main)


def test_shares_state_their_denominator(trainer, story):
    trainer.get("/matrix")
    found, shares = grid(trainer)
    assert shares["Safety planning"] == "6 of 7"
    assert shares["Crisis assessment"] == "4 of 4"
    for requirement, share in shares.items():
        said = [cells[requirement] for cells in found.values()]
        of = [each for each in said if each != "Not required"]
        have = [each for each in of if each.startswith(("Valid", "Renew", "Grace", "Waived"))]
        assert share == f"{len(have)} of {len(of)}"
    total = [sum(int(each.split(" of ")[side]) for each in shares.values()) for side in (0, 1)]
    assert trainer.h1 == f"Fresno County: {total[0]} of {total[1]} in place"


def test_the_list_says_what_the_grid_says(trainer, story):
    trainer.get("/matrix")
    found, _ = grid(trainer)
    trainer.click("Show as a list")
    assert listed(trainer) == found
    trainer.click("Show as a grid")
    assert grid(trainer)[0] == found


def test_rows_stand_by_team(trainer, story):
    trainer.get("/matrix")
    teams = [text_of(row) for row in trainer.all(".//th[@scope='rowgroup']")]
    assert teams == ["Day Team", "Night Team"]
    groups = [text_of(row) for row in trainer.all(".//th[@scope='colgroup']")]
    assert groups[0] == "Core trainings"
    assert len(groups) == len(set(groups))


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ("q=an", {"Ana"}),
        ("state=short&group=core", {"Ivy"}),
        ("state=missing&q=ana", set()),
        ("profession=lcsw", {"Ana", "Cleo"}),
        ("within=3650", set()),
        ("team=night", {"Cleo", "Dev", "Eli", "Fay", "Ivy"}),
    ],
)
def test_filters_stand_in_the_address(trainer, story, asked, people):
    trainer.get("/matrix?" + asked.replace("night", str(story.night_team.id)))
    assert grid(trainer)[0].keys() == people
    assert ("Nobody fits" in trainer.main) is not people


def test_a_filter_of_cells_leaves_the_others_empty_and_the_shares_whole(trainer, story):
    trainer.get("/matrix?state=short&group=core")
    found, shares = grid(trainer)
    missing = {"Crisis intervention and de-escalation", "Harm reduction"}
    missing |= {"Trauma-informed care", "Safety planning"}
    assert found.keys() == {"Ivy"}
    assert set(found["Ivy"]) == missing
    assert shares["Safety planning"] == "6 of 7"
    assert "4 cells of 1 person fit the filter" in trainer.main
    trainer.get("/matrix?state=short&view=list&group=core")
    assert {name: set(cells) for name, cells in listed(trainer).items()} == {"Ivy": missing}


def test_lapses_within_so_many_days(trainer, story, session):
    precedent = factories.equivalency(session, "naloxone-training", "Short course")
    training = factories.outside_training(session, story.people["Ben"], "Short course")
    factories.claim(session, training, precedent)
    factories.credential(session, story.people["Ana"], expires_on=date(2026, 3, 20))
    trainer.get("/matrix?within=30&all=1")
    assert set(grid(trainer)[0]) <= {"Ana"}
    trainer.get("/matrix?within=10&all=1")
    assert not grid(trainer)[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("within=x", "Lapses within so many days: Enter a whole number of days from 1 to"),
        ("within=0", "Lapses within so many days: Enter a whole number"),
        ("state=odd", "State: Choose from the list; what was sent is not on it."),
        ("county=06029", "County: Choose from the list; what was sent is not on it."),
        ("as_of=2026-02-30", "As of: Enter the day, such as 2026-11-22."),
        ("known_on=2026-03-03", "As known on: This day is still to come."),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_shown(trainer, story, asked, said):
    trainer.get(f"/matrix?{asked}", 422)
    assert said in trainer.main
    assert not trainer.all(".//table")


def test_a_team_of_another_county_is_left_out_in_words(trainer, story):
    trainer.get(f"/matrix?team={story.teams['Valley Team'].id}")
    assert "There is no such team in Fresno County as the address of this page" in trainer.main
    assert grid(trainer)[0].keys() == MINE
    assert not THEIRS & set(re.findall(r"\w+", trainer.text))


def test_of_the_whole_state_one_county_at_a_time(staff, story):
    staff.get("/matrix")
    assert "Choose a county" in staff.main
    assert not staff.all(".//table")
    staff.submit("Show", county=KERN)
    assert grid(staff)[0].keys() == {"Gus", "Hana"}


def test_a_trainer_of_two_counties_sees_both_by_county_and_team(app, session, story):
    person = factories.person(session, "Tom Trainer")
    factories.grant(session, person, Role.TRAINER, KERN)
    both = signed_in_as(app, session, person, Role.TRAINER, FRESNO)
    both.get("/matrix")
    assert grid(both)[0].keys() == MINE | {"Gus", "Hana"}
    teams = [text_of(row) for row in both.all(".//th[@scope='rowgroup']")]
    assert teams == [
        "Fresno County: Day Team",
        "Fresno County: Night Team",
        "Kern County: Valley Team",
    ]
    both.submit("Show", county=KERN)
    assert grid(both)[0].keys() == {"Gus", "Hana"}


def test_people_of_a_team_stand_in_the_order_of_plain_letters(trainer, session, story):
    team = factories.team(session, "Accents", FRESNO)
    for name in ("Zoë", "Øystein", "Đức", "Éva"):
        factories.affiliation(session, factories.person(session, name), team=team)
    trainer.get(f"/matrix?team={team.id}")
    found, _ = grid(trainer)
    assert list(found) == ["Đức", "Éva", "Øystein", "Zoë"]


def test_a_name_is_found_without_its_accents_and_nobody_is_said(trainer, session, story):
    somebody = factories.person(session, "Łukasz O’Brien")
    factories.affiliation(session, somebody)
    session.commit()
    trainer.get("/matrix?q=lukasz o'brien")
    assert grid(trainer)[0].keys() == {"Łukasz O’Brien"}
    trainer.get("/matrix?q=zebulon")
    assert trainer.h1 == "Nobody in Fresno County fits what you asked for"


def test_a_name_is_looked_for_as_in_the_list_of_people(trainer, session, story):
    called = factories.person(session, "Maria Lopez", name_used="Mia", email="m.l@example.org")
    gone = factories.person(session, "Otto Left", email="otto@elsewhere.org")
    factories.affiliation(session, called, starts_on=stories.SINCE)
    factories.affiliation(session, gone, starts_on=stories.SINCE, ends_on=date(2026, 1, 31))
    session.commit()
    for words in ("mia", "lopez", "maria mia", "M.L@"):
        trainer.get(f"/matrix?q={words}")
        assert grid(trainer)[0].keys() == {"Mia"}
    trainer.get("/matrix?q=otto&as_of=2026-01-15")
    assert grid(trainer)[0].keys() == {"Otto Left"}
    trainer.get("/matrix?q=elsewhere&as_of=2026-01-15")  # nor is it in the list of people
    assert trainer.h1 == "Nobody in Fresno County fits what you asked for"


def test_as_of_another_day_and_as_known_then(trainer, story):
    trainer.get("/matrix?as_of=2022-02-01")
    assert trainer.h1 == "Nothing is asked of anybody in Fresno County that day"
    trainer.get("/matrix?as_of=2023-07-01")
    assert grid(trainer)[0]["Ana"]["Safety planning"].startswith("Missing")
    assert trainer.h1.endswith("on July 1, 2023")
    trainer.get("/matrix?known_on=2024-01-01")
    assert grid(trainer)[0]["Ana"]["Safety planning"].startswith("Missing")
    assert "known_on=2024-01-01" in trainer.links()["Show as a list"]


def test_nobody_else_is_ever_seen_under_any_filter(app, session, story):
    """Every filter alone, each with every value, for trainers of Fresno and of nobody's county."""
    factories.affiliation(session, story.people["Ana"], KERN, team=story.teams["Valley Team"])
    numbers = {
        "team": [str(team.id) for team in story.teams.values()],
        "agency": ["1", "2", "3"],
        "county": [FRESNO, KERN, ALAMEDA],
        "profession": ["lcsw", "peer-support-specialist"],
        "q": ["gus", "a", "%"],
        "group": [each.value for each in GROUPS],
        "state": ["short", *(each.value for each in State)],
        "within": ["1", "3650"],
        "view": ["list", "grid"],
        "as_of": ["2022-02-01", "2030-01-01"],
        "known_on": ["2022-02-01", "2026-03-02"],
        "all": ["1"],
        "page": ["0", "9"],
    }
    fresno = signed_in_as(app, session, factories.person(session, "R"), Role.TRAINER, FRESNO)
    alameda = signed_in_as(app, session, factories.person(session, "S"), Role.TRAINER, ALAMEDA)
    for name, values in numbers.items():
        for value in values:
            for page, never in ((fresno, THEIRS), (alameda, THEIRS | MINE)):
                page.get(f"/matrix?{name}={value}", -1)
                assert page.status in (200, 422)
                people = {text_of(one) for one in page.all(".//main//a")} | {
                    text_of(one) for one in page.all(".//main//option")
                }
                assert not never & people, (name, value)
                for file in ("matrix.csv", "cells.csv"):
                    page.get(f"/matrix/{file}?{name}={value}", -1)
                    assert page.status in (200, 303)
                    cells = set(page.html.replace("\r\n", ",").split(","))
                    assert not never & cells, (file, name, value)


def test_the_number_of_queries_does_not_grow(app, trainer, story, session):
    counts = []
    for _ in range(2):
        trainer.get("/matrix")
        with counted(app) as statements:
            trainer.get("/matrix")
        counts.append((len(statements), len(grid(trainer)[0])))
        for number in range(7):
            team = factories.team(session)
            person = factories.person(session, f"More {number}")
            factories.profession(session, person)
            factories.affiliation(session, person, team=team)
    (before, few), (after, many) = counts
    assert many == few + 7
    assert after == before


def test_a_long_matrix_has_pages(trainer, story, monkeypatch):
    monkeypatch.setattr("portal.views.matrix.pages.PER_GRID", 4)
    trainer.get("/matrix?group=core")
    assert len(grid(trainer)[0]) == 4
    trainer.click("Next page")
    assert len(grid(trainer)[0]) == 3
    assert grid(trainer)[1]["Safety planning"] == "6 of 7"  # of everybody


def test_it_is_linked_for_who_may_see_it(app, session, trainer, story):
    trainer.get("/learning")
    assert trainer.links()["Matrix"] == "/matrix"
    member = signed_in_as(app, session, story.people["Ana"])
    member.get("/learning")
    assert "Matrix" not in member.links()
    member.get("/matrix", 403)


def test_what_one_page_worked_out_changes_nothing_on_another(trainer, story):
    asked = ("", "choose=1", "view=list", "group=core", "all=1", "as_of=2026-01-05", "state=short")
    alone = {}
    for each in asked:
        drawing.forget()
        trainer.get(f"/matrix?{each}")
        alone[each] = trainer.main
    assert len(set(alone.values())) == len(asked)
    for each in (*asked, *reversed(asked)):
        trainer.get(f"/matrix?{each}")
        assert trainer.main == alone[each]


def test_a_long_workbook_is_said_before_it_is_asked_for(trainer, story, monkeypatch):
    trainer.get("/matrix")
    assert "as CSV it comes at once" not in trainer.main
    lines = sum(len(cells) for cells in grid(trainer)[0].values())
    monkeypatch.setattr(pages, "LONG_WORKBOOK", lines - 1)
    trainer.get("/matrix")
    assert f"({lines} lines: as Excel" in trainer.main


def test_a_team_and_a_county_that_are_not_there_are_said_together(trainer, story):
    trainer.get(f"/matrix?county={KERN}&team=99", 422)
    assert trainer.h1 == "Who has what"
