"""The sample world: made-up people in real counties, at every stage of a training.

The same seed and day give the same world. Nothing in it is about anybody real.
"""

import random
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import exists as exists_
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.development import (
    sample_assignments,
    sample_duplicates,
    sample_events,
    sample_reviews,
    sample_rosters,
)
from portal.development.sample_learning import Stage, Walker
from portal.development.sample_rows import OF_A_STATE
from portal.domain.access import Role
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.people import ProviderType
from portal.models import (
    Account,
    Affiliation,
    Agency,
    Credential,
    Person,
    PersonProviderType,
    RoleGrant,
    Team,
)
from portal.services import accounts, records
from portal.services.accounts import TrialAccount

SEED = 1947
Row = TypeVar("Row")
PASSWORD = "calm river sample world"  # noqa: S105 (printed on the sign-in page)
FRESNO, HUMBOLDT, SUTTER, YUBA = "06019", "06023", "06101", "06115"

TRIAL_ACCOUNTS = [
    TrialAccount("Team member, nothing begun", "ana@sample.example", PASSWORD),
    TrialAccount("Team member, half-way", "ben@sample.example", PASSWORD),
    TrialAccount("Team member, failed the final once", "mei@sample.example", PASSWORD),
    TrialAccount("Team member, attempts used up", "lukas@sample.example", PASSWORD),
    TrialAccount("Team member, completed", "hong@sample.example", PASSWORD),
    TrialAccount("Team member, certificate revoked", "inigo@sample.example", PASSWORD),
    TrialAccount("County trainer, Fresno", "rosa@sample.example", PASSWORD),
    TrialAccount("County trainer, Sutter and Yuba", "tom@sample.example", PASSWORD),
    TrialAccount("TA staff, the whole state", "priya@sample.example", PASSWORD),
    TrialAccount("Administrator", "sam@sample.example", PASSWORD),
]

_TEAMS = [
    (FRESNO, "Sample Fresno Crisis Services", ["North Night Team", "Valley Day Team"]),
    (HUMBOLDT, "Sample Redwood Mobile Response", ["Coast Team", "Inland Team"]),
    (SUTTER, "Sample Two Rivers Behavioral Health", ["Rivers Team"]),
    (YUBA, "Sample Two Rivers Behavioral Health", ["Foothill Team"]),
]
# Key, legal name, name used, profession, team, stage
_MAIN = [
    ("ana", "Ana María Flores", "Ana", ProviderType.PEER_SUPPORT_SPECIALIST, 0, None),
    ("ben", "Benjamin Okafor", "Ben", ProviderType.LCSW, 0, Stage.HALF_WAY),
    ("mei", "李美玲", "Mei Li", ProviderType.AMFT, 1, Stage.FAILED_ONCE),
    ("lukas", "Łukasz Øystein Berg", "Lukas", ProviderType.EMT, 1, Stage.USED_UP),
    ("hong", "Đặng Thị Hồng", "Hồng", ProviderType.PSYCHIATRIC_TECHNICIAN, 0, Stage.COMPLETED),
    ("inigo", "Íñigo Nuñez", "", ProviderType.AOD_COUNSELOR, 4, Stage.COMPLETED),
]
# fmt: off
_FIRST = [
    "Alex", "Amara", "Bao", "Camille", "Dario", "Elena", "Farid", "Grace", "Hana", "Imani",
    "Jonas", "Keiko", "Leila", "Marco", "Nadia", "Omar", "Paloma", "Quinn", "Rafael", "Siobhán",
    "Tariq", "Uma", "Viktor", "Wendy", "Ximena", "Yusuf", "Zoë",
]
_LAST = [
    "Abara", "Bauer", "Castillo", "Dhillon", "Estrada", "Fong", "Garabedian", "Haddad", "Ivanova",
    "Jiménez", "Kaya", "Lindqvist", "Moua", "Nakamura", "O'Brien", "Petrosyan", "Quiroz", "Reyes",
    "Saetern", "Thao", "Ueda", "Vang", "Wójcik", "Xiong", "Yang", "Zamora",
]
# fmt: on
_LICENCES = {
    ProviderType.LCSW: ("Licensed clinical social worker", "Board of Behavioral Sciences", "LCSW"),
    ProviderType.AMFT: ("Registered associate MFT", "Board of Behavioral Sciences", "AMFT"),
    ProviderType.EMT: ("EMT certificate", "Local EMS agency", "E"),
    ProviderType.PEER_SUPPORT_SPECIALIST: ("Peer support specialist", "Certifying body", "P"),
}


