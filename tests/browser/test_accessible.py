"""Every page of the portal is accessible; `tests/browser/looking.py` says what is looked at."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from portal import clock
from portal.config import ROOT
from portal.content.regulations import read_rulebook
from portal.development.sample_learning import Stage, Walker
from portal.domain.coverage import ExceptionKind
from portal.domain.quizzes import Kind, Question
from portal.domain.rosters import first_from
from portal.models import (
    Affiliation,
    AreaSetting,
    Credential,
    Person,
    RulePreview,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
)
from portal.services import previews
from portal.services.rulebook import Reading
from tests import factories, rosters
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer, give
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.looking import Look
from tests.browser.served import Portal

pytestmark = pytest.mark.browser


@pytest.fixture
def look(visitor) -> Iterator[Look]:
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


@pytest.fixture
def course(portal: Portal):
    """The training that ships with the portal."""
    return portal.course


@pytest.fixture
def someone(portal: Portal) -> Callable[..., str]:
    """Makes somebody who has come so far, and says how they sign in."""

    def make(walk: Callable[[Walker], object]) -> str:
        with portal.session.begin() as session:
            person = factories.person(session)
            factories.account(session, person)
            begun = clock.now() - timedelta(days=1)
            walk(Walker(session, person, portal.course, begun))
            return person.email

    return make


def signs_in(look: Look, name: str) -> None:
    """As a person of the sample world, or as somebody made by `someone`."""
    look.page.context.clear_cookies()
    if "@" in name:
        person_signs_in(Pointer(look.page), name, factories.PASSWORD)
    else:
        person_signs_in(Pointer(look.page), f"{name}@sample.example")


def test_pages_for_everybody(look, course):
    for url in ("/", "/about", "/sign-in", "/password/forgotten", "/check", "/trainings"):
        look.at(url)
    look.at(f"/trainings/{course.slug}", "training")
    hand = Pointer(look.page)
    look.page.goto("/sign-in")
    hand.press("Sign in")
    look("sign-in-empty")
    hand.type("E-mail address", "nobody@example.org")
    hand.type("Password", "not the password")
    hand.press("Sign in")
    look("sign-in-refused")
    look.page.goto("/password/forgotten")
    hand.type("E-mail address", "nobody")
    hand.press("Send the link")
    look("forgotten-mistyped")
    hand.type("E-mail address", "ben@sample.example")
    hand.press("Send the link")
    look("link-sent")


def test_pages_behind_a_mailed_link(look, portal):
    with portal.session.begin() as session:
        person = factories.person(session)
        factories.account(session, person)
        email = person.email
    hand = Pointer(look.page)
    for path, label in (("/password/forgotten", "Send the link"),):
        look.page.goto(path)
        hand.type("E-mail address", email)
        hand.press(label)
    link = portal.link_in_mail_to(email)
    look.at(link, "reset")
    hand.press("Set the password")
    look("reset-empty")
    hand.type("New password", "four calm words of mine")
    hand.type("The same password again", "four calm words of mine")
    hand.press("Set the password")
    look.page.wait_for_url("**/learning")
    look.at(link, "link-used", status=410)
    look.at("/dev/mail", "mails")
    look.page.get_by_role("main").get_by_role("link").first.click()
    look("mail")


def test_checking_a_certificate(look, portal):
    hand = Pointer(look.page)
    look.page.goto("/check")
    hand.press("Check")
    look("check-empty")
    look.at("/check/0000-0000", "check-mistyped", status=404)
    for name, heading in (("hong", "valid"), ("inigo", "revoked")):
        signs_in(look, name)
        look.at("/learning", f"home-{name}")
        look.at("/record", f"record-{heading}")
        hand.follow("Certificate")
        look(f"certificate-{heading}")
        address = look.page.url.replace("/certificates/", "/check/")
        look.page.context.clear_cookies()
        look.at(address, f"check-{heading}")
        sees_heading(look.page, f"This certificate is {heading}")


def test_a_record_with_filters(look, portal, course):
    signs_in(look, "hong")
    look.at(f"/record?training={course.slug}&standing=valid", "record-filtered")
    look.at("/record?standing=revoked", "record-nothing-fits")
    signs_in(look, "ana")
    look.at("/record", "record-empty")


def test_errors(look, course, someone):
    look.at("/nowhere", "error-404", status=404)
    look.at("/sign-out", "error-405", status=405)
    look.at("/invitations/made-up", "error-bad-link", status=404)
    signs_in(look, "ana")
    look.at("/people", "error-403", status=403)
    look.at(f"/learning/{course.slug}/final", "begin-first")
    look.page.goto(f"/learning/{course.slug}")
    look.page.locator("main [name=csrf_token]").evaluate("token => { token.value = 'stale' }")
    hand = Pointer(look.page)
    hand.press("Begin")
    look("error-400")
    signs_in(look, someone(lambda walker: walker.go(Stage.BEFORE_THE_FINAL)))
    look.page.goto(f"/learning/{course.slug}/{course.modules[0].slug}/check")
    hand.press("Take it again")
    look.page.get_by_role("radio").first.check()
    other_tab = look.page.context.new_page()
    other_tab.goto(look.page.url.replace("questions/1", "review"))
    Pointer(other_tab).press("Hand in")
    other_tab.wait_for_url(re.compile(r"/attempts/\d+$"))
    hand.press("Save and go on")
    look("error-409")
    sees_heading(look.page, "That cannot be done now")


def test_the_account_page(look):
    signs_in(look, "ana")
    look.at("/account")
    Pointer(look.page).press("Change the password")
    look("account-empty")
    look.page.set_viewport_size({"width": 390, "height": 844})
    look.page.get_by_text("Menu", exact=True).click()
    look("menu-open")


@pytest.mark.slow
def test_the_home_page_and_the_training_at_every_stage(look, course, someone):
    for name in ("ana", "ben", "mei", "lukas", "hong"):
        signs_in(look, name)
        look.at("/learning", f"home-{name}")
        look.at(f"/learning/{course.slug}", f"overview-{name}")
    signs_in(look, "ben")
    look.at(f"/learning/{course.slug}/final", "error-not-open-yet", status=403)
    waiting = someone(lambda walker: fails_just_now(walker))
    for name in ("mei", "lukas", "hong", waiting, someone(lambda w: w.go(Stage.BEFORE_THE_FINAL))):
        signs_in(look, name)
        look.at(f"/learning/{course.slug}/final", f"final-{name.partition('@')[0]}")
    Pointer(look.page).press("Begin the final")
    look.page.wait_for_url("**/questions/1")
    look.at(f"/learning/{course.slug}/final", "final-begun")
    for name in ("mei", "hong"):
        signs_in(look, name)
        look.page.goto(f"/learning/{course.slug}/final")
        Pointer(look.page).follow("See each answer")
        look(f"final-result-{name}")


def fails_just_now(walker: Walker) -> None:
    """The pause begins now."""
    walker.go(Stage.BEFORE_THE_FINAL)
    walker.at = clock.now() - timedelta(minutes=20)
    walker.final(right_share=0.5)


def test_lessons(look, course):
    signs_in(look, "hong")
    for module in course.modules:
        lesson = module.lessons[0]
        look.page.goto(f"/learning/{course.slug}/{module.slug}/{lesson.slug}")
        look.page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        look(f"lesson-{lesson.slug}")
    pictured = next(
        (module, lesson)
        for module in course.modules
        for lesson in module.lessons
        if lesson.page and "<img" in lesson.page.html
    )
    look.at(f"/learning/{course.slug}/{pictured[0].slug}/{pictured[1].slug}", "lesson-picture")
    signs_in(look, "ben")
    look.page.goto(f"/learning/{course.slug}")
    Pointer(look.page).follow("Continue")
    look("lesson-to-read")


def test_a_practice(look, course, someone):
    signs_in(look, someone(lambda walker: walker.go(Stage.HALF_WAY)))
    module = next(module for module in course.modules[2:] if module.scenario)
    look.at(f"/learning/{course.slug}/{module.slug}/practice", "practice-start")
    Pointer(look.page).press("Choose")
    look.page.get_by_text("Choose what to say first.").wait_for()
    look("practice-nothing-chosen")
    for step in range(20):
        if look.page.get_by_role("heading", name="How it ended").count():
            break
        look.page.get_by_role("radio").last.check()
        before = look.page.url
        Pointer(look.page).press("Choose")
        look.page.wait_for_url(lambda now, before=before: now != before)
        if step == 0:
            look("practice-middle")
    look("practice-ending")


def test_questions(look, course, someone):
    signs_in(look, someone(lambda walker: walker.go(Stage.BEFORE_THE_FINAL)))
    hand = Pointer(look.page)
    seen: set[Kind] = set()
    for module in course.modules:
        if seen >= {question.kind for question in module.check}:
            continue
        look.page.goto(f"/learning/{course.slug}/{module.slug}/check")
        if not seen:
            look("check-door")
        hand.press("Take it again")
        look.page.wait_for_url("**/questions/1")
        attempt = look.page.url.removesuffix("/1")
        for number, question in enumerate(module.check, start=1):
            if question.kind not in seen:
                seen.add(question.kind)
                look.at(f"{attempt}/{number}", f"question-{question.kind}")
                half_answer(hand, question)
                hand.press("Save and go on")
                look(f"question-{question.kind}-refused")
    assert seen == set(Kind)
    attempt = attempt.removesuffix("/questions")
    look.at(f"{attempt}/review", "review-unanswered")
    hand.press("Hand in")
    look("check-result")


def half_answer(hand: Pointer, question: Question) -> None:
    """What the server refuses."""
    if question.kind is Kind.NUMBER:
        give(hand, question, "about seven")
    elif question.kind is Kind.ORDER:
        hand.pick(question.choices[0].text, "1")
        hand.pick(question.choices[1].text, "1")
    elif question.kind is Kind.MATCH:
        hand.pick(question.pairs[0].left, question.pairs[0].right)


def ids(portal: Portal) -> dict[str, int]:
    """Somebody of Fresno's, with a team, an affiliation and a credential."""
    with portal.session() as session:
        person = session.query(Person).filter_by(email="ben@sample.example").one()
        affiliation = session.query(Affiliation).filter_by(person_id=person.id).first()
        credential = session.query(Credential).filter_by(person_id=person.id).first()
        team = session.query(Team).filter_by(name="North Night Team").one()
        return {
            "person": person.id,
            "affiliation": affiliation.id,
            "credential": credential.id,
            "team": team.id,
        }


