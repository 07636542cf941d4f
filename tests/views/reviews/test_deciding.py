"""A trainer looks at an entry beside its document, and accepts it, returns it, or takes it back."""

from datetime import date

from sqlalchemy import func, select

from portal.domain.reviews import Reason
from portal.models import Claim, Equivalency, Mail, OutsideTraining, ReviewStep
from portal.services import reviews
from tests import factories
from tests.factories import AT, FRESNO
from tests.reviews import DAY, document, enter
from tests.views.reviews.conftest import NOW

POINTS = ["whole", "name", "title", "provider", "day"]
ALL = [*POINTS, "subject"]


def rows(session, table):
    return session.scalar(select(func.count()).select_from(table))


def mails(session):
    found = session.scalars(select(Mail).order_by(Mail.id))
    return [(one.recipient, one.subject, one.text) for one in found]


def test_the_portal_says_what_it_found_in_the_document(trainer, session, ana):
    text = document("Ana Maria Flores", "Naloxone basics", "03/03/2025")
    row = enter(session, ana, upload=text)
    trainer.get(f"/reviews/{row.id}")
    notes = dict(
        zip(
            ALL,
            trainer.texts(".//fieldset[@class='checklist']/div[@class='checklist__point']"),
            strict=False,
        )
    )
    assert "The document’s text says so" in notes["name"]
    assert "The document’s text says so" in notes["title"]
    assert "look closely" in notes["provider"]
    assert "look closely" in notes["day"]
    assert "text" not in notes["whole"]
    (image,) = trainer.all(".//img")
    assert image.get("src") == f"/people/{ana.id}/evidence/files/{row.evidence_id}/pages/1"


def test_credit_counts_from_the_day_that_the_reviewer_says(trainer, session, ana):
    row = enter(session, ana, subject="")
    trainer.get(f"/reviews/{row.id}")
    chosen = {"checks": POINTS, "requirement": "harm-reduction", "reason": "The same topics."}
    early = (row.completed_on - DAY).isoformat()
    trainer.submit("Accept", 422, **chosen, claimed_on=early)
    assert "it cannot be credited before that day" in trainer.main
    (typed,) = trainer.all(".//input[@name='claimed_on']")
    assert typed.get("value") == early
    late = (NOW.date() + DAY).isoformat()
    trainer.submit("Accept", 422, **chosen, claimed_on=late)
    assert "This day has not come yet." in trainer.main
    assert rows(session, Claim) == 0
    trainer.submit("Accept", 303, **chosen, claimed_on=row.completed_on.isoformat())
    (claim,), (decided,) = session.scalars(select(Claim)), session.scalars(select(Equivalency))
    assert claim.claimed_on == decided.starts_on == row.completed_on


def test_accepting_goes_on_to_the_next_and_writes_to_the_person(trainer, session, ana):
    first = enter(session, ana, "One")
    second = enter(session, ana, "Two", at=AT + DAY)
    trainer.get(f"/reviews/{first.id}")
    trainer.submit("Accept", 303, checks=ALL)
    assert trainer.location == f"/reviews/{second.id}"
    trainer.get(trainer.location)
    assert "“One” of Ana is accepted." in trainer.main
    trainer.submit("Accept", checks=ALL, follow=True)
    assert trainer.h1 == "No training waits for review"
    (to, subject, text), _ = mails(session)
    assert (to, subject) == (ana.email, "Your training “One” is accepted")
    assert "Tess Trainer looked at it and accepted it." in text


def test_a_precedent_that_fits_stands_ticked(trainer, session, ana):
    given = factories.equivalency(session, "harm-reduction", recency_months=12)
    before = factories.person(session)
    factories.affiliation(session, before, FRESNO)
    factories.claim(session, factories.outside_training(session, before), given)
    row = enter(session, ana, subject="")
    trainer.get(f"/reviews/{row.id}")
    assert (
        "It counts toward Harm reduction Decided before in the whole state, up to 12 months old; "
        "used once for people of yours, last on January 15, 2026."
    ) in trainer.main
    trainer.submit("Accept", checks=POINTS, follow=True)
    claim = session.scalars(select(Claim).where(Claim.claimed_on == date(2026, 6, 9))).one()
    assert claim.equivalency_id == given.id
    assert "It counts toward: Harm reduction" in mails(session)[0][2]


