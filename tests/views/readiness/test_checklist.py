"""What a county has done: recorded with a document, corrected, taken back; each exactly once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import CountyFact, EvidenceFile
from tests import factories, rosters, stories
from tests.factories import FRESNO, KERN
from tests.signing_in import signed_in_as
from tests.stories import NOW
from tests.uploads import BAD, PDF, PNG, file

URL = f"/readiness/counties/{FRESNO}/checklist"
NEW = f"{URL}/benefit-live/new"
LIVE = {"done_on": "2023-12-15", "note": "The board opened the line."}
CHECK = "Please check these answers"


def facts(session):
    return list(session.scalars(select(CountyFact).order_by(CountyFact.id)))


def files(session):
    return session.scalar(select(func.count()).select_from(EvidenceFile))


def value(page, name):
    return page.all(f".//input[@name='{name}']")[0].get("value", "")


def item(page, slug="benefit-live"):
    """What the checklist says of a requirement."""
    [section] = page.all(f".//section[@id='{slug}']")
    return " ".join("".join(section.itertext()).split())


def test_everything_asked_of_the_county_is_there_with_its_answer(trainer):
    trainer.get(URL)
    assert trainer.h1 == "Fresno County: 0 of 7 requirements for the county are done"
    assert "No evidence" in item(trainer)
    assert "It was due by December 31, 2023." in item(trainer)
    assert "It is due by January 1, 2027." in item(trainer, "integrated-contract")
    assert "Unknown parameter · advisory" in item(trainer, "plan-approved")
    assert "No roster covers this day" in item(trainer, "around-the-clock")


def test_recorded_it_is_done_with_who_when_and_the_document(trainer, session):
    trainer.get(URL).click("Record what was done for The benefit is live")
    trainer.submit("Record it", follow=True, **LIVE, document=file(PDF, "board.pdf"))
    assert trainer.h1 == "Fresno County: 1 of 7 requirements for the county are done"
    for words in (
        "Met",
        "Done since December 15, 2023; it was due by December 31, 2023.",
        "The board opened the line.",
        "by Rosa Trainer",
        "board.pdf",
    ):
        assert words in item(trainer)
    [row] = facts(session)
    assert (row.county_fips, row.done_on) == (FRESNO, date(2023, 12, 15))


def test_the_document_is_a_download_for_who_may_see_the_county(app, trainer, session, page):
    trainer.get(NEW).submit("Record it", **LIVE, document=file(PDF, "board.pdf"))
    link = trainer.get(URL).links()["board.pdf"]
    trainer.get(link)
    assert trainer.response.data == PDF
    assert trainer.response.headers["Content-Disposition"] == "attachment; filename=board.pdf"
    assert trainer.response.headers["X-Content-Type-Options"] == "nosniff"
    kern = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    kern.get(link, 403)
    member = signed_in_as(app, session, factories.person(session))
    member.get(link, 403)
    page.get(link, 303)
    trainer.get(link.replace(FRESNO, KERN), 403)


def test_an_entry_of_another_county_is_not_found_in_this_one(staff, session):
    row = factories.county_fact(session, KERN)
    for path in ("document", "correct", "take-back"):
        staff.get(f"/readiness/counties/{FRESNO}/facts/{row.id}/{path}", 404)
        staff.get(f"/readiness/counties/{FRESNO}/facts/{2**40}/{path}", 404)


def test_an_entry_without_a_document_has_none(trainer, session):
    trainer.get(NEW).submit("Record it", **LIVE)
    [row] = facts(session)
    trainer.get(f"/readiness/counties/{FRESNO}/facts/{row.id}/document", 404)
    assert "This entry has no document." in trainer.main


@pytest.mark.parametrize("document", [None, PDF], ids=["without-document", "with-document"])
def test_two_clicks_record_once(trainer, session, document):
    trainer.get(NEW)
    for _ in range(2):
        chosen = {"document": file(document)} if document else {}
        trainer.submit("Record it", **LIVE, **chosen)
    assert len(facts(session)) == 1
    assert files(session) == (1 if document else 0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"done_on": ""}, "Done on: Enter the day it was done."),
        ({"done_on": "2023-02-30"}, "Done on: Enter the day, such as 2026-11-22."),
        ({"done_on": "0202-12-15"}, "Done on: The year 202 cannot be right."),
        ({"done_on": "2223-12-15"}, "Done on: The year 2223 cannot be right."),
        ({"done_on": "2062-12-15"}, "Done on: December 15, 2062 is years ahead."),
        ({"ends_on": "2062-12-14"}, "Good through: December 14, 2062 is decades ahead."),
        ({"ends_on": "2023-12-14"}, "Good through: It cannot end before it was done, on December"),
        ({"ends_on": "x"}, "Good through: Enter the day, such as 2026-11-22."),
        ({"note": ""}, "What was done: Say in a sentence what was done"),
        ({"note": "x" * 501}, "What was done: Use 500 characters or fewer."),
        ({"note": "open\u202eenil"}, "What was done: There is a character after “open”"),
    ],
)
def test_a_wrong_answer_names_field_and_remedy_keeps_the_rest_and_saves_nothing(
    trainer, session, typed, said
):
    trainer.get(NEW).submit("Record it", 422, **{**LIVE, **typed}, document=file())
    assert CHECK in trainer.main
    assert said in trainer.main
    assert "Document: Choose the file again" in trainer.main
    for name, text in {**LIVE, **typed}.items():
        if "\u202e" not in text:
            assert value(trainer, name) == text
    assert facts(session) == []
    assert files(session) == 0


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_something_else_is_refused_whatever_its_name(trainer, session, kind):
    trainer.get(NEW).submit("Record it", 422, **LIVE, document=file(BAD[kind], "board.pdf"))
    assert "Document: " in trainer.main
    assert value(trainer, "note") == LIVE["note"]
    assert facts(session) == []
    assert files(session) == 0


def test_a_program_named_as_a_pdf_is_said_to_be_none(trainer):
    trainer.get(NEW)
    typed = {**LIVE, "ends_on": "2023-12-14"}
    trainer.submit("Record it", 422, **typed, document=file(BAD["a Windows program"], "board.pdf"))
    assert "Document: Inside, this file is no PDF" in trainer.main
    assert "Good through: It cannot end before it was done" in trainer.main


def test_a_correction_takes_its_place_and_both_stay_readable(trainer, session):
    trainer.get(NEW).submit("Record it", follow=True, **LIVE, document=file(PDF, "board.pdf"))
    trainer.click("Correct the entry of December 15, 2023")
    assert value(trainer, "done_on") == "2023-12-15"
    for _ in range(2):
        trainer.submit("Record it", done_on="2024-01-15")
    first, second = facts(session)
    assert second.supersedes_id == first.id
    assert second.evidence_id == first.evidence_id
    trainer.get(URL)
    assert "later than it was due: December 31, 2023" in item(trainer)
    assert "replaced since" in item(trainer)
    assert "December 15, 2023: The board opened the line." in item(trainer)


def test_a_correction_may_bring_another_document(trainer, session):
    trainer.get(NEW).submit("Record it", follow=True, **LIVE, document=file(PDF, "board.pdf"))
    trainer.click("Correct the entry of December 15, 2023")
    trainer.submit("Record it", follow=True, document=file(PNG, "photo.png"))
    assert {"board.pdf", "photo.png"} <= set(trainer.links())


def test_a_wrong_correction_keeps_what_was_typed_and_the_entry(trainer, session):
    row = factories.county_fact(session)
    trainer.get(f"/readiness/counties/{FRESNO}/facts/{row.id}/correct")
    trainer.submit("Record it", 422, done_on="soon", note="Another note")
    assert "Done on: Enter the day, such as 2026-11-22." in trainer.main
    assert value(trainer, "done_on") == "soon"
    assert value(trainer, "note") == "Another note"
    assert len(facts(session)) == 1


def test_taken_back_it_counts_no_more_and_stays_readable_with_the_reason(trainer, session):
    trainer.get(NEW).submit("Record it", follow=True, **LIVE)
    trainer.click("Take back the entry of December 15, 2023")
    trainer.submit("Take it back", 422, reason="")
    assert "Reason: Say why the entry was a mistake." in trainer.main
    trainer.submit("Take it back", follow=True, reason="It was Kern’s.")
    assert trainer.h1 == "Fresno County: 0 of 7 requirements for the county are done"
    assert "No evidence" in item(trainer)
    assert "Taken back: It was Kern’s." in item(trainer)
    assert "The board opened the line." in item(trainer)
    assert len(facts(session)) == 2


def test_two_clicks_take_back_once_and_both_end_on_the_checklist(trainer, session):
    row = factories.county_fact(session)
    trainer.get(f"/readiness/counties/{FRESNO}/facts/{row.id}/take-back")
    for _ in range(2):
        trainer.submit("Take it back", reason="It was Kern’s.")
    assert len(facts(session)) == 2


def test_two_tabs_that_differ_are_told_what_holds(trainer, session):
    row = factories.county_fact(session)
    address = f"/readiness/counties/{FRESNO}/facts/{row.id}"
    trainer.get(f"{address}/correct").submit("Record it", done_on="2024-01-15")
    for path, button, typed in (
        ("correct", "Record it", {"done_on": "2024-02-15"}),
        ("take-back", "Take it back", {"reason": "It was Kern’s."}),
    ):
        trainer.get(f"{address}/{path}").submit(button, 409, **typed)
        assert "has been replaced already" in trainer.main
    assert len(facts(session)) == 2


def test_what_was_recorded_later_was_not_known_before(trainer, session, time_machine):
    trainer.get(NEW).submit("Record it", **LIVE)
    trainer.get(f"{URL}?as_of=2024-01-01")
    assert "Met" in item(trainer)
    trainer.get(f"{URL}?as_of=2024-01-01&known_on=2026-03-01")
    assert "No evidence" in item(trainer)
    trainer.get(f"{URL}?as_of=2023-12-01")
    assert "It is recorded as beginning on December 15, 2023." in item(trainer)


def test_what_is_not_in_force_that_day_is_not_asked(staff):
    staff.get(f"{URL}?as_of=2023-06-18")
    assert {one.get("id") for one in staff.all(".//main//section[@id]")} == {
        "around-the-clock",
        "integrated-contract",
    }


def test_around_the_clock_is_judged_by_the_rosters_and_records_nothing(staff, session, story):
    staff.get(URL)  # a Monday; the Tuesday after it is not covered
    assert "Not met" in item(staff, "around-the-clock")
    assert "not every hour of March 3, 2026 is covered" in item(staff, "around-the-clock")
    rosters.assignment(session, story.tuesday_night, story.people["Ana"], first_on=stories.TUESDAY)
    session.commit()
    staff.get(URL)
    assert "every hour of March 2, 2026 is covered" in item(staff, "around-the-clock")
    assert "Met" in item(staff, "around-the-clock")
    staff.get(f"{URL}/around-the-clock/new", 404)
    assert "Nothing can be recorded for such a requirement" in staff.main
    staff.get(f"{URL}/crisis-intervention/new", 404)
    staff.get(f"{URL}/no-such-thing/new", 404)


def test_who_may_only_see_gets_no_button(app, session):
    factories.county_fact(session)
    admin = signed_in_as(app, session, factories.person(session), Role.ADMINISTRATOR)
    admin.get(URL)
    assert not [words for words in admin.links() if words.startswith(("Record", "Correct", "Take"))]
    admin.get(NEW, 403)


def test_another_countys_trainer_records_nothing_here(app, session):
    kern = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    kern.get(URL, 403)
    kern.get(f"/readiness/counties/{KERN}/checklist")
    kern.post(NEW, LIVE, 403)
    assert facts(session) == []


def test_what_others_typed_is_shown_as_typed(trainer, session):
    trainer.get(NEW)
    trainer.submit("Record it", follow=True, **{**LIVE, "note": "<script>alert(1)</script> & so"})
    assert "<script>alert(1)</script>" not in trainer.html
    assert "<script>alert(1)</script> & so" in item(trainer)


def test_it_is_recorded_at_the_moment_it_was_sent(trainer, session):
    trainer.get(NEW).submit("Record it", **LIVE)
    [row] = facts(session)
    assert row.recorded_at == NOW