def test_people_and_teams(look, portal, course):
    hand, known = Pointer(look.page), ids(portal)
    signs_in(look, "rosa")
    person = f"/people/{known['person']}"
    look.at("/workspace", "workspace-trainer")
    look.at("/people")
    look.at("/people?q=nobody+of+this+name", "people-nobody")
    look.at("/people/new")
    hand.press("Add this person")
    look("people-new-empty")
    look.at(person, "person")
    look.at(f"{person}/record", "record-of-person")
    for part, button in (
        ("edit", None),
        ("affiliations/new", "Record this affiliation"),
        (f"affiliations/{known['affiliation']}/end", "Record the last day"),
        ("professions/new", None),
        ("credentials/new", None),
        (f"credentials/{known['credential']}/correct", None),
    ):
        name = re.sub(r"/\d+", "", part).replace("/", "-")
        look.at(f"{person}/{part}", f"person-{name}")
        if button:
            hand.press(button)
            look(f"person-{name}-empty")
    look.at("/teams")
    look.at("/teams/new")
    hand.press("Add this team")
    look("teams-new-empty")
    look.at(f"/teams/{known['team']}", "team")
    module = course.modules[1].slug
    look.at(f"/trainings/{course.slug}/{module}/trainer-notes", "trainer-notes")


def test_a_long_word_does_not_scroll_sideways(look, portal):
    long = "Wolfeschlegelsteinhausenbergerdorff" * 4
    with portal.session.begin() as session:
        person = factories.person(session, long[:120], name_used=long[1:121])
        team = factories.team(session, long[:100], factories.FRESNO)
        factories.affiliation(session, person, team=team, position=long[:120])
        factories.credential(session, person, long[:120])
        urls = [
            f"/people/{person.id}{part}" for part in ("", "/record", "/edit", "/credentials/new")
        ]
        urls += [f"/teams/{team.id}", "/people", "/teams", "/people/new"]
    signs_in(look, "rosa")
    for url in urls:
        look.at(url)


