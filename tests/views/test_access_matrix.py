"""Every address × every role × whose it is: who gets in, declared in one table.

A new address fails here until a line of TABLE says who may open it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from portal.content.imports import read_file
from portal.content.uploads import Upload
from portal.development.sample_learning import Stage
from portal.domain.access import Role
from portal.models import Account, LinkPurpose, Person
from portal.services import accounts, evidence, learning, quizzes
from portal.services.events import feeds, files, visitors
from portal.views.reminder_mails import stop_token
from tests import events, factories, library, lists, rosters, watching, webinars
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.signing_in import sign_in
from tests.trainings import FIRST, NOW, SLUG, course, learner
from tests.uploads import PDF

VISITORS = {
    "anonymous": None,
    "member": (Role.TEAM_MEMBER, None),  # works in Fresno
    "trainer": (Role.TRAINER, FRESNO),
    "elsewhere": (Role.TRAINER, ALAMEDA),
    "TA staff": (Role.TA_STAFF, None),
    "admin": (Role.ADMINISTRATOR, None),
}
FEBRUARY = datetime(2026, 2, 1, 18, tzinfo=UTC)
PROOF = Upload("proof.pdf", "application/pdf", PDF)
SUBJECTS = ("own", "here", "other", "left")
"""The visitor's own; of who works in Fresno; of who works in Kern; of who used to in Fresno."""

ABOUT = {"person", "code", "attempt", "team", "token", "county", "area", "equivalency"}
ABOUT |= {"upload", "taken", "view", "batch", "change", "assignment", "draft", "event"}
ABOUT |= {"training", "mail"}
"""Arguments of addresses that say whose page it is."""


def table(text: str) -> dict[str, dict[str, str]]:
    """Visitor → subject → "ok", "403", or "sign in", from a drawing of it."""
    header, *lines = text.strip("\n").splitlines()
    assert tuple(header.split()) == SUBJECTS
    cut = header.index("own")
    found = {
        line[:cut].strip(): dict(zip(SUBJECTS, line[cut:].split(), strict=True)) for line in lines
    }
    assert found.keys() == VISITORS.keys()
    return found


