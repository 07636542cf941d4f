"""Two rows of one person come together whole, and go apart again exactly as they were."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from sqlalchemy import func, select

from portal.development.sample_learning import Stage
from portal.domain.access import Grant, Role
from portal.domain.assignments import Act, Reach
from portal.domain.errors import Conflict, Invalid
from portal.domain.mail import Frequency
from portal.models import (
    Account,
    Base,
    Enrolment,
    OutsideTraining,
    Person,
    PersonMerge,
    RoleGrant,
    TrainingRecord,
)
from portal.services import (
    accounts,
    certification,
    confirmations,
    evidence,
    learning,
    merging,
    readiness,
    records,
    rulebook,
)
from portal.services.assignments import drafts, due_dates
from portal.services.matrix import saved
from portal.services.merging.tables import LEFT, MOVED
from portal.services.reminders import choices
from tests import factories, lists, rosters, rules, worlds
from tests.factories import AT, FRESNO, KERN
from tests.fresh import maker
from tests.reviews import enter
from tests.trainings import NOW, at_once, catalogue, completed, course, learner

ITSELF = {"person_merge", "merged_row", "audit_entry"}
LATER = NOW + timedelta(days=1)


@pytest.fixture
def boss(session):
    return factories.person(session, "Tess Trainer")


@pytest.fixture
def two(session):
    """Kept and gone, each with something of everything."""
    return [somebody(session, "Ana Flores"), somebody(session, "Ana M. Flores")]


def somebody(session, name):
    person = factories.person(session, name)
    team = factories.team(session, county=FRESNO)
    factories.affiliation(session, person, team=team)
    factories.profession(session, person)
    factories.credential(session, person)
    training = enter(session, person)
    factories.claim(session, training, factories.equivalency(session, "harm-reduction"))
    factories.decision(session, person)
    factories.duty(session, person)
    factories.leave(session, person, AT.date())
    factories.designation(session, person)
    factories.grant(session, person, Role.TEAM_MEMBER)
    factories.invitation(session, person)
    shift = rosters.shift(session, team)
    rosters.assignment(session, shift, person)
    return person


def merge(session, kept, gone, boss, *, at=LATER):
    return merging.merge(session, kept.id, gone.id, "They told me.", by=boss.id, at=at)


def undo(session, kept, row, boss):
    return merging.undo(session, kept.id, row.id, by=boss.id, at=LATER)


def everything(app):
    """All rows of all tables, apart from the merges themselves and from what is kept for speed."""
    found = {}
    with maker(app)() as session:
        for name, table in Base.metadata.tables.items():
            if name not in ITSELF and not name.startswith("kept_"):
                rows = session.execute(select(table)).all()
                found[name] = sorted(map(repr, rows))
    return found


def facts(session, person):
    return certification.one(session, person.id, catalogue())


# Whole


def test_everything_is_about_the_one_that_is_kept(session, two, boss):
    kept, gone = two
    merge(session, kept, gone, boss)
    mine, theirs = facts(session, kept), facts(session, gone)
    for name in ("affiliations", "professions", "licenses", "designations", "completions"):
        assert len(getattr(mine, name)) == 2, name
    for name in ("duties", "decisions", "leaves"):
        assert len(getattr(mine, name)) == 2, name
    assert not any(
        getattr(theirs, name) for name in mine.__slots__ if name not in ("person", "name")
    )
    assert gone.merged_into_id == kept.id


def test_it_is_undone_exactly(app, session, two, boss):
    kept, gone = two
    completed(session, kept, at=NOW - timedelta(days=30))
    completed(session, gone)
    factories.account(session, gone)
    lists.batch(session)
    session.commit()
    before = everything(app)
    row, _ = merge(session, kept, gone, boss)
    session.commit()
    assert everything(app) != before
    assert undo(session, kept, row, boss)
    session.commit()
    assert everything(app) == before
    assert not undo(session, kept, row, boss)


def test_what_is_shown_before_is_what_moves(session, two):
    _, gone = two
    said = {one.words: one.number for one in merging.what_moves(session, gone.id)}
    assert said["training taken elsewhere"] == 1
    assert said["place on a shift"] == 1
    assert "certificates" not in said


def test_views_and_drafts_go_along_and_what_both_have_stays(session, two, boss):
    kept, gone = two
    for person, name in ((kept, "Night"), (gone, "Night"), (gone, "Day")):
        saved.save(session, person.id, name, f"q={person.id}", NOW)
    draft = factories.assignment_draft(session, gone)
    row, _ = merge(session, kept, gone, boss)
    assert [one.name for one in saved.views(session, kept.id)] == ["Day", "Night"]
    assert [one.row.id for one in drafts.unfinished(session, kept.id)] == [draft.id]
    for view in saved.views(session, kept.id):
        saved.delete(session, view)  # what is gone since does not come back
    assert undo(session, kept, row, boss)
    assert [one.name for one in saved.views(session, gone.id)] == ["Night"]
    assert [one.row.id for one in drafts.unfinished(session, gone.id)] == [draft.id]


@pytest.mark.parametrize("own", [None, Frequency.WEEKLY])
def test_how_much_to_remind_goes_along_unless_it_was_said(session, two, boss, own):
    kept, gone = two
    choices.choose(session, gone.id, Frequency.IMPORTANT, at=NOW)
    if own:
        choices.choose(session, kept.id, own, at=NOW)
    row, _ = merge(session, kept, gone, boss)
    assert choices.of_person(session, kept.id) is (own or Frequency.IMPORTANT)
    undo(session, kept, row, boss)
    assert choices.of_person(session, gone.id) is Frequency.IMPORTANT
    assert choices.of_person(session, kept.id) is (own or Frequency.DAILY)


def test_two_clicks_merge_once(session, two, boss):
    kept, gone = two
    row, _ = merge(session, kept, gone, boss)
    assert merge(session, kept, gone, boss) == (row, False)
    assert session.scalar(select(func.count()).select_from(PersonMerge)) == 1


def test_two_trainers_at_once_merge_once(app, session, two, boss):
    numbers = [one.id for one in two]
    by = boss.id
    session.commit()

    def do(kept, gone):
        def work(session):
            return merging.merge(session, kept, gone, "They told me.", by=by, at=LATER)[1]

        return work

    done = at_once(app, do(*numbers), do(*reversed(numbers)))
    assert sum(one is True for one in done) == 1
    assert sum(isinstance(one, Conflict) for one in done) == 1


def test_who_is_somebody_else_already_cannot_be_merged(session, two, boss):
    kept, gone = two
    other = factories.person(session)
    merge(session, kept, gone, boss)
    for pair in ((other, gone), (gone, other)):
        with pytest.raises(Conflict, match="meanwhile"):
            merge(session, *pair, boss)
    with pytest.raises(Invalid):
        merge(session, kept, kept, boss)


def test_merges_are_undone_in_the_order_of_their_coming(session, two, boss):
    kept, gone = two
    other = factories.person(session)
    first, _ = merge(session, kept, gone, boss)
    second, _ = merge(session, kept, other, boss)
    assert [one.may_undo for one in merging.merges_of(session, kept.id)] == [True, False]
    with pytest.raises(Conflict, match="Undo that first"):
        undo(session, kept, first, boss)
    assert undo(session, kept, second, boss)
    assert undo(session, kept, first, boss)
    with pytest.raises(Conflict, match="no such merge"):
        undo(session, other, first, boss)


# What is their own word, and what came since


def test_their_own_word_stays_their_own(session, boss):
    """One row’s person has not confirmed what the other entered: they are one."""
    kept, gone = factories.person(session), factories.person(session)
    mine = enter(session, kept, "Mine")
    theirs = enter(session, gone, "Theirs")
    confirmations.confirm(session, mine, by=gone.id, at=AT)
    session.flush()
    assert [one.confirmed for one in facts(session, kept).completions] == [True]
    row, _ = merge(session, kept, gone, boss)
    assert [one.confirmed for one in facts(session, kept).completions] == [False, False]
    assert confirmations.is_own(theirs)
    undo(session, kept, row, boss)
    assert [one.confirmed for one in facts(session, kept).completions] == [True]
    assert [one.confirmed for one in facts(session, gone).completions] == [False]


def test_a_correction_since_goes_back_with_what_it_corrects(session, boss):
    kept, gone = factories.person(session), factories.person(session)
    theirs = enter(session, gone, "Theirs")
    row, _ = merge(session, kept, gone, boss)
    facts_now = evidence.TrainingFacts("Theirs", "Another", "naloxone", theirs.completed_on, 0)
    evidence.correct(session, theirs, facts_now, None, by=kept.id, at=LATER)
    stays = enter(session, kept, "New", at=LATER)
    undo(session, kept, row, boss)
    session.expire_all()
    (back,) = facts(session, gone).completions
    assert (back.title, back.confirmed) == ("Theirs", False)
    assert [one.title for one in facts(session, kept).completions] == [stays.title]


# Trainings of the portal


def test_both_begun_trainings_stay_and_certificates_are_found(session, two, boss):
    kept, gone = two
    record = completed(session, gone, at=NOW - timedelta(days=9))
    learner(session, kept, Stage.HALF_WAY)
    row, _ = merge(session, kept, gone, boss)
    numbers = select(Enrolment.number, Enrolment.person_id).order_by(Enrolment.started_at)
    assert session.execute(numbers).all() == [(1, kept.id), (2, kept.id)]
    (mine,) = records.of_person(session, kept.id, catalogue())
    assert (mine.certificate.code, mine.certificate.name) == (record.code, "Ana M. Flores")
    assert learning.latest_enrolment(session, kept.id, course().slug).number == 2
    undo(session, kept, row, boss)
    assert session.execute(numbers).all() == [(1, gone.id), (1, kept.id)]
    assert session.get_one(TrainingRecord, record.id).person_id == gone.id


def test_what_the_row_that_went_began_since_comes_after_what_it_had(session, two, boss):
    kept, gone = two
    before = completed(session, gone, at=NOW - timedelta(days=9))
    row, _ = merge(session, kept, gone, boss)
    since = completed(session, gone)  # as in a session for which both rows were registered
    undo(session, kept, row, boss)
    numbers = select(Enrolment.id, Enrolment.person_id).order_by(Enrolment.number)
    assert session.execute(numbers).all() == [
        (before.enrolment_id, gone.id),
        (since.enrolment_id, gone.id),
    ]


# Signing in


def test_the_account_and_the_roles_go_along(session, boss):
    kept, gone = factories.person(session), factories.person(session)
    account = factories.account(session, gone)
    for person in (kept, gone):
        factories.grant(session, person, Role.TEAM_MEMBER)
    factories.grant(session, gone, Role.TRAINER, FRESNO)
    number = accounts.start_session(session, account, "a test", NOW)
    row, _ = merge(session, kept, gone, boss)
    me = accounts.signed_in(session, number, NOW)
    assert me.person_id == kept.id
    assert {(one.role, one.county) for one in me.grants} == {
        (Role.TEAM_MEMBER, None),
        (Role.TRAINER, FRESNO),
    }
    held = select(func.count()).where(RoleGrant.person_id == kept.id)
    assert session.scalar(held) == 2
    undo(session, kept, row, boss)
    assert accounts.signed_in(session, number, NOW).person_id == gone.id


def test_of_two_accounts_the_one_of_the_row_that_stays_signs_in(session, boss):
    kept, gone = factories.person(session), factories.person(session)
    mine, theirs = (factories.account(session, one) for one in (kept, gone))
    numbers = [accounts.start_session(session, one, "a test", NOW) for one in (mine, theirs)]
    (clash,) = [
        one
        for one in merging.clashes(session, kept, gone, None, NOW.date())
        if one.what == "Both have an account."
    ]
    assert mine.email in clash.then
    row, _ = merge(session, kept, gone, boss)
    assert [bool(accounts.signed_in(session, one, NOW)) for one in numbers] == [True, False]
    assert accounts.account_by_email(session, theirs.email) is None
    assert session.get_one(Account, theirs.id).person_id == gone.id
    undo(session, kept, row, boss)
    assert accounts.account_by_email(session, theirs.email) is theirs
    assert accounts.signed_in(session, numbers[1], NOW)


# What is kept for speed


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_right_after_it_and_after_undoing_it(app, session, seed, time_machine):
    time_machine.move_to(worlds.NOW, tick=False)
    worlds.use_rules(app)
    world = worlds.make(session, seed)
    files = rules.rulebook()
    session.commit()
    readiness.rebuild(session, files, catalogue())
    session.commit()

    def differences():
        now = rulebook.current(session, files)
        return [one.words for one in readiness.check(session, now, catalogue())]

    boss = factories.person(session)
    done = []
    for kept, gone in zip(world.people[:6:2], world.people[1:6:2], strict=True):
        row, _ = merging.merge(session, kept.id, gone.id, "Why", by=boss.id, at=worlds.NOW)
        done.append((kept.id, row.id))
        session.commit()
        assert differences() == []
    for kept, row in done:
        merging.undo(session, kept, row, by=boss.id, at=worlds.NOW)
        session.commit()
        assert differences() == []


def test_every_table_about_a_person_moves_or_is_left_on_purpose():
    named = {name for name, table in Base.metadata.tables.items() if "person_id" in table.columns}
    moved = {table.__tablename__ for table in MOVED}
    assert named - moved == LEFT, "A new table about people: does it move when two are merged?"


# Who it may be


def test_likely_duplicates_are_pointed_out_with_reasons(session):
    from portal.domain.access import Grant

    staff, trainer = [Grant(Role.TA_STAFF)], [Grant(Role.TRAINER, FRESNO)]
    ana = factories.person(session, "Ana María Flores", email="ana.flores1@county.example")
    same = factories.person(session, "ana maría flores")
    near = factories.person(session, "Ana Flores", email="ana.flores1@other.example")
    number = factories.person(session, "Somebody Else")
    factories.person(session, "Ben Hall")
    shared = factories.credential(session, ana).number
    factories.credential(session, number).number = shared
    session.flush()
    found = merging.likely(session, ana, staff, NOW.date())
    assert {one.person.id: one.reasons for one in found} == {
        near.id: ("nearly the same name", "nearly the same e-mail address"),
        same.id: ("the same legal name",),
        number.id: ("the same credential number",),
    }
    assert merging.likely(session, ana, trainer, NOW.date()) == []
    factories.affiliation(session, same, FRESNO)
    factories.affiliation(session, ana, FRESNO)
    assert [one.person for one in merging.likely(session, ana, trainer, NOW.date())] == [same]
    pairs = merging.likely_pairs(session, trainer, NOW.date())
    assert [(one.id, other.id) for one, other, _ in pairs.rows] == [(ana.id, same.id)]


def test_all_pairs_are_counted_and_come_page_by_page(session, monkeypatch):
    monkeypatch.setattr(import_module("portal.services.merging.likely"), "MOST", 2)
    ids = [factories.person(session, "Ana Flores").id for _ in range(3)]
    session.flush()
    staff = [Grant(Role.TA_STAFF)]
    assert merging.how_many_pairs(session, staff, NOW.date()) == 3
    pages = [merging.likely_pairs(session, staff, NOW.date(), number) for number in (1, 2, 9)]
    assert [(one.total, one.number, one.pages) for one in pages] == [
        (3, 1, 2),
        (3, 2, 2),
        (3, 2, 2),
    ]
    seen = [(one.id, other.id) for page in pages[:2] for one, other, _ in page.rows]
    assert seen == [(ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])]


def test_a_merged_row_is_no_duplicate_any_more(session, two, boss):
    from portal.domain.access import Grant

    kept, gone = two
    gone.legal_name = kept.legal_name
    session.flush()
    staff = [Grant(Role.TA_STAFF)]
    assert merging.how_many_pairs(session, staff, NOW.date()) == 1
    merge(session, kept, gone, boss)
    assert merging.likely_pairs(session, staff, NOW.date()).rows == []
    assert merging.likely(session, kept, staff, NOW.date()) == []


def test_nobody_is_lost_from_the_log(session, two, boss):
    from portal.models import AuditEntry

    kept, gone = two
    row, _ = merge(session, kept, gone, boss)
    undo(session, kept, row, boss)
    noted = select(AuditEntry.action, AuditEntry.person_id, AuditEntry.actor_id).order_by(
        AuditEntry.id.desc()
    )
    assert session.execute(noted.limit(2)).all() == [
        ("merge undone", kept.id, boss.id),
        ("people merged", kept.id, boss.id),
    ]
    assert session.get_one(Person, gone.id).legal_name == "Ana M. Flores"
    assert session.scalar(select(func.count()).select_from(OutsideTraining)) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_whole_state_is_not_compared_with_itself(session):
    """Twice the people take about twice the steps of the database, not four times."""

    def steps(people: int) -> int:
        for number in range(people):
            factories.person(session, f"Somebody {number}")
        session.flush()
        opened, counted = session.connection().connection.dbapi_connection, []
        opened.set_progress_handler(lambda: counted.append(1), 100)
        merging.how_many_pairs(session, [Grant(Role.TA_STAFF)], NOW.date())
        opened.set_progress_handler(None, 0)
        return len(counted)

    few = steps(200)
    for one in session.scalars(select(Person)):
        one.legal_name += " the first"
    assert steps(200) < 3 * few


# What is asked of them


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_a_date_that_counts_from_a_first_day_is_not_made_earlier(session, boss, standing, turned):
    """One works there since 2022 and was left out; the other, recorded twice, was asked."""
    old, new = factories.person(session), factories.person(session)
    factories.affiliation(session, old, starts_on=date(2022, 11, 1), at=AT - timedelta(days=1))
    made = factories.assignment(
        session, course="second-course", reach=Reach.COUNTY, newcomers=standing
    )
    factories.affiliation(session, new, starts_on=AT.date(), at=AT)
    if not standing:
        factories.ask(session, made, new)
    factories.ask(session, made, old, Act.LEAVE_OUT)

    def asked():
        session.flush()
        found = due_dates(session, rules.rulebook(), catalogue(), LATER.date())
        return [(one.person, one.due) for one in found]

    due = AT.date() + timedelta(days=30)
    assert asked() == [(new.id, due)]
    kept, gone = (new, old) if turned else (old, new)
    said = [
        one.what
        for one in merging.clashes(session, kept, gone, None, LATER.date())
        if one.what.startswith(f"Assignment {made.id}")
    ]
    assert len(said) == 1
    assert "asks by February 14, 2026. Counted for both together, " in said[0]
    elsewhere = merging.clashes(session, kept, gone, frozenset({KERN}), LATER.date())
    assert not any("Assignment" in one.what for one in elsewhere)
    row, _ = merge(session, kept, gone, boss)
    assert asked() == [(kept.id, due)]
    assert undo(session, kept, row, boss)
    assert asked() == [(new.id, due)]


def test_of_two_dates_the_earlier_one_counts_as_always(session, boss):
    both = [factories.person(session), factories.person(session)]
    for one, month in zip(both, (1, 2), strict=True):
        factories.affiliation(session, one, starts_on=date(2026, month, 1))
    factories.assignment(session, *both, course="second-course")
    assert not any(
        "Assignment" in one.what for one in merging.clashes(session, *both, None, LATER.date())
    )
    merge(session, *both, boss)
    (found,) = due_dates(session, rules.rulebook(), catalogue(), LATER.date())
    assert (found.person, found.due) == (both[0].id, date(2026, 1, 31))