def test_a_long_word_does_not_scroll_pages_of_readiness_sideways(look, portal):
    long = "Wolfeschlegelsteinhausenbergerdorff" * 4
    with portal.session.begin() as session:
        person = factories.person(session, long[:120])
        team = factories.team(session, long[:100], factories.KERN)
        factories.affiliation(session, person, team=team)
        area = rosters.area(session, long[:100], factories.KERN)
        rosters.team_area(session, team, area)
        for weekday in range(7):
            rosters.assignment(session, rosters.shift(session, team, weekday=weekday), person)
        factories.county_fact(session, factories.KERN).note = long
        county = f"/readiness/counties/{factories.KERN}"
        urls = [county, f"{county}/people", f"{county}/checklist", "/readiness"]
        urls += [f"/readiness/areas/{area.id}", f"/teams/{team.id}/readiness"]
        urls += [f"/people/{person.id}/standing", f"/people/{person.id}/standing/harm-reduction"]
    signs_in(look, "priya")
    for url in urls:
        look.at(url)
    look.page.goto(county)
    look.page.goto(look.page.locator("#gaps tbody a").first.get_attribute("href"))
    look("readiness-hour-long")


def test_an_auditors_packet(look, portal, tmp_path):
    """The file is opened as an auditor does, from a folder and without the portal."""
    long = "Wolfeschlegelsteinhausenbergerdorff" * 3
    with portal.session.begin() as session:
        team = factories.team(session, f"Audited {long}"[:100], factories.FRESNO)
        for name in (long, "Ana Flores"):
            person = factories.person(session, name)
            factories.affiliation(session, person, team=team)
            factories.decision(session, person, "qualified-provider")
            for weekday in range(7):
                shift = rosters.shift(session, team, long[:90], weekday=weekday)
                rosters.assignment(session, shift, person)
        url = f"/teams/{team.id}/packet"
    signs_in(look, "priya")
    look.at(url, "packet-page")
    look.at(f"{url}?known_on=2999-01-01", "packet-page-refused", status=422)
    file = tmp_path / "packet.html"
    file.write_bytes(look.page.request.get(f"{url}/packet.html").body())
    look.page.goto(file.as_uri())
    look("packet")