def test_a_new_decision_for_everybody_or_for_one(trainer, session, ana):
    row = enter(session, ana, "One", subject="")
    other = enter(session, ana, "Two", subject="")
    more = {"requirement": "harm-reduction", "reason": "The outline covers it."}
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Accept", checks=POINTS, **more, reach="all", recency_months="12")
    trainer.get(f"/reviews/{other.id}")
    trainer.submit("Accept", checks=POINTS, **more)
    everybody, one = session.scalars(select(Equivalency).order_by(Equivalency.id))
    assert (everybody.title, everybody.person_id, everybody.recency_months) == ("One", None, 12)
    assert (one.title, one.person_id, one.recency_months) == ("Two", ana.id, None)
    assert {everybody.county_fips, one.county_fips} == {FRESNO}
    assert rows(session, Claim) == 2
    trainer.get("/reviews").get("/equivalencies")
    assert "One" in trainer.main
    assert "Two" not in trainer.main


def test_each_point_is_looked_at_and_something_is_said_about_what_counts(trainer, session, ana):
    row = enter(session, ana, subject="")
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Accept", 422, checks=["name"])
    assert "Look at each point and tick it." in trainer.main
    assert "Choose what it counts toward" in trainer.main
    boxes = trainer.all(".//input[@name='checks']")
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == ["name"]
    trainer.submit("Accept", 422, checks=POINTS, requirement="harm-reduction", reach="all")
    assert "Say why it meets the requirement" in trainer.main
    assert rows(session, OutsideTraining) == 1
    trainer.submit("Accept", checks=POINTS, requirement="", record_only=True)
    assert rows(session, OutsideTraining) == 2


def test_returning_says_why_and_writes_to_the_person(trainer, session, ana):
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Return to Ana", 422)
    assert "Choose the reason." in trainer.main
    trainer.submit("Return to Ana", 422, data={"back-why": "other"})
    assert "Say what is missing" in trainer.main
    said = {"back-why": "no-date", "back-words": "Page two has it."}
    trainer.submit("Return to Ana", data=said, follow=True)
    assert "is returned: It does not say when it was completed." in trainer.main
    ((_, subject, text),) = mails(session)
    assert subject == "Your training “Naloxone basics” needs something from you"
    assert "“Page two has it.”" in text
    assert Reason.NO_DATE.remedy in text


def test_two_clicks_decide_once_and_write_once(trainer, session, ana):
    row, back = enter(session, ana, "One"), enter(session, ana, "Two")
    trainer.get(f"/reviews/{row.id}")
    for _ in range(2):
        trainer.submit("Accept", checks=ALL)
    trainer.get(f"/reviews/{back.id}")
    for _ in range(2):
        trainer.submit("Return to Ana", data={"back-why": "no-date"})
    assert (rows(session, OutsideTraining), rows(session, ReviewStep)) == (3, 2)
    assert len(mails(session)) == 2


def test_the_second_reviewer_sees_that_it_was_decided(trainer, staff, session, ana):
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    staff.get(f"/reviews/{row.id}")
    staff.submit("Accept", checks=ALL)
    trainer.submit("Return to Ana", data={"back-why": "no-date"}, follow=True)
    assert "Sam Staff accepted this on June 9, 2026, before you did." in trainer.main
    assert "Sam Staff accepted it on June 9, 2026." in trainer.main
    assert (rows(session, ReviewStep), len(mails(session))) == (1, 1)


def test_a_return_that_was_not_seen_is_not_accepted_over(trainer, staff, session, ana):
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    staff.get(f"/reviews/{row.id}").submit("Return to Ana", data={"back-why": "no-date"})
    trainer.submit("Accept", checks=ALL, follow=True)
    assert "Sam Staff returned this on June 9, 2026, before you did." in trainer.main
    assert rows(session, OutsideTraining) == 1


def test_a_decision_is_taken_back_with_a_reason(trainer, session, ana):
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Accept", checks=ALL)
    trainer.get(f"/reviews/{row.id}", follow=True)
    trainer.submit("Take the decision back", follow=True)
    assert "Say why, so that the person and others understand it." in trainer.main
    trainer.submit("Take the decision back", words="That was somebody else.", follow=True)
    assert "It waits for review again." in trainer.main
    assert "Tess Trainer took the decision back. “That was somebody else.”" in trainer.main
    assert "June 9, 2026: Tess Trainer accepted it." in trainer.main
    subjects = [subject for _, subject, _ in mails(session)]
    assert subjects[1] == "Your training “Naloxone basics” is looked at again"


def test_what_was_replaced_leads_to_what_stands(trainer, session, ana):
    row = enter(session, ana)
    new = reviews.answer(session, row, "", document("x"), at=NOW - DAY)
    trainer.get(f"/reviews/{row.id}", 303)
    assert trainer.location == f"/reviews/{new.id}"


def test_a_person_without_an_address_gets_no_mail(trainer, session, ana):
    ana.email = ""
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}").submit("Accept", checks=ALL)
    assert mails(session) == []
