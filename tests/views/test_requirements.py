"""The pages of requirements: reading them, verifying one after seeing what changes, taking back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal import held
from portal.domain.access import Role
from portal.models import RuleVerification, RuleWithdrawal
from portal.views.rule_settings import settings_words
from tests import factories
from tests.factories import FRESNO
from tests.signing_in import signed_in_as

ENOUGH = "/requirements/enough-responders/verify"
ANSWERS = {
    "setting_minimum": "2",
    "source": "bhin-23-025",
    "section": "3(a)",
    "read_on": "2026-11-20",
    "starts_on": "2026-11-22",
}


@pytest.fixture(autouse=True)
def _on_a_sunday(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 20, tzinfo=UTC), tick=False)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    person = factories.person(session, "Priya Staff")
    return signed_in_as(app, session, person, Role.TA_STAFF)


def value(page, name):
    """What stands in a field."""
    return page.all(f".//input[@name='{name}']")[0].get("value", "")


def verifications(session):
    return session.scalar(select(func.count()).select_from(RuleVerification))


def test_anybody_reads_them(page):
    page.get("/requirements")
    assert "the others advise" in page.h1
    page.get("/requirements/enough-responders")
    assert "never counts against anybody" in page.main
    assert "BHIN 23-025" in page.main


@pytest.mark.parametrize("slug", ["crisis-intervention", "harm-reduction", "trauma-informed-care"])
def test_federal_words_stand_beside_the_recalled_notice(page, staff, slug):
    for one, url in ((page, f"/requirements/{slug}"), (staff, f"/requirements/{slug}/verify")):
        one.get(url)
        assert "BHIN 23-025" in one.main
        assert "section (b)(2)(B): The members of the team are trained in" in one.main
        assert "neither a course nor a time" in one.main
        assert any("1396w-6" in link for link in one.links().values())


def test_trainings_and_requirements_are_named_by_their_titles(page):
    page.get("/requirements/crisis-intervention")
    assert "By when Before the first response" in page.main
    with page.client.application.app_context():
        course = held.catalogue().courses[0]
        one = held.rulebook().requirements["crisis-intervention"]
        assert settings_words(one, {"courses": (course.slug, "gone")}) == [
            ("Trainings of the portal", f"{course.title}, gone")
        ]
    page.get("/requirements/naloxone-on-site")
    assert "The training Naloxone training" in page.main


def test_what_names_a_training_is_chosen_by_its_title(staff):
    staff.get("/requirements/naloxone-on-site/verify")
    field = ".//select[@name='setting_training']/option"
    offered = {one.get("value"): one.text for one in staff.all(field)}
    assert offered["naloxone-training"] == "Naloxone training"
    assert "enough-responders" not in offered
    staff.get("/requirements/crisis-intervention/verify")
    ticks = [one.get("value") for one in staff.all(".//input[@name='setting_courses']")]
    assert "sample-course" in ticks


def test_ticking_no_training_says_that_none_counts(staff):
    staff.get("/requirements/crisis-intervention/verify")
    answers = {name: said for name, said in ANSWERS.items() if name != "setting_minimum"}
    staff.submit("See what would change", 200, **answers, setting_courses=[])
    assert "Trainings of the portal none" in staff.main


def settings_answered(staff, slug, status, **answers):
    """What the page says after these answers about a requirement."""
    staff.get(f"/requirements/{slug}/verify")
    rest = {name: said for name, said in ANSWERS.items() if name != "setting_minimum"}
    if staff.all(".//input[@name='setting_courses']"):
        rest["setting_courses"] = "sample-course"
    staff.submit("See what would change", status, **rest, **answers)
    return staff.main


def test_what_may_be_said_in_words_is_chosen_in_words(staff):
    staff.get("/requirements/provider-safety/verify")
    ways = {
        one.get("value"): one.text for one in staff.all(".//select[@name='setting_deadline']/*")
    }
    assert ways["before"] == "Before the first response"
    assert ways["value"] == "A number of days"
    chosen = {"setting_deadline": "value", "setting_deadline_value": "30 days"}
    assert "By when 30 days" in settings_answered(staff, "provider-safety", 200, **chosen)
    staff.submit("Change something", 200)
    assert value(staff, "setting_deadline_value") == "30 days"
    before = {"setting_deadline": "before"}
    page = settings_answered(staff, "provider-safety", 200, **before)
    assert "By when Before the first response" in page


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"setting_deadline": "value"}, "number of days: Nothing is said here. Say it, or choose"),
        (
            {"setting_deadline": "before", "setting_deadline_value": "30"},
            "By when: Choose “A number of days” for what stands below, or take that away.",
        ),
        (
            {"setting_deadline": "value", "setting_deadline_value": "soon"},
            "By when: number of days: Write a whole number of days.",
        ),
    ],
)
def test_a_word_and_a_value_do_not_contradict_each_other(staff, answers, message):
    assert message in settings_answered(staff, "provider-safety", 422, **answers)


def test_subjects_are_written_in_words(staff):
    staff.get("/requirements/naloxone-training/verify")
    assert value(staff, "setting_subjects") == "Naloxone"
    for typed, said in (("HIV and AIDS", "HIV and AIDS"), ("", "none")):
        answers = {"setting_subjects": typed, "setting_deadline": "before"}
        page = settings_answered(staff, "naloxone-training", 200, **answers)
        assert f"Subjects of outside trainings {said}" in page


def test_verifying_what_is_asked_of_all_counties_leaves_it_asked_of_all(staff):
    assert "Which counties All counties" in settings_answered(staff, "dispatch-tool", 200)
    some = {"setting_counties": "value", "setting_counties_value": ["06019", "06001"]}
    page = settings_answered(staff, "dispatch-tool", 200, **some)
    assert "Which counties Alameda, Fresno" in page
    day = {"setting_due": "value", "setting_due_value": "2027-06-30"}
    page = settings_answered(staff, "dispatch-tool", 200, **day)
    assert "Due June 30, 2027" in page


def test_an_unknown_one_says_where_to_look(page):
    page.get("/requirements/no-such-thing", 404)
    assert "Look in the list of requirements" in page.main


def test_a_trainer_reads_and_does_not_verify(app, session):
    trainer = signed_in_as(app, session, factories.person(session), Role.TRAINER, FRESNO)
    trainer.get("/requirements/enough-responders")
    assert "Verify or set it" not in trainer.main
    trainer.get(ENOUGH, 403)


def test_nothing_is_recorded_before_it_is_confirmed(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    assert "Nothing is recorded yet" in staff.main
    assert verifications(session) == 0


def test_confirming_records_who_read_what_and_when(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    assert verifications(session) == 1
    assert "Priya Staff read the source on November 20, 2026" in staff.main
    assert "Verified · read November 20, 2026" in staff.main


def test_what_judges_from_a_later_day_says_so_today(staff, page):
    page.get("/requirements/enough-responders")
    assert "until somebody with that right reads the source" in page.main
    answers = ANSWERS | {"starts_on": "2026-12-01"}
    staff.get(ENOUGH).submit("See what would change", 200, **answers)
    staff.submit("Confirm: it judges from December 1, 2026", follow=True)
    for reader in (staff, page.get("/requirements/enough-responders")):
        assert "This requirement advises through November 30, 2026" in reader.main
        assert "it judges from December 1, 2026" in reader.main
        assert "until somebody with that right" not in reader.main


def test_a_visitor_sees_no_name_of_who_verified(staff, page):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    page.get("/requirements/enough-responders")
    assert "Priya" not in page.main
    assert "TA staff read the source" in page.main


def test_changing_something_keeps_what_was_typed(staff):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Change something", 200)
    assert value(staff, "section") == "3(a)"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("setting_minimum", "two", "whole number"),
        ("setting_minimum", "unknown", "not known yet"),
        ("section", "", "Say where in the source it stands"),
        ("read_on", "2099-11-20", "cannot be in the future"),
        ("read_on", "2019-01-01", "was issued on June 19, 2023"),
        ("starts_on", "2022-01-01", "in force from June 19, 2023"),
        ("starts_on", "20262-01-01", "Enter the day"),
    ],
)
def test_a_wrong_answer_names_its_field_and_the_remedy(staff, session, name, typed, words):
    staff.get(ENOUGH)
    staff.submit("See what would change", 422, **ANSWERS | {name: typed})
    assert words in staff.main
    assert value(staff, "section") == {**ANSWERS, name: typed}["section"]
    assert verifications(session) == 0


def test_whoever_verifies_a_license_says_what_holds_for_the_first_renewal(staff, session, page):
    page.get("/requirements/nurse-license")
    assert "Hours for the first renewal None are needed" in page.main
    staff.get("/requirements/physician-license/verify")
    options = staff.all(".//select[@name='setting_first_renewal']/option")
    assert [each.get("value") for each in options] == ["", "unknown", "asked", "none"]
    for said in ("unknown", "asked", "none"):
        staff.get("/requirements/physician-license/verify")
        answers = {"read_on": "2026-11-20", "starts_on": "2026-11-22", "section": "1336(a)"}
        staff.submit("See what would change", 200, **answers, setting_first_renewal=said)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    [row] = session.scalars(select(RuleVerification))
    assert row.settings["first_renewal"] == "none"


def test_the_same_confirmed_twice_is_recorded_once(staff, session):
    for _ in range(2):
        staff.get(ENOUGH)
        staff.submit("See what would change", 200, **ANSWERS)
        staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    assert verifications(session) == 1


def test_withdrawn_it_advises_again_and_stays_readable(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    number = session.scalar(select(RuleVerification.id))
    address = f"/requirements/enough-responders/verifications/{number}/withdraw"
    staff.get(address)
    staff.submit("See what would change", 422, ends_on="2026-11-01", reason="Wrong page.")
    assert "Enter that day to undo all of it" in staff.main
    staff.get(address)
    answers = {"ends_on": "2026-11-22", "reason": "It was the wrong page."}
    staff.submit("See what would change", 200, **answers)
    assert "would advise again from November 22, 2026. Nothing is recorded yet." in staff.main
    assert session.scalar(select(func.count()).select_from(RuleWithdrawal)) == 0
    staff.submit("Change something", 200)
    assert value(staff, "reason") == "It was the wrong page."
    staff.submit("See what would change", 200)
    staff.submit("Withdraw it", follow=True)
    assert "It was the wrong page." in staff.main
    assert "Advisory · not verified" in staff.main
    assert session.scalar(select(func.count()).select_from(RuleWithdrawal)) == 1


def test_two_clicks_confirm_once_and_withdraw_once(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    for _ in range(2):
        staff.submit("Confirm: it judges from November 22, 2026")
    assert verifications(session) == 1
    staff.get("/requirements/enough-responders")
    staff.click("Withdraw this verification of November 20, 2026")
    answers = {"ends_on": "2026-11-22", "reason": "It was the wrong page."}
    staff.submit("See what would change", 200, **answers)
    for _ in range(2):
        staff.submit("Withdraw it")
    assert session.scalar(select(func.count()).select_from(RuleWithdrawal)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends_on": ""}, "Advises again from: Enter the first day on which it advises again."),
        ({"ends_on": "2026-11-31"}, "Advises again from: Enter the day, such as 2026-11-22."),
        ({"reason": ""}, "Reason: Say why it is withdrawn."),
        ({"reason": "x" * 501}, "Reason: Use 500 characters or fewer."),
    ],
)
def test_a_wrong_withdrawal_names_field_and_remedy_and_keeps_the_rest(staff, session, typed, said):
    row = factories.verification(session)
    staff.get(f"/requirements/crisis-assessment/verifications/{row.id}/withdraw")
    answers = {"ends_on": "2026-11-22", "reason": "It was the wrong page.", **typed}
    staff.submit("See what would change", 422, **answers)
    assert said in staff.main
    for name, text in answers.items():
        assert value(staff, name) == text
    assert session.scalar(select(func.count()).select_from(RuleWithdrawal)) == 0


def test_a_verification_of_another_requirement_is_not_withdrawn_here(staff, session):
    row = factories.verification(session)
    staff.get(f"/requirements/enough-responders/verifications/{row.id}/withdraw", 404)
    staff.get(f"/requirements/crisis-assessment/verifications/{2**40}/withdraw", 404)


def test_another_version_is_verified_by_its_address(staff, session):
    """The first notice's, of which nothing is known but that it was in force."""
    staff.get(f"{ENOUGH}?version=2023-01-01")
    assert "BHIN 22-064" in staff.main
    staff.submit(
        "See what would change",
        200,
        **ANSWERS | {"source": "bhin-22-064", "starts_on": "2023-01-01"},
    )
    staff.submit("Confirm: it judges from January 1, 2023", follow=True)
    [row] = session.scalars(select(RuleVerification))
    assert str(row.version) == "2023-01-01"
    staff.get(f"{ENOUGH}?version=2022-01-01", 404)
    assert "choose one" in staff.main