def made_of_readiness(portal: Portal) -> dict[str, int]:
    """An area, a team, somebody, and an entry of Fresno's checklist with a document."""
    with portal.session.begin() as session:
        areas = {row.name: row.id for row in session.query(ServiceArea)}
        names = {row.name: row.id for row in session.query(Team)}
        return {
            "area": areas["Fresno and Clovis"],
            "team": names["North Night Team"],
            "person": session.query(Person).filter_by(email="hong@sample.example").one().id,
            "fact": factories.county_fact(session, requirement="crisis-line").id,
        }


def opens_gap(look, county: str, standing: str) -> None:
    """The first hour of the county that stands so."""
    look.page.goto(f"/readiness/counties/{county}")
    line = look.page.locator("#gaps tbody tr").filter(has_text=standing).first
    look.page.goto(line.get_by_role("link").first.get_attribute("href"))


def test_readiness_from_the_state_to_an_hour(look, portal):
    made = made_of_readiness(portal)
    signs_in(look, "priya")
    look.at("/readiness", "readiness-state")
    look.at("/readiness?as_of=2026-02-30", "readiness-wrong-day", status=422)
    county = "/readiness/counties/06019"
    look.at(county, "readiness-county")
    look.at("/readiness/counties/06001", "readiness-county-empty")
    look.at(f"{county}/people", "readiness-people")
    look.at(f"{county}/people?show=never", "readiness-people-never")
    look.at(f"/readiness/areas/{made['area']}", "readiness-area")
    look.at(f"/readiness/areas/{made['area']}/hours", "readiness-no-hour", status=422)
    opens_gap(look, "06019", "Somebody on site may assess")
    look("readiness-hour-not-covered")
    opens_gap(look, "06023", "Nobody is on shift")
    look("readiness-hour-nobody")
    opens_gap(look, "06101", "Covered by what is verified")
    look("readiness-hour-advisory")