def exists(session: Session) -> bool:
    """Whether the database holds people already, but for a made-up state; then it is left alone."""
    somebody = select(exists_().where(~Person.legal_name.startswith(OF_A_STATE)))
    return bool(session.scalar(somebody))


def has_state(session: Session) -> bool:
    """Whether a made-up state is there."""
    return bool(session.scalar(select(exists_().where(Person.legal_name.startswith(OF_A_STATE)))))


def create(session: Session, catalogue: Catalogue, at: datetime) -> None:
    """Make the whole world. The same moment gives the same world, down to the certificates."""
    _World(session, catalogue, at).make()


class _World:
    """The making of it, step by step."""

    def __init__(self, session: Session, catalogue: Catalogue, at: datetime) -> None:
        self.session = session
        self.catalogue = catalogue
        self.course = catalogue.courses[0]
        self.at = at
        self.today = civil_date(at)
        self.long_ago = at - timedelta(days=1600)
        self.chance = random.Random(SEED)  # noqa: S311 (made-up data)
        self.password_hash = accounts.hash_password(PASSWORD, "")
        self.teams: list[Team] = []

    def make(self) -> None:
        self._make_teams()
        for key, legal_name, name_used, provider_type, team, stage in _MAIN:
            person = self._member(key, legal_name, name_used, provider_type, self.teams[team])
            self._account(person)
            if stage is not None:
                self._learn(person, stage)
        self._credential_about_to_expire()
        self._staff()
        self._revoke()
        self._everybody_else()
        sample_rosters.create(self.session, self.at)
        sample_assignments.create(self.session, self.catalogue, self.at, FRESNO)
        sample_events.create(self.session, self.catalogue, self.at, self.chance)
        sample_reviews.create(self.session, self.at)
        sample_duplicates.create(self.session, self.at, FRESNO)

    def _make_teams(self) -> None:
        agencies: dict[str, Agency] = {}
        for county, agency_name, names in _TEAMS:
            agency = agencies.get(agency_name)
            if agency is None:
                agency = agencies[agency_name] = self._add(
                    Agency(name=agency_name, recorded_at=self.long_ago)
                )
            for name in names:
                team = Team(
                    name=name,
                    county_fips=county,
                    agency_id=agency.id,
                    recorded_at=self.long_ago,
                )
                self.teams.append(self._add(team))

    def _add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def _person(self, key: str, legal_name: str, name_used: str = "") -> Person:
        return self._add(
            Person(
                legal_name=legal_name,
                name_used=name_used,
                email=f"{key}@sample.example" if key else "",
                phone="",
                recorded_at=self.long_ago,
            )
        )

    def _member(
        self,
        key: str,
        legal_name: str,
        name_used: str,
        provider_type: ProviderType,
        team: Team,
    ) -> Person:
        person = self._person(key, legal_name, name_used)
        ago = timedelta(days=self.chance.randrange(20, 1500))
        started, recorded_at = self.today - ago, self.at - ago
        self._add(
            PersonProviderType(
                person_id=person.id,
                provider_type=provider_type,
                starts_on=started,
                recorded_at=recorded_at,
            )
        )
        self._add(
            Affiliation(
                person_id=person.id,
                county_fips=team.county_fips,
                agency_id=team.agency_id,
                team_id=team.id,
                position=provider_type.label,
                starts_on=started,
                recorded_at=recorded_at,
            )
        )
        self._grant(person, Role.TEAM_MEMBER)
        if provider_type in _LICENCES:
            title, issuer, letters = _LICENCES[provider_type]
            good_for = self.chance.randrange(90, 700)
            self._credential(
                person, title, issuer, letters, self.today + timedelta(good_for), provider_type
            )
        return person

    def _credential(
        self,
        person: Person,
        title: str,
        issuer: str,
        letters: str,
        expires_on: date,
        provider_type: ProviderType | None = None,
    ) -> None:
        self._add(
            Credential(
                person_id=person.id,
                title=title,
                issuer=issuer,
                number=f"SAMPLE-{letters}-{self.chance.randrange(10_000, 99_999)}",
                provider_type=provider_type,
                expires_on=expires_on,
                recorded_at=self.at - timedelta(days=200),
            )
        )

    def _grant(self, person: Person, role: Role, county: str | None = None) -> None:
        self._add(
            RoleGrant(person_id=person.id, role=role, county_fips=county, recorded_at=self.at)
        )

    def _account(self, person: Person) -> None:
        self._add(
            Account(
                person_id=person.id,
                email=person.email,
                password_hash=self.password_hash,
                created_at=self.at,
                password_set_at=self.at,
            )
        )

    def _learn(
        self, person: Person, stage: Stage, *, skill: float | None = None, idle: int = 0
    ) -> None:
        days = self.chance.randrange(2, 30) if stage < Stage.COMPLETED else 60
        begun = self.at - timedelta(days=days + idle)
        Walker(self.session, person, self.course, begun, self.chance, skill=skill).go(stage)

    def _credential_about_to_expire(self) -> None:
        ben = self.session.scalars(select(Person).where(Person.legal_name == _MAIN[1][1])).one()
        soon = self.today + timedelta(days=24)
        self._credential(ben, "CPR and first aid card", "Sample training company", "C", soon)

    def _staff(self) -> None:
        staff: list[tuple[str, str, list[tuple[Role, str | None]]]] = [
            ("rosa", "Rosa Delgado", [(Role.TRAINER, FRESNO)]),
            ("tom", "Tom Wheeler", [(Role.TRAINER, SUTTER), (Role.TRAINER, YUBA)]),
            ("priya", "Priya Raman", [(Role.TA_STAFF, None)]),
            ("sam", "Sam Ortiz", [(Role.ADMINISTRATOR, None)]),
        ]
        for key, name, grants in staff:
            person = self._person(key, name)
            self._account(person)
            for role, county in grants:
                self._grant(person, role, county)

    def _revoke(self) -> None:
        priya = self.session.scalars(select(Person).where(Person.legal_name == "Priya Raman")).one()
        inigo = self.session.scalars(select(Person).where(Person.legal_name == _MAIN[5][1])).one()
        held = records.of_person(self.session, inigo.id, self.catalogue)
        records.revoke(
            self.session,
            held[0].id,
            "Sample reason: the final was taken by somebody else.",
            on=self.today - timedelta(days=3),
            by=priya.id,
            at=self.at,
        )

    def _everybody_else(self) -> None:
        """Every profession at least once, and every stage; many have stopped long ago."""
        kinds = [kind for kind in ProviderType if kind is not ProviderType.OTHER]
        stages: list[Stage | None] = [None, *Stage]
        names = [f"{first} {last}" for first in _FIRST for last in _LAST]
        for number, name in enumerate(self.chance.sample(names, 40)):
            team = self.teams[number % len(self.teams)]
            key = f"member{number + 1}" if number % 5 else ""
            person = self._member(key, name, "", kinds[number % len(kinds)], team)
            stage = stages[number % len(stages)]
            if stage is not None:
                idle = 0 if stage in {Stage.BEFORE_THE_FINAL, Stage.COMPLETED} else 45
                self._learn(person, stage, skill=number * 17 % 40 / 40, idle=idle)