@pytest.mark.parametrize("slug", ["refresh", "qualified-provider", "benefit-live", "dispatch-only"])
def test_every_kind_of_setting_is_kept_while_something_is_wrong(staff, session, slug):
    """Ticks, lists, days and numbers."""
    staff.get(f"/requirements/{slug}/verify")
    ticks = [
        one.get("value")
        for one in staff.all(".//input[@type='checkbox']")
        if one.get("checked") is not None
    ]
    staff.submit("See what would change", 422, section="", read_on="2026-11-20")
    assert "Section: Say where in the source it stands" in staff.main
    again = [
        one.get("value")
        for one in staff.all(".//input[@type='checkbox']")
        if one.get("checked") is not None
    ]
    assert again == ticks
    assert value(staff, "read_on") == "2026-11-20"


def test_a_section_is_called_so_once(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS | {"section": "Section III.B"})
    assert "section III.B" in staff.main
    assert "section Section" not in staff.main


def test_what_was_sent_and_is_on_no_list_is_refused(staff, session):
    staff.get(ENOUGH).post(
        ENOUGH, ANSWERS | {"source": "a-newspaper", "version": "2023-06-19"}, 422
    )
    assert "Source: Choose from the list" in staff.main
    assert verifications(session) == 0


def test_nothing_is_confirmed_without_being_valid(staff, session):
    """Whoever sends the second step by hand passes the same checks."""
    staff.get(ENOUGH).post(
        ENOUGH, ANSWERS | {"section": "", "step": "confirm", "version": "2023-06-19"}, 422
    )
    assert verifications(session) == 0


def found(page, typed):
    """The titles of what the search finds."""
    page.get("/search", query_string={"q": typed})
    return page.texts(".//h2[@class='results__title']")


def test_verifying_and_withdrawing_show_in_the_search_at_once(staff, page, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS | {"section": "Xanadu 3(a)"})
    assert found(page, "Xanadu") == []
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    titles = found(page, "Xanadu")
    assert len(titles) == 1
    assert "Verified" in page.main
    assert "/requirements/enough-responders" in " ".join(page.links().values())
    number = session.scalar(select(RuleVerification.id))
    staff.get(f"/requirements/enough-responders/verifications/{number}/withdraw")
    staff.submit("See what would change", 200, ends_on="2026-11-22", reason="Misread.")
    assert titles == found(page, "Xanadu")
    staff.submit("Withdraw it", follow=True)
    assert found(page, "Xanadu") == []
    assert titles[0] in found(page, "BHIN 23-025")
    assert "Advisory, not verified" in page.main