def test_readiness_of_a_team_and_a_person(look, portal):
    made = made_of_readiness(portal)
    signs_in(look, "rosa")
    look.at("/readiness", "readiness-of-trainer")
    look.at(f"/teams/{made['team']}/readiness", "readiness-team")
    standing = f"/people/{made['person']}/standing"
    look.at(standing, "standing")
    look.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    look("standing-open")
    for slug in ("crisis-intervention", "crisis-assessment", "provider-safety"):
        look.at(f"{standing}/{slug}", f"why-{slug}")
    look.at(f"{standing}?as_of=2023-06-18&known_on=2999-01-01", "standing-wrong-day", status=422)
    signs_in(look, "ben")
    look.at("/standing", "standing-own")
    look.at("/standing/crisis-intervention", "why-own")


def test_the_checklist_of_a_county(look, portal):
    made, hand = made_of_readiness(portal), Pointer(look.page)
    signs_in(look, "rosa")
    checklist = "/readiness/counties/06019/checklist"
    look.at(checklist, "checklist")
    look.at(f"{checklist}/plan-approved/new", "checklist-new")
    hand.press("Record it")
    look("checklist-new-empty")
    fact = f"/readiness/counties/06019/facts/{made['fact']}"
    look.at(f"{fact}/correct", "checklist-correct")
    look.at(f"{fact}/take-back", "checklist-take-back")
    hand.press("Take it back")
    look("checklist-take-back-empty")


def test_requirements_and_verifying_them(look, portal):
    hand = Pointer(look.page)
    look.at("/requirements")
    look.at("/requirements/enough-responders", "requirement")
    signs_in(look, "priya")
    look.at("/requirements/enough-responders", "requirement-for-staff")
    for slug in ("refresh", "benefit-live-small-counties", "qualified-provider"):
        look.at(f"/requirements/{slug}/verify", f"verify-{slug}")
    look.at("/requirements/crisis-intervention/verify", "verify-crisis-intervention")
    hand.press("See what would change")
    look("verify-refused")
    hand.type("Section", "3(a)")
    hand.type("Day you read it", clock.today().isoformat())
    hand.type("Judges from", clock.today().isoformat())
    hand.press("See what would change")
    look.page.get_by_role("button", name="Confirm").wait_for()
    look("verify-preview")
    look.page.goto("/requirements/enough-responders")
    hand.follow("Withdraw this verification")
    look("withdraw")
    hand.press("See what would change")
    look("withdraw-refused")
    hand.type("Reason", "It was another notice.")
    hand.press("See what would change")
    look.page.get_by_role("button", name="Withdraw it").wait_for()
    look("withdraw-preview")


