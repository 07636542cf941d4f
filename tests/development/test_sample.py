"""The sample world: the same every time, with somebody at every stage and of every profession."""

from collections import Counter

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from portal import held
from portal.config import ROOT
from portal.content.curriculum import read_catalogue
from portal.development import sample, sample_events, sample_library, sample_state
from portal.development.sample_learning import (
    Stage,
    Walker,
    good_path,
    right_answer,
    wrong_answer,
)
from portal.development.sample_state import Size
from portal.domain.access import Grant, Role
from portal.domain.certificates import Standing
from portal.domain.dates import civil_date
from portal.domain.library.items import VISITOR, Kind, Ref
from portal.domain.people import ProviderType
from portal.domain.progress import progress
from portal.domain.quizzes import SittingState, grade
from portal.models import (
    Account,
    Affiliation,
    Attempt,
    Base,
    County,
    Enrolment,
    EventRegistration,
    EventVersion,
    LessonRead,
    Mail,
    Person,
    PersonProviderType,
    RoleGrant,
    Team,
    TrainingRecord,
)
from portal.services import accounts, learning, library, merging, records
from portal.services.events.listing import public_of_subject
from tests import factories
from tests.fresh import CURRICULUM, Copies
from tests.pages import Page
from tests.signing_in import sign_in
from tests.trainings import NOW

ONCE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is the same on both databases, as two of the tests show; the world takes seconds to make."""


@pytest.fixture(scope="module")
def real():
    """The curricula that are taught."""
    return read_catalogue(ROOT / "curricula")


@pytest.fixture(scope="module")
def copies():
    copies = Copies()
    yield copies
    copies.close()


@pytest.fixture
def world(session, real, copies):
    """The sample world, made in one go."""
    copies.put(session, "world", lambda session: sample.create(session, real, NOW))
    return session


def person(session, key):
    return session.scalars(select(Person).where(Person.email == f"{key}@sample.example")).one()


def described(session):
    """Everything that a developer sees, without the codes, which are secret."""
    people = session.execute(
        select(Person.legal_name, Person.email, PersonProviderType.provider_type)
        .outerjoin(PersonProviderType, PersonProviderType.person_id == Person.id)
        .order_by(Person.id)
    ).all()
    stages = session.execute(
        select(
            Enrolment.person_id,
            Enrolment.course,
            Enrolment.edition,
            Enrolment.started_at,
            func.count(Attempt.id),
            func.max(Attempt.handed_in_at),
        )
        .outerjoin(Attempt, Attempt.enrolment_id == Enrolment.id)
        .group_by(Enrolment.id)
        .order_by(Enrolment.id)
    ).all()
    read = session.execute(
        select(LessonRead.enrolment_id, func.count())
        .group_by(LessonRead.enrolment_id)
        .order_by(LessonRead.enrolment_id)
    ).all()
    completed = session.execute(
        select(TrainingRecord.name, TrainingRecord.completed_at).order_by(TrainingRecord.id)
    ).all()
    return people, stages, read, completed


@ONCE
def test_the_librarys_webinar_to_come_has_a_session_to_register_for(world, app):
    sample_library.create(world, CURRICULUM / "library", held.media(app), NOW)
    webinar = Ref(Kind.WEBINAR, sample_events.FORUM)
    facts = library.load(world).get(webinar, VISITOR, NOW).facts
    assert len(public_of_subject(world, f"webinar:{webinar.slug}", NOW)) == 1
    [session] = world.scalars(
        select(EventVersion).where(EventVersion.subject.endswith(webinar.slug))
    )
    assert NOW < facts.starts == session.starts_at
    assert facts.ends == session.ends_at


def test_the_same_seed_and_day_give_the_same_world(world, real):
    """Made a second time in memory, it has the same people at the same stages."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with sessionmaker(engine)() as other:
        for county in world.scalars(select(County)):
            other.add(County(fips=county.fips, name=county.name, population=county.population))
        other.flush()
        sample.create(other, real, NOW)
        assert described(other) == described(world)
    engine.dispose()


@ONCE
def test_the_world_exists_once_it_is_made(session, real):
    assert not sample.exists(session)
    sample.create(session, real, NOW)
    assert sample.exists(session)


@ONCE
def test_a_made_up_state_gets_the_world_too(session, real):
    assert not sample.has_state(session)
    sample_state.create(session, NOW, Size(people=1, teams=58))
    assert sample.has_state(session)
    assert not sample.exists(session)
    sample.create(session, real, NOW)
    assert sample.exists(session)
    registered = session.scalars(
        select(Person.legal_name).where(Person.id.in_(select(EventRegistration.person_id)))
    ).all()
    assert not [name for name in registered if name.startswith("Sample ")]


