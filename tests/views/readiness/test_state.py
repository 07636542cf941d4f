"""The state at a glance: every number opens the list that makes it, on either clock."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from portal import held
from portal.domain.access import Role
from portal.models import County
from portal.services import readiness
from tests import factories, stories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import DAY, NIGHT, TODAY
from tests.tables import figures, minutes, table

COUNTIES = "Counties with teams, the most uncovered first"
DAYS = ["", "?as_of=2026-03-10", "?as_of=2025-02-01", "?as_of=2023-06-18", "?known_on=2025-06-01"]


def lines(page):
    return {row["County"].text: row for row in table(page, COUNTIES)}


def number_of(figure):
    return int(figure.number)


@pytest.mark.parametrize("asked", DAYS)
def test_the_figures_are_those_of_the_table(staff, story, asked):
    staff.get(f"/readiness{asked}")
    found, rows = figures(staff), lines(staff)
    assert set(rows) == {"Fresno", "Kern"}
    open_hours = [row for row in rows.values() if minutes(row["Not covered"].text)]
    assert number_of(found["counties with hours not covered"]) == len(open_hours)
    teams = [row["Teams ready"].text.split()[:3] for row in rows.values()]
    ready, total = (sum(int(team[place]) for team in teams) for place in (0, 2))
    assert found["teams ready, with everybody on them"].number == f"{ready} / {total}"
    empty = staff.all(".//section[@id='empty']//a")
    assert number_of(found["counties with no team in the portal yet"]) == len(empty) == 56
    places = [figure.href.partition("#")[2] for figure in found.values()]
    assert all(staff.all(f".//*[@id='{place}']") for place in places)


SHOWN = {
    "counties with hours not covered": "Counties with hours that are not covered",
    "teams ready, with everybody on them": "Counties with a team that is not ready",
    "teams ready by what is verified; an advisory rule is open": (
        "Counties with a team of which an advisory rule is open"
    ),
}


@pytest.mark.parametrize("asked", DAYS)
def test_a_number_opens_the_counties_that_make_it(staff, story, asked):
    staff.get(f"/readiness{asked}")
    every, found = lines(staff), figures(staff)
    for words, caption in SHOWN.items():
        href = found[words].href
        staff.get(f"/readiness{asked}" if href.startswith("#") else href)
        if href.startswith("#"):  # nothing is amiss, or all of them make it
            assert lines(staff).keys() == every.keys()
            continue
        rows = {row["County"].text: row for row in table(staff, caption)}
        for name, row in every.items():
            ready, total = (int(row["Teams ready"].text.split()[place]) for place in (0, 2))
            if words.startswith("counties"):
                assert (name in rows) is (minutes(row["Not covered"].text) > 0)
            elif words.startswith("teams ready,"):
                assert (name in rows) is (ready < total)
            else:
                assert rows
        assert {name: [c.text for c in row.values()] for name, row in rows.items()} == {
            name: [c.text for c in every[name].values()] for name in rows
        }
        staff.click("Show all counties with teams")
        assert lines(staff).keys() == every.keys()


@pytest.mark.parametrize("asked", DAYS)
def test_every_number_opens_a_county_that_says_the_same(staff, story, asked):
    stories.add_hills(story)
    staff.get(f"/readiness{asked}")
    for name, row in lines(staff).items():
        for column, words in (
            ("Teams ready", "teams ready"),
            ("Not covered", "not covered in seven days"),
        ):
            staff.get(row[column].href)
            assert f"{name} County" in staff.main
            said = figures(staff)[words]
            assert row[column].text.startswith(said.number + " "), f"{name}: {words}"
            assert staff.all(f".//*[@id='{said.href[1:]}']")


def test_a_link_asks_for_the_same_moment(staff, story):
    staff.get("/readiness?as_of=2026-03-10&known_on=2026-02-01")
    for row in lines(staff).values():
        for cell in row.values():
            assert not cell.href or {"as_of=2026-03-10", "known_on=2026-02-01"} <= set(
                cell.href.partition("#")[0].partition("?")[2].split("&")
            )


def test_the_map_says_what_the_table_says(staff, story):
    staff.get("/readiness")
    said = staff.texts(".//{http://www.w3.org/2000/svg}title") or staff.texts(".//title")[1:]
    assert "Fresno: 12 hours not covered in seven days" in said
    assert "Alameda: no team in the portal yet" in said
    assert len(said) == 58


def test_the_answer_names_the_one_county_with_a_gap(staff, story):
    for weekday in range(7):
        stories.add_shift(story, "Valley Team", weekday, NIGHT, ["Gus", "Hana"])
    staff.get("/readiness")
    assert staff.h1 == "Fresno County has 12 hours without a qualified team"
    stories.add_shift(story, "Day Team", stories.TUESDAY.weekday(), NIGHT, ["Ana", "Ben"])
    staff.get("/readiness")
    assert staff.h1 == "Every hour of the next seven days is covered where there are teams"
    staff.get("/readiness?as_of=2041-01-01")
    assert "in the next seven days" not in staff.h1


def test_nothing_there_yet_is_said(staff):
    staff.get("/readiness")
    assert staff.h1 == "No county has a team in the portal yet"
    assert table(staff, COUNTIES) == []


def test_a_trainer_sees_only_their_counties(trainer, story):
    trainer.get("/readiness")
    assert list(lines(trainer)) == ["Fresno"]
    assert "Kern" not in trainer.html
    assert "Alameda" not in trainer.html
    assert trainer.h1 == "Fresno County has 12 hours without a qualified team"
    assert not trainer.texts(".//title")[1:], "A map of one county says nothing."
    trainer.get(f"/readiness/counties/{KERN}", 403)
    trainer.get(f"/readiness/areas/{story.areas['Bakersfield'].id}", 403)
    trainer.get(f"/teams/{story.teams['Valley Team'].id}/readiness", 403)


def test_a_trainer_of_two_counties_sees_both(app, session, story):
    person = factories.person(session)
    factories.grant(session, person, Role.TRAINER, KERN)
    both = signed_in_as(app, session, person, Role.TRAINER, FRESNO)
    both.get("/readiness")
    assert set(lines(both)) == {"Fresno", "Kern"}
    assert "Alameda" not in both.html


def test_what_was_not_known_then_is_not_there(staff, story):
    staff.get("/readiness?known_on=2022-01-02")
    assert staff.h1 == "No county has a team in the portal yet"
    staff.get("/readiness?known_on=2022-01-03")
    assert set(lines(staff)) == {"Fresno", "Kern"}


def test_with_nothing_verified_only_an_hour_without_anybody_is_not_covered(staff, session):
    stories.tell(session, verified=False)
    staff.get("/readiness")
    rows = lines(staff)
    assert minutes(rows["Fresno"]["Not covered"].text) == 0
    assert rows["Fresno"]["Teams ready"].text.startswith("2 / 2 ")
    assert minutes(rows["Kern"]["Not covered"].text) == 83 * 60  # its nights
    assert staff.h1 == "Kern County has 83 hours without a qualified team"


@pytest.mark.parametrize(
    ("asked", "field", "remedy"),
    [
        ("as_of=2026-02-30", "As of", "Enter the day, such as 2026-11-22."),
        ("as_of=0202-11-22", "As of", "The year 202 cannot be right."),
        ("as_of=soon", "As of", "Enter the day, such as 2026-11-22."),
        ("known_on=2026-03-03", "As known on", "This day is still to come. Enter today"),
        ("known_on=x", "As known on", "Enter the day, such as 2026-11-22."),
    ],
)
def test_a_day_that_is_none_is_named_and_kept_and_the_page_answers_for_today(
    staff, story, asked, field, remedy
):
    staff.get(f"/readiness?{asked}", 422)
    assert f"{field}: {remedy}" in staff.main
    name, _, typed = asked.partition("=")
    assert staff.all(f".//input[@name='{name}']")[0].get("value") == typed
    assert "As of today, March 2, 2026" in staff.main
    assert set(lines(staff)) == {"Fresno", "Kern"}


def test_the_form_of_the_day_asks_and_goes_back(staff, story):
    staff.get("/readiness").submit("Show", as_of="2026-03-10", known_on="2026-03-01")
    assert "As of March 10, 2026 · as known on March 1, 2026" in staff.main
    staff.click("Back to today")
    assert staff.path == "/readiness"


@pytest.mark.parametrize("days", [0, 40, 400])
def test_dropping_what_is_kept_changes_no_word(app, staff, story, session, days):
    """Today, where rows are kept; and on days they do not reach."""
    stories.add_hills(story)
    session.commit()
    with app.app_context():
        files, catalogue = held.regulations(), held.catalogue()
    readiness.rebuild(session, files, catalogue)
    session.commit()
    asked = f"?as_of={TODAY + timedelta(days)}"
    pages = [
        f"/readiness{asked}",
        f"/readiness/readiness.csv{asked}",
        *(f"/readiness/counties/{fips}{asked}" for fips in (FRESNO, KERN)),
        *(f"/readiness/counties/{fips}/people{asked}" for fips in (FRESNO, KERN)),
        *(f"/readiness/counties/{fips}/checklist{asked}" for fips in (FRESNO, KERN)),
        *(f"/readiness/areas/{area.id}{asked}" for area in story.areas.values()),
        *(f"/teams/{team.id}/readiness{asked}" for team in story.teams.values()),
        f"/people/{story.people['Eli'].id}/standing{asked}",
        stories.address(story.city, stories.TUESDAY_NIGHT),
    ]
    before = [staff.get(url).html for url in pages]
    readiness.drop(session)
    session.commit()
    assert [staff.get(url).html for url in pages] == before


def test_the_number_of_queries_does_not_grow(app, staff, story, session):
    """With more counties, teams, people, areas and shifts in each."""
    with app.app_context():
        files, catalogue = held.regulations(), held.catalogue()
    readiness.rebuild(session, files, catalogue)
    staff.get("/readiness")
    app.extensions.pop("portal.memory")  # so that it is read both times
    with counted(app) as few:
        staff.get("/readiness")
    more = session.scalars(select(County.fips).order_by(County.fips).limit(6))
    for number, fips in enumerate(more):
        stories.add_team(story, f"More {number}", fips, [f"{name} {number}" for name in "ABC"])
        stories.add_area(story, f"Place {number}", [f"More {number}"])
        stories.add_shift(story, f"More {number}", 0, DAY, [f"A {number}", f"B {number}"])
    session.commit()
    with counted(app) as many:
        staff.get("/readiness")
    assert len(lines(staff)) > 6
    assert len(many) == len(few)


def test_the_last_evidence_is_of_that_day(staff, story):
    staff.get("/readiness")
    assert lines(staff)["Fresno"]["Last evidence"].text == "August 14, 2025"
    staff.get("/readiness?as_of=2025-06-01")
    assert lines(staff)["Fresno"]["Last evidence"].text == "May 6, 2025"
    staff.get("/readiness?as_of=2025-01-01")
    assert lines(staff)["Fresno"]["Last evidence"].text == "None yet"


def test_rules_that_began_that_day_judge_from_that_day(staff, story):
    """Nobody was trained yet when BHIN 23-025 came: no hour was covered from its day on."""
    staff.get(f"/readiness?as_of={date(2023, 6, 11)}")
    assert minutes(lines(staff)["Fresno"]["Not covered"].text) == 0
    staff.get(f"/readiness?as_of={date(2023, 6, 19)}")
    assert minutes(lines(staff)["Fresno"]["Not covered"].text) == 7 * 24 * 60


def csv_rows(page, url):
    page.get(url)
    return {row["County"]: row for row in csv.DictReader(StringIO(page.html.lstrip("\ufeff")))}


def test_the_file_says_what_the_page_says(staff, story):
    staff.get("/readiness?as_of=2026-03-10&known_on=2026-02-01")
    shown = lines(staff)
    rows = csv_rows(staff, staff.links()["Download as CSV"])
    assert len(rows) == 58
    for name, row in shown.items():
        ready, _, teams = row["Teams ready"].text.split()[:3]
        assert (rows[name]["Teams ready"], rows[name]["Teams"]) == (ready, teams)
        assert float(rows[name]["Hours not covered in 7 days"]) * 60 == minutes(
            row["Not covered"].text
        )
        assert (rows[name]["As of"], rows[name]["As known on"]) == ("2026-03-10", "2026-02-01")


def test_the_file_hides_counts_of_few_people(staff, story):
    rows = csv_rows(staff, "/readiness/readiness.csv")
    assert rows["Fresno"]["People"].startswith("hidden")
    assert rows["Kern"]["People"].startswith("hidden")


def test_a_trainers_file_holds_only_their_counties(trainer, story):
    assert set(csv_rows(trainer, "/readiness/readiness.csv")) == {"Fresno"}