def test_what_verifying_would_change_while_it_is_worked_out(look, portal):
    with portal.session.begin() as session:
        priya = session.query(Person).filter_by(email="priya@sample.example").one()
        version = (
            read_rulebook(ROOT / "portal" / "regulations")
            .requirements["enough-responders"]
            .versions[-1]
        )
        read = Reading(
            "enough-responders",
            version.starts,
            {"minimum": 3},
            version.source,
            "1",
            clock.today(),
            clock.today(),
        )
        asked = (read.requirement, read.version, read, [("setting_minimum", "3")])
        number = previews.ask(session, *asked, by=priya.id, at=clock.now())
        session.get_one(RulePreview, number).noted_at = clock.now()  # somebody is at it
    signs_in(look, "priya")
    look.at(f"/requirements/enough-responders/previews/{number}", "verify-working-out")


def test_pages_of_staff(look, portal):
    signs_in(look, "sam")
    look.at(f"/people/{ids(portal)['person']}/roles", "roles")
    hand = Pointer(look.page)
    hand.press("Give this role")
    look("roles-empty")
    with portal.session.begin() as session:
        somebody = factories.person(session, "Somebody with a role")
        roles = f"/people/{somebody.id}/roles"
    look.page.goto(roles)
    hand.pick("Role", "Team member")
    hand.press("Give this role")
    look("roles-given")
    hand.press("End")
    look("roles-ended")
    signs_in(look, "priya")
    look.at("/workspace", "workspace-staff")
    with portal.session() as session:
        hong = session.query(Person).filter_by(email="hong@sample.example").one().id
    look.at(f"/people/{hong}", "person-completed")
    look.page.goto(f"/people/{hong}/record")
    Pointer(look.page).follow("Revoke")
    look("revoke")
    Pointer(look.page).press("Revoke")
    look("revoke-empty")


def test_a_roster(look, portal):
    hand, team = Pointer(look.page), ids(portal)["team"]
    with portal.session.begin() as session:
        shift = session.query(Shift).filter_by(team_id=team).order_by(Shift.id).first()
        ana = session.query(ShiftAssignment).filter_by(shift_id=shift.id).first()
        coming = first_from(clock.today(), shift.weekday)
        for weeks, kind in enumerate((ExceptionKind.CANCELLED, ExceptionKind.OFF)):
            person = session.get(Person, ana.person_id) if kind is ExceptionKind.OFF else None
            on = coming + timedelta(weeks=weeks)
            rosters.exception(session, shift, on, kind, person, reason="A training day")
        url, page = f"/teams/{team}/roster", f"/teams/{team}/roster/shifts/{shift.id}"
        place = ana.id
    signs_in(look, "rosa")
    look.at(url, "roster")
    look.at(f"{url}?week=soon", "roster-wrong-week", status=422)
    look.at(f"{url}?week=1999-01-04", "roster-empty-week")
    look.at(f"{url}/shifts", "roster-shifts")
    look.at(f"{url}/history", "roster-history")
    look.at(f"{url}/shifts/new", "shift-new")
    hand.press("Add this shift")
    look("shift-new-empty")
    look.at(page, "shift")
    look.at(f"{page}/people/new?everybody=1", "shift-person-new")
    hand.press("Put on the shift")
    look("shift-person-new-empty")
    look.at(f"{page}/people/{place}/correct", "shift-person")
    look.at(f"{page}/dates/new?on={coming}", "shift-date")
    hand.press("Record this")
    look("shift-date-empty")
    look.at(f"{page}/end", "shift-end")