@ONCE
def test_every_profession_is_there_but_the_one_that_says_nothing(world):
    kinds = Counter(world.scalars(select(PersonProviderType.provider_type)))
    assert set(kinds) == set(ProviderType) - {ProviderType.OTHER}


@ONCE
def test_every_role_is_there_and_every_team_has_people(world):
    assert set(world.scalars(select(RoleGrant.role))) == set(Role)
    on_teams = select(Affiliation.team_id).where(Affiliation.team_id.is_not(None))
    staffed = set(world.scalars(on_teams))
    assert staffed == set(world.scalars(select(Team.id)))
    assert len(staffed) == 6


def test_every_stage_is_there_on_the_real_trainings(world, real):
    """Each trial account stands where its label says."""
    course = real.courses[0]

    def standing(key):
        enrolment = learning.latest_enrolment(world, person(world, key).id, course.slug)
        facts = learning.facts(world, [enrolment.id])[enrolment.id]
        return progress(course, facts, NOW)

    assert learning.latest_enrolments(world, person(world, "ana").id) == []
    half = standing("ben")
    assert 0 < half.done < half.total - 1
    assert half.final.state is SittingState.BEGIN
    failed = standing("mei")
    assert (failed.done, failed.final.left) == (failed.total - 1, course.final.attempts - 1)
    assert failed.final.best < course.final.pass_percent
    assert standing("lukas").final.state is SittingState.USED_UP
    assert standing("hong").is_complete


@ONCE
def test_every_real_training_can_be_completed(session, real):
    """Its lessons, practices, checks and final lead to a record; a browser takes them by hand."""
    learner = factories.person(session)
    for course in real.courses:
        record = Walker(session, learner, course, NOW).go(Stage.COMPLETED)
        assert record is not None, course.slug
        assert (record.course, record.edition) == (course.slug, course.edition)


@ONCE
def test_one_certificate_stands_and_one_is_revoked(world, real):
    def held(key):
        return records.of_person(world, person(world, key).id, real)

    assert [each.standing.standing for each in held("hong")] == [Standing.VALID]
    [revoked] = held("inigo")
    assert revoked.standing.standing is Standing.REVOKED
    assert "Sample" in revoked.standing.reason


@ONCE
def test_everybody_listed_can_sign_in_and_nobody_real_is_mailed(world):
    hashes = set(world.scalars(select(Account.password_hash)))
    assert len(hashes) == 1
    assert accounts.password_matches(hashes.pop(), sample.PASSWORD)
    listed = {trial.email for trial in sample.TRIAL_ACCOUNTS}
    assert listed == set(world.scalars(select(Account.email)))
    emails = set(world.scalars(select(Person.email))) - {""}
    assert all(email.endswith("@sample.example") for email in emails)
    assert world.scalar(select(func.count()).select_from(Mail)) == 0


@ONCE
def test_one_person_of_the_trainers_is_recorded_twice(world):
    rosa = [Grant(Role.TRAINER, sample.FRESNO)]
    [(one, other, why)] = merging.likely_pairs(world, rosa, civil_date(NOW)).rows
    assert one.legal_name == other.legal_name
    assert why == "the same legal name"


@ONCE
def test_nothing_in_it_lies_in_the_future(world):
    for column in (Enrolment.started_at, LessonRead.read_at, Attempt.handed_in_at):
        assert world.scalar(select(func.max(column))) <= NOW


@ONCE
def test_the_page_of_each_trial_account_opens(app, world, time_machine):
    """On the real trainings: home, overview, record."""
    from tests.fresh import close, new_app

    time_machine.move_to(NOW, tick=False)
    settings = app.config["SETTINGS"].model_copy(update={"curricula": ROOT / "curricula"})
    portal = new_app(settings, SAMPLE_WORLD=True)
    try:
        for account in world.scalars(select(Account).order_by(Account.id)).all():
            page = Page(portal.test_client())
            sign_in(portal, page.client, account)
            for address in ("/learning", "/record", "/account"):
                page.get(address)
            for enrolment in learning.latest_enrolments(world, account.person_id):
                page.get(f"/learning/{enrolment.course}")
            world.commit()
    finally:
        close(portal)


# The walk


def test_right_answers_are_right_and_wrong_ones_are_not(real):
    for course in real.editions.values():
        for module in course.modules:
            for question in (*module.check, *module.pool):
                assert grade(question, right_answer(question)), question.id
                assert not grade(question, wrong_answer(question)), question.id


def test_every_practice_has_a_good_ending(real):
    for course in real.courses:
        for module in course.modules:
            if module.scenario is not None:
                assert good_path(module.scenario)


def test_the_stages_are_in_order():
    assert sorted(Stage) == list(Stage)