PUBLIC = table(
    """
           own     here    other   left
anonymous  -       ok      ok      ok
member     ok      ok      ok      ok
trainer    ok      ok      ok      ok
elsewhere  ok      ok      ok      ok
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
SIGNED_IN = table(  # what has no subject but oneself
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      ok      ok      ok
trainer    ok      ok      ok      ok
elsewhere  ok      ok      ok      ok
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
ONLY_OWN = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      403     403     403
trainer    ok      403     403     403
elsewhere  ok      403     403     403
TA staff   ok      403     403     403
admin      ok      403     403     403
"""
)
SEE = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      403     403     403
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
SEE_TEAM = table(  # one's own is the team of one's county; who left was on that of Fresno
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
MANAGE = table(  # trainers, who work in no county here, do not manage themselves
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     ok      403     403
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
MERGE = table(  # nobody their own
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     ok      403     403
elsewhere  403     403     403     403
TA staff   403     ok      ok      ok
admin      403     ok      ok      ok
"""
)
LAST_DAY = table(  # a wrong one is corrected by who no longer manages the person because of it
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     ok      403     ok
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
OWN_OR_MANAGE = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      403     403     403
trainer    ok      ok      403     403
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
STAFF = table(  # pages about no one person, for everybody but team members
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      ok      ok
elsewhere  ok      ok      ok      ok
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
TEACH = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      ok      ok
elsewhere  ok      ok      ok      ok
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)
REVOKE = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)
DECIDE = table(  # about people; nobody decides about themself
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     ok      403     403
elsewhere  403     403     403     403
TA staff   403     ok      ok      ok
admin      403     403     403     403
"""
)
DECIDE_IN = table(  # about trainings, for the subject's county
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)
GRANT = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   403     403     403     403
admin      ok      ok      ok      ok
"""
)
ROSTER = table(  # what belongs to a county, for those who manage it
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)
LIST = table(  # the same, for those who manage the county's people
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
VERIFY = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)
EDIT_OWN = table(  # what one is uploading to it
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   ok      403     403     403
admin      403     403     403     403
"""
)
IMPROVE = table(
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
EDIT = VERIFY  # the library; what waits there is nobody else's to see
SESSION = table(  # of a county: for who works there, and for who sees its people
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      ok      403     ok
trainer    ok      ok      403     ok
elsewhere  ok      403     403     403
TA staff   ok      ok      ok      ok
admin      ok      ok      ok      ok
"""
)
ATTEND = table(  # registering: only for who works there; trainers, here, work nowhere
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     ok      ok      403     ok
trainer    403     403     403     403
elsewhere  403     403     403     403
TA staff   ok      ok      403     ok
admin      ok      ok      403     ok
"""
)
HOLD = table(  # people of sessions, for who holds sessions for them
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    403     ok      403     403
elsewhere  403     403     403     403
TA staff   ok      ok      ok      ok
admin      403     403     403     403
"""
)

OWN_VIEW = table(  # of the matrix; members have none
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      403     403     403
elsewhere  ok      403     403     403
TA staff   ok      403     403     403
admin      ok      403     403     403
"""
)
OWN_BATCH = table(  # done from the matrix; administrators decide about nobody
    """
           own     here    other   left
anonymous  -       sign-in sign-in sign-in
member     403     403     403     403
trainer    ok      403     403     403
elsewhere  ok      403     403     403
TA staff   ok      403     403     403
admin      403     403     403     403
"""
)

TABLE = {
    "accounts.accept_invitation": PUBLIC,
    "accounts.account": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.forgotten": PUBLIC,
    "accounts.forgotten_submit": PUBLIC,
    "accounts.invitation": PUBLIC,
    "accounts.reset": PUBLIC,
    "accounts.reset_submit": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.sign_in_submit": PUBLIC,
    "accounts.sign_out": PUBLIC,
    "accounts.sign_out_everywhere": SIGNED_IN,
    "assignments.answer": OWN_BATCH,
    "assignments.assignment": DECIDE_IN,
    "assignments.begin": TEACH,
    "assignments.change": DECIDE_IN,
    "assignments.chosen": DECIDE_IN,
    "assignments.discard": OWN_BATCH,
    "assignments.end": DECIDE_IN,
    "assignments.end_submit": DECIDE_IN,
    "assignments.from_cells": TEACH,
    "assignments.index": TEACH,
    "assignments.new": TEACH,
    "assignments.question": OWN_BATCH,
    "answers.answer": ONLY_OWN,
    "answers.answer_submit": ONLY_OWN,
    "archive.index": PUBLIC,
    "attempts.hand_in": ONLY_OWN,
    "attempts.question": ONLY_OWN,
    "attempts.result": ONLY_OWN,
    "attempts.review": ONLY_OWN,
    "attempts.save": ONLY_OWN,
    "calendars.feed": PUBLIC,
    "calendars.renew": SIGNED_IN,
    "calendars.revoke": SIGNED_IN,
    "calendars.settings": SIGNED_IN,
    "bounces.clear": MANAGE,
    "certificates.check": PUBLIC,
    "certificates.mine": SEE,
    "certificates.pdf": SEE,
    "certificates.standing": PUBLIC,
    "citations.index": VERIFY,
    "citations.review_submit": VERIFY,
    "citations.reviewing": VERIFY,
    "claims.credit": DECIDE,
    "claims.credit_submit": DECIDE,
    "claims.take_back": DECIDE,
    "claims.take_back_submit": DECIDE,
    "curriculum.catalogue_page": PUBLIC,
    "search.index": PUBLIC,
    "search.suggestions": PUBLIC,
    "curriculum.course": PUBLIC,
    "curriculum.trainer_notes": TEACH,
    "decisions.change": DECIDE,
    "decisions.change_submit": DECIDE,
    "decisions.create": DECIDE,
    "decisions.new": DECIDE,
    "duties.correct": MANAGE,
    "duties.correct_designation": MANAGE,
    "duties.correct_designation_submit": MANAGE,
    "duties.correct_submit": MANAGE,
    "duties.create": MANAGE,
    "duties.create_designation": MANAGE,
    "duties.new": MANAGE,
    "duties.new_designation": MANAGE,
    "editing.checked": EDIT,
    "editing.compare": EDIT,
    "editing.create": EDIT,
    "editing.edit": EDIT,
    "editing.export": EDIT,
    "editing.index": EDIT,
    "editing.item": EDIT,
    "editing.new": EDIT,
    "editing.publish": EDIT,
    "editing.publish_submit": EDIT,
    "editing.restore": EDIT,
    "editing.retire": EDIT,
    "editing.retire_submit": EDIT,
    "editing.save": EDIT,
    "editing.take_back": EDIT,
    "editing.version": EDIT,
    "equivalencies.create": TEACH,
    "equivalencies.equivalency": DECIDE_IN,
    "equivalencies.index": TEACH,
    "equivalencies.new": TEACH,
    "equivalencies.revoke": DECIDE_IN,
    "equivalencies.revoke_submit": DECIDE_IN,
    "events.arrive": ONLY_OWN,
    "events.ask": SESSION,
    "events.attendance_file": ROSTER,
    "events.attendance_files": ROSTER,
    "events.beat": ONLY_OWN,
    "events.begin_quiz": SESSION,
    "events.cancel": ROSTER,
    "events.cancel_submit": ROSTER,
    "events.change": ROSTER,
    "events.change_submit": ROSTER,
    "events.choose": ROSTER,
    "events.confirm": ROSTER,
    "events.correct_presence": HOLD,
    "events.correct_presence_submit": HOLD,
    "events.create": TEACH,
    "events.event": SESSION,
    "events.index": PUBLIC,
    "events.join": ONLY_OWN,
    "events.leave": ONLY_OWN,
    "events.new": TEACH,
    "events.one": SESSION,
    "events.people": ROSTER,
    "events.people_submit": ROSTER,
    "events.person": HOLD,
    "events.presence": ROSTER,
    "events.register": ATTEND,
    "events.roster": ROSTER,
    "events.roster_csv": ROSTER,
    "events.take_in": ROSTER,
    "events.undo": ROSTER,
    "events.upload": ROSTER,
    "events.visitor": PUBLIC,
    "events.visitor_arrive": PUBLIC,
    "events.visitor_confirm": PUBLIC,
    "events.visitor_leave": PUBLIC,
    "events.visitor_withdraw": PUBLIC,
    "events.withdraw": SESSION,
    "events.withdraw_submit": SESSION,
    "events.withdraw_person": HOLD,
    "events.withdraw_person_submit": HOLD,
    "events.withdraw_presence": HOLD,
    "evidence.correct_training": OWN_OR_MANAGE,
    "evidence.correct_training_submit": OWN_OR_MANAGE,
    "evidence.create_training": OWN_OR_MANAGE,
    "evidence.file": SEE,
    "evidence.file_page": SEE,
    "evidence.new_training": OWN_OR_MANAGE,
    "evidence.of_person": SEE,
    "faqs.ask": PUBLIC,
    "faqs.ask_submit": PUBLIC,
    "faqs.faq": PUBLIC,
    "faqs.index": PUBLIC,
    "feeds.robots": PUBLIC,
    "feeds.sitemap": PUBLIC,
    "feeds.updates": PUBLIC,
    "home.about": PUBLIC,
    "home.health": PUBLIC,
    "home.index": PUBLIC,
    "imports.batch": LIST,
    "imports.columns": LIST,
    "imports.confirm": LIST,
    "imports.drop": LIST,
    "imports.drop_submit": LIST,
    "imports.fix": LIST,
    "imports.fix_many": LIST,
    "imports.index": STAFF,
    "imports.row": LIST,
    "imports.take_in": LIST,
    "imports.template": STAFF,
    "imports.undo": LIST,
    "imports.upload": STAFF,
    "imports.waiting": LIST,
    "initiatives.index": PUBLIC,
    "initiatives.initiative": PUBLIC,
    "items.export": IMPROVE,
    "items.index": IMPROVE,
    "items.question": IMPROVE,
    "items.training": IMPROVE,
    "learning.begin": SIGNED_IN,
    "learning.begin_check": SIGNED_IN,
    "learning.begin_final": SIGNED_IN,
    "learning.check": SIGNED_IN,
    "learning.choose": SIGNED_IN,
    "learning.final": SIGNED_IN,
    "learning.home": SIGNED_IN,
    "learning.image": SIGNED_IN,
    "learning.lesson": SIGNED_IN,
    "learning.mark_read": SIGNED_IN,
    "learning.overview": SIGNED_IN,
    "learning.practice": SIGNED_IN,
    "leave.correct": MANAGE,
    "leave.correct_submit": MANAGE,
    "leave.create": MANAGE,
    "leave.new": MANAGE,
    "leave.shifts": MANAGE,
    "ledger.index": IMPROVE,
    "ledger.mine": SIGNED_IN,
    "ledger.my_mail": ONLY_OWN,
    "ledger.one": IMPROVE,
    "ledger.resend": IMPROVE,
    "merging.choose": MERGE,
    "merging.compare": MERGE,
    "merging.duplicates": STAFF,
    "merging.merge": MERGE,
    "merging.undo": MERGE,
    "matrix.act": TEACH,
    "matrix.act_submit": TEACH,
    "matrix.batch": OWN_BATCH,
    "matrix.cells_csv": STAFF,
    "matrix.cells_xlsx": STAFF,
    "matrix.chosen_page": TEACH,
    "matrix.delete_view": OWN_VIEW,
    "matrix.grid": STAFF,
    "matrix.grid_csv": STAFF,
    "matrix.grid_xlsx": STAFF,
    "matrix.history": TEACH,
    "matrix.rename_view": OWN_VIEW,
    "matrix.save_view": STAFF,
    "matrix.undo": OWN_BATCH,
    "matrix.view": OWN_VIEW,
    "matrix.views": STAFF,
    "notices.index": PUBLIC,
    "notices.notice": PUBLIC,
    "nudges.new": TEACH,
    "nudges.send": TEACH,
    "packets.file": SEE_TEAM,
    "packets.keys": PUBLIC,
    "packets.team": SEE_TEAM,
    "people.affiliations.create": MANAGE,
    "people.affiliations.end": LAST_DAY,
    "people.affiliations.end_submit": LAST_DAY,
    "people.affiliations.new": MANAGE,
    "people.create": STAFF,
    "people.credentials.correct": OWN_OR_MANAGE,
    "people.credentials.correct_submit": OWN_OR_MANAGE,
    "people.credentials.create": OWN_OR_MANAGE,
    "people.credentials.create_profession": MANAGE,
    "people.credentials.new": OWN_OR_MANAGE,
    "people.credentials.new_profession": MANAGE,
    "people.edit": MANAGE,
    "people.edit_submit": MANAGE,
    "people.index": STAFF,
    "people.invite": MANAGE,
    "people.new": STAFF,
    "people.person": SEE,
    "questions.answered": VERIFY,
    "questions.answered_submit": VERIFY,
    "questions.index": VERIFY,
    "readiness.area": SEE_TEAM,
    "readiness.checklist": SEE_TEAM,
    "readiness.correct_fact": ROSTER,
    "readiness.correct_fact_submit": ROSTER,
    "readiness.county": SEE_TEAM,
    "readiness.create_fact": ROSTER,
    "readiness.document": SEE_TEAM,
    "readiness.hour": SEE_TEAM,
    "readiness.mine": SIGNED_IN,
    "readiness.moment": SEE_TEAM,
    "readiness.new_fact": ROSTER,
    "readiness.people": SEE_TEAM,
    "readiness.person": SEE,
    "readiness.state": STAFF,
    "readiness.state_csv": STAFF,
    "readiness.take_back_fact": ROSTER,
    "readiness.take_back_fact_submit": ROSTER,
    "readiness.team": SEE_TEAM,
    "readiness.why": SEE,
    "readiness.why_mine": SIGNED_IN,
    "records.mine": SIGNED_IN,
    "records.mine_csv": SIGNED_IN,
    "records.mine_pdf": SIGNED_IN,
    "records.of_person": SEE,
    "records.of_person_csv": SEE,
    "records.of_person_pdf": SEE,
    "records.revoke": REVOKE,
    "records.revoke_submit": REVOKE,
    "reminders.choose": SIGNED_IN,
    "reminders.stop": PUBLIC,
    "reminders.stop_submit": PUBLIC,
    "reminders.stopped": PUBLIC,
    "requirements.index": PUBLIC,
    "requirements.preview": VERIFY,
    "requirements.requirement": PUBLIC,
    "requirements.verify": VERIFY,
    "requirements.verify_submit": VERIFY,
    "requirements.withdraw": VERIFY,
    "requirements.withdraw_submit": VERIFY,
    "reviews.accept": DECIDE,
    "reviews.hand_back": DECIDE,
    "reviews.index": TEACH,
    "reviews.item": DECIDE,
    "reviews.reopen": DECIDE,
    "resources.index": PUBLIC,
    "resources.resource": PUBLIC,
    "roles.end": GRANT,
    "roles.give": GRANT,
    "roles.index": GRANT,
    "rosters.areas.area": SEE_TEAM,
    "rosters.areas.correct": ROSTER,
    "rosters.areas.correct_submit": ROSTER,
    "rosters.areas.create": TEACH,
    "rosters.areas.index": STAFF,
    "rosters.areas.new": TEACH,
    "rosters.areas.serve": ROSTER,
    "rosters.areas.serve_submit": ROSTER,
    "rosters.exceptions.create": ROSTER,
    "rosters.exceptions.new": ROSTER,
    "rosters.files.file": ROSTER,
    "rosters.files.index": TEACH,
    "rosters.files.take_in": ROSTER,
    "rosters.files.taken": SEE_TEAM,
    "rosters.files.template": TEACH,
    "rosters.files.undo": ROSTER,
    "rosters.files.upload": TEACH,
    "rosters.people.correct": ROSTER,
    "rosters.people.correct_submit": ROSTER,
    "rosters.people.create": ROSTER,
    "rosters.people.new": ROSTER,
    "rosters.shifts.create": ROSTER,
    "rosters.shifts.end": ROSTER,
    "rosters.shifts.end_submit": ROSTER,
    "rosters.shifts.new": ROSTER,
    "rosters.shifts.shift": SEE_TEAM,
    "rosters.weeks.every_shift": SEE_TEAM,
    "rosters.weeks.export": SEE_TEAM,
    "rosters.weeks.record": SEE_TEAM,
    "rosters.weeks.roster": SEE_TEAM,
    "shared_trainings.create": STAFF,
    "shared_trainings.new": STAFF,
    "teams.create": STAFF,
    "teams.index": STAFF,
    "teams.new": STAFF,
    "teams.team": SEE_TEAM,
    "workspace.index": STAFF,
    "webinars.begin": EDIT,
    "webinars.begin_quiz": SIGNED_IN,
    "webinars.captions": PUBLIC,
    "webinars.desk": EDIT,
    "webinars.editor": EDIT,
    "webinars.ics": PUBLIC,
    "webinars.last_vtt": EDIT,
    "webinars.page": PUBLIC,
    "webinars.piece": EDIT,
    "webinars.poster": PUBLIC,
    "webinars.preview": EDIT,
    "webinars.progress": EDIT_OWN,
    "webinars.recording": PUBLIC,
    "webinars.restore": EDIT,
    "webinars.review": EDIT,
    "webinars.save": EDIT,
    "webinars.stop": EDIT_OWN,
    "webinars.transcript": PUBLIC,
    "webinars.upload": EDIT,
    "webinars.upload_captions": EDIT,
    "webinars.watch": SIGNED_IN,
}


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody, and the arguments of addresses about them."""

    person: Person
    account: Account
    arguments: dict[str, Any]


def make(app, session, county, *, works=True, left=False) -> Subject:
    """Somebody with a record, an open attempt, facts of every kind, links, and a team."""
    person = factories.person(session)
    account = factories.account(session, person)
    team = factories.team(session, county=county)
    day = date(2026, 3, 1) if left else None  # completed what follows through that day
    affiliation = (
        factories.affiliation(session, person, county, team=team, ends_on=day) if works else None
    )
    record = learner(session, person, edition=1).go(Stage.COMPLETED)
    walker = learner(session, person)
    walker.enrolment = learning.begin(session, person.id, course(), NOW, again=True)
    walker.go(Stage.BEFORE_THE_FINAL)
    attempt = quizzes.begin_check(session, walker.enrolment, course().module(FIRST), NOW)
    invitation = factories.invitation(session, person, expires_at=NOW + timedelta(days=1))
    reset = accounts.issue_link(
        session, LinkPurpose.PASSWORD_RESET, person, account.email, by=None, at=NOW
    )
    secret = app.config["SECRET_KEY"]
    at = FEBRUARY  # before who left did
    file = evidence.keep(session, PROOF, person_id=person.id, by=person.id, at=at)
    training = factories.outside_training(session, person, evidence=file, at=at)
    equivalency = factories.equivalency(session, county=county)
    factories.claim(session, training, equivalency, at=at)
    arguments = {
        "person": person.id,
        "record": record.id,
        "code": record.code,
        "attempt": attempt.id,
        "number": 1,
        "course": SLUG,
        "module": FIRST,
        "lesson": "saying-hello",
        "path": "1",
        "question": "check-greet",
        "name": "sample.svg",
        "team": team.id,
        "affiliation": affiliation.id if affiliation else 1,
        "credential": factories.credential(session, person).id,
        "training": training.id,
        "file": file,
        "equivalency": equivalency.id,
        "decision": factories.decision(session, person).id,
        "duty": factories.duty(session, person).id,
        "leave": factories.leave(session, person, FEBRUARY.date()).id,
        "designation": factories.designation(session, person, county).id,
        "grant": factories.grant(session, person, Role.TEAM_MEMBER).id,
        "batch": lists.batch(session, county=county).id,
        "to drop": lists.batch(session, county=county).id,
        "kind": "people",
        "county": county,
        "requirement": "crisis-assessment",
        "verification": factories.verification(session).id,
        "preview": factories.rule_preview(session, person).id,
        "fact": factories.county_fact(session, county).id,
        **_roster(session, person, team, county),
        **_session(session, person, county),
        "page": 1,
        "other": _duplicate(session, county, day).id,
        "merge": 1,
        "view": factories.matrix_view(session, person).id,
        "change": factories.matrix_batch(session, person).id,
        "webinar": _webinar(app, session, person),
        "act": "extend",
        "slug": "how-soon",
        "publication": 1,
        "assignment": factories.assignment(session, person, county=county).id,
        "draft": factories.assignment_draft(session, person).id,
        "step": "whom",
        **library.world(session),
        "at": "2026-03-03t03-00z",
        "mail": factories.mail(session, person).id,
        "token": {
            "invitation": accounts.link_token(secret, invitation),
            "reset": accounts.link_token(secret, reset),
            "fewer": stop_token(app, person.id),
            "visitor": visitors.link_token(secret, events.request(session, person)),
        },
    }
    return Subject(person, account, arguments)


def _duplicate(session, county, day) -> Person:
    """Somebody who may be the same person, and works where they do."""
    other = factories.person(session)
    factories.affiliation(session, other, county, ends_on=day)
    return other


def _roster(session, person, team, county) -> dict[str, int]:
    """A roster of the team, the area that it serves, and a file of shifts."""
    area, shift = rosters.area(session, county=county), rosters.shift(session, team)
    return {
        "area": area.id,
        "service": rosters.team_area(session, team, area).id,
        "shift": shift.id,
        "place": rosters.assignment(session, shift, person).id,
        "upload": rosters.sheet(session, county).id,
        "taken": rosters.roster_import(session, county).id,
    }


def _session(session, person, county) -> dict[str, Any]:
    """A session of the county for which the person has a seat, a file of it, and a calendar."""
    event = events.make(session, person, county=county)
    events.register(session, event, [person])
    shown = events.shown(session, event)
    content = events.zoom((person.legal_name, person.email, "10:00:00 AM", "11:00:00 AM"))
    book = read_file(content)
    by, zone = person.id, "America/Los_Angeles"
    file = files.keep(session, shown, "a.csv", content, book, zone, by=by, at=FEBRUARY)
    feeds.renew(session, person.id, f"key-{person.id}", FEBRUARY)
    return {
        "event": event.id,
        "attendance": file.id,
        "presence": events.presence(session, event, person),
        "key": f"key-{person.id}",
    }


def _webinar(app, session, person) -> dict[str, str]:
    """A webinar that everybody may see, its recording, and another on its way in."""
    kept = webinars.shown(app, session, starts=NOW, **watching.rule())
    return {
        "slug": webinars.SLUG,
        "digest": kept.sha256,
        "poster": kept.poster,
        "language": "en",
        "token": webinars.upload(app, session, person).token,
    }


def address(adapter, rule, subject):
    """The address of the rule about this subject."""
    known = subject.arguments
    if rule.endpoint.startswith("webinars."):
        known = known | known["webinar"]
    values = {name: known[name] for name in rule.arguments}
    if rule.endpoint == "webinars.poster":
        values["digest"] = known["poster"]
    if rule.endpoint in {"readiness.new_fact", "readiness.create_fact"}:
        values["requirement"] = "benefit-live"
    if rule.endpoint.startswith("imports.") and "number" in values:
        values["number"] = 2  # the first row has the headings
    if rule.endpoint.startswith("imports.drop"):
        values["batch"] = known["to drop"]
    if rule.endpoint.startswith("editing.") and "kind" in values:
        values["kind"] = "faqs"
    if isinstance(values.get("token"), dict):
        kinds = {"reset": "reset", "reminders": "fewer", "visitor": "visitor"}
        kind = next((kinds[one] for one in kinds if one in rule.endpoint), "invitation")
        values["token"] = values["token"][kind]
    return adapter.build(rule.endpoint, values)


def ask(app, client, me, method, url):
    """What happens: "ok", "sign-in", or the status of a refusal. `me` signs in first."""
    if me is not None:
        sign_in(app, client, me.account)
    data = {}
    if method == "POST":
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = "known"
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        data["csrf_token"] = signer.dumps("known")
    response = client.open(url, method=method, data=data, buffered=True)
    response.close()
    status = response.status_code
    if status == 303 and response.headers["Location"].startswith("/sign-in?next="):
        return "sign-in"
    if status == 401:
        return "sign-in"
    assert status not in (400, 404, 405, 500), f"{method} {url} answers {status}: mend the fixture"
    return "403" if status == 403 else "ok"


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_address_is_in_the_table(app):
    missing = sorted({rule.endpoint for rule in rules(app)} - TABLE.keys())
    assert not missing, (
        f"Nobody has said who may open {missing}: add each to TABLE in {__file__}, with the table "
        "that fits; give Subject.arguments what its address needs."
    )
    gone = sorted(TABLE.keys() - {rule.endpoint for rule in rules(app)})
    assert not gone, f"These are no addresses any more; take them out of TABLE: {gone}"


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS)
def test_who_may_open_what_of_whom(app, session, client, visitor):
    held = VISITORS[visitor]
    me = None
    if held is not None:
        role, county = held
        works = role is not Role.TRAINER
        me = make(app, session, county or FRESNO, works=works)
        factories.grant(session, me.person, role, county)
    subjects = {
        "own": me,
        "here": make(app, session, FRESNO),
        "other": make(app, session, KERN),
        "left": make(app, session, FRESNO, left=True),
    }
    session.commit()
    adapter = app.url_map.bind("localhost")
    wrong = []
    who = me
    for rule in rules(app):
        expected = TABLE.get(rule.endpoint, {}).get(visitor, {})
        for whose, subject in subjects.items():
            about_somebody = ABOUT & rule.arguments
            if subject is None or not (about_somebody or whose == "here"):
                continue  # about nobody, once is enough
            url = address(adapter, rule, subject)
            for method in sorted(rule.methods & {"GET", "POST"}):
                found = ask(app, client, who, method, url)
                who = me if method == "POST" and found == "ok" else None  # it may have signed out
                if found != expected.get(whose):
                    wrong.append(
                        f"{rule.endpoint}: {method} {url} ({whose}) gives {found} to {visitor}, "
                        f"not {expected.get(whose)}"
                    )
    assert not wrong, "\n".join(wrong)