def test_leave_on_a_roster(look, portal):
    hand, team = Pointer(look.page), ids(portal)["team"]
    with portal.session.begin() as session:
        shift = session.query(Shift).filter_by(team_id=team).order_by(Shift.id).first()
        place = session.query(ShiftAssignment).filter_by(shift_id=shift.id).first()
        first = first_from(clock.today() + timedelta(weeks=1), shift.weekday)
        person = session.get(Person, place.person_id)
        leave = factories.leave(session, person, first, first + timedelta(days=2))
        roster, away = f"/teams/{team}/roster", f"/people/{person.id}/leave"
        page, entry = f"{roster}/shifts/{shift.id}", leave.id
    signs_in(look, "rosa")
    look.at(f"{away}/{entry}/shifts", "leave-shifts")
    look.at(f"{roster}?week={first}", "roster-leave")
    look.at(f"{page}?on={first}", "shift-leave")
    look.page.goto(f"{away}/new")
    hand.type("First day away", first.isoformat())
    hand.press("Show the shifts first")
    look("leave-shifts-first")


def test_files_of_shifts(look, portal):
    hand = Pointer(look.page)
    header = "team,shift,weekday,starts,ends,person_email,mode,first_on,last_on"
    row = "North Night Team,Extra,Monday,09:00,12:00,{},{},2030-01-07,"
    wrong = row.format("nobody@example.org", "on site")
    files = {
        "good": [row.format("", "")],
        "wrong": [row.format("", ""), wrong, wrong.replace("09:00", "late")],
    }
    signs_in(look, "rosa")
    look.at("/roster-files", "files")
    hand.press("Look at this file")
    look("files-empty")
    for name, rows in files.items():
        content = "\r\n".join([header, *rows]).encode()
        look.page.goto("/roster-files")
        look.page.get_by_label("File").set_input_files(
            {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}
        )
        hand.press("Look at this file")
        look(f"file-{name}")
    look.page.goto("/roster-files")
    calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    look.page.get_by_label("File").set_input_files(
        {"name": "team.ics", "mimeType": "text/calendar", "buffer": calendar}
    )
    hand.press("Look at this file")
    look("file-calendar")
    hand.pick("Team whose calendar this is", "North Night Team")
    hand.pick("How its people take part", "On site")
    hand.press("Look at it for this team")
    look("file-calendar-wrong")
    look.page.goto("/roster-files")
    look.page.get_by_label("File").set_input_files(
        {
            "name": "good.csv",
            "mimeType": "text/csv",
            "buffer": "\r\n".join([header, *files["good"]]).encode(),
        }
    )
    hand.press("Look at this file")
    hand.press("Take in all of it")
    look("import")
    hand.press("Take the file back")
    look("import-undone")
    look.at("/roster-files", "files-taken")


def test_service_areas(look, portal):
    hand = Pointer(look.page)
    with portal.session.begin() as session:
        team = session.get(Team, ids(portal)["team"])
        area = rosters.area(session, "Foothills and lake", setting=AreaSetting.RURAL)
        first = rosters.team_area(session, team, area)
        second = rosters.team_area(session, team, area, ends_on=clock.today(), supersedes=first)
        url, service = f"/service-areas/{area.id}", second.id
    signs_in(look, "priya")
    look.at("/service-areas", "areas")
    signs_in(look, "rosa")
    look.at("/service-areas/new", "area-new")
    hand.press("Add this area")
    look("area-new-empty")
    look.at(url, "area")
    look.at(f"{url}/teams/new", "area-team-new")
    hand.press("Record this")
    look("area-team-new-empty")
    look.at(f"{url}/teams/{service}/correct", "area-team")


def test_how_questions_and_lessons_work(look, course):
    signs_in(look, "priya")
    look.at("/items", "items")
    look.at(f"/items/{course.slug}", "items-training")
    look.at(f"/items/{course.slug}?attempts=all", "items-training-all")
    hand = Pointer(look.page)
    look.page.goto(f"/items/{course.slug}")
    look.page.locator("#work table a").first.click()
    look("items-question")
    pool = course.modules[0].pool[0]
    look.at(f"/items/{course.slug}/questions/{pool.id}", "items-question-few")
    hand.follow(course.title)
    sees_heading(look.page, f"How it works: {course.title}")


def test_pages_of_developers(look):
    look.at("/dev/components", "components")
