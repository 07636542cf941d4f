"""Taking a list in: all of it or nothing, and once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Role
from portal.domain.imports.verdicts import (
    FactPlan,
    Looked,
    PersonPlan,
    State,
    Verdict,
)
from portal.models import (
    Affiliation,
    County,
    Credential,
    ImportBatch,
    ImportedRow,
    OutsideTraining,
    Person,
    PersonProviderType,
    RoleGrant,
)
from portal.services import audit, claims, people
from portal.services.history import lock_all
from portal.services.imports.looking import Reader, kind_of, look
from portal.services.once import WEAKLY, add_all, add_many
from portal.services.people import Details

_OPENED = ("taken_at", "taken_by_id", "undone_at", "columns")


def take_in(
    session: Session, batch: ImportBatch, reader: Reader, *, by: int, at: datetime
) -> bool | Looked:
    """Take in the list; or say what is in the way, with nothing recorded.

    True when this call did it; False when that was done before, as by a double click.
    """
    session.get_one(County, batch.county_fips, with_for_update=WEAKLY)
    session.refresh(batch, _OPENED, with_for_update=WEAKLY)
    if batch.taken_at is not None:
        return False
    looked = look(session, batch, reader, at)
    if not looked.may_be_taken_in:
        return looked
    known = {one.person for one in looked.verdicts if one.person is not None}
    if known:
        lock_all(session, known)  # nobody adds to what is known of them any more
        looked = look(session, batch, reader, at)
        if not looked.may_be_taken_in:
            return looked
    batch.taken_at, batch.taken_by_id = at, by
    taking = _Taking(session, batch, {"recorded_at": at, "recorded_by_id": by})
    bringing = [one for one in looked.verdicts if one.plan is not None]
    if kind_of(batch).adds_people:
        taking.people(bringing)
    else:
        taking.facts(bringing)
    audit.note(session, "list taken in", person_id=None, by=by, at=at, batch=batch.id)
    session.flush()
    return True


class _Taking:
    """The recording of one list."""

    def __init__(self, session: Session, batch: ImportBatch, recorded: dict[str, Any]) -> None:
        self.session, self.batch, self.recorded = session, batch, recorded

    def people(self, verdicts: list[Verdict]) -> None:
        """New people first, then where everybody works and what they are."""
        new = [one for one in verdicts if one.state is State.NEW]
        person = self._new_people(new)
        for one in verdicts:
            if one.number not in person:
                person[one.number] = one.person or person[one.same_row or 0]
        plans = {one.number: one.plan for one in verdicts if isinstance(one.plan, PersonPlan)}
        grants = self._grants(
            {number: person[number] for number in plans},
            {one.person for one in verdicts if one.person is not None},
        )
        affiliations = self._affiliations(plans, person)
        professions = self._professions(plans, person)
        brought = {one.number for one in new}
        self._note(
            {
                "number": number,
                "person_id": person[number],
                "is_new": number in brought,
                "grant_id": grants.get(number),
                "affiliation_id": affiliations.get(number),
                "profession_id": professions.get(number),
            }
            for number in plans
        )

    def _new_people(self, new: list[Verdict]) -> dict[int, int]:
        """The number of each new person, by row."""
        found = {}
        fresh = [one for one in new if one.person is None]
        numbers = add_many(
            self.session,
            Person,
            [
                {
                    "legal_name": one.read.name,
                    "email": one.read.email,
                    "phone": one.read.values.get("phone", ""),
                }
                for one in fresh
            ],
            {"name_used": "", **self.recorded},
        )
        found = {one.number: number for one, number in zip(fresh, numbers, strict=True)}
        for one in new:
            if one.person is not None:  # known only by a list that was undone
                self._bring_back(one, one.person)
                found[one.number] = one.person
        return found

    def _bring_back(self, one: Verdict, person_id: int) -> None:
        person = self.session.get_one(Person, person_id)
        details = Details(one.read.name, "", one.read.email, one.read.values.get("phone", ""))
        by, at = self.recorded["recorded_by_id"], self.recorded["recorded_at"]
        people.edit(self.session, person, details, by=by, at=at)

    def _grants(self, person: Mapping[int, int], known: set[int]) -> dict[int, int]:
        """Everybody who works somewhere is a team member, by the first row that says so."""
        held = select(RoleGrant.person_id).where(
            RoleGrant.role == Role.TEAM_MEMBER,
            RoleGrant.ended_at.is_(None),
            RoleGrant.person_id.in_(known),
        )
        have = set(self.session.scalars(held)) if known else set()
        first: dict[int, int] = {}
        for number, each in person.items():
            if each not in have:
                first.setdefault(each, number)
        rows = [{"person_id": each} for each in first]
        same = {"role": Role.TEAM_MEMBER, **self.recorded}
        return dict(zip(first.values(), add_many(self.session, RoleGrant, rows, same), strict=True))

    def _affiliations(
        self, plans: Mapping[int, PersonPlan], person: Mapping[int, int]
    ) -> dict[int, int]:
        rows = {
            number: {
                "person_id": person[number],
                "agency_id": plan.place.agency,
                "team_id": plan.place.team,
                "position": plan.place.position,
                "starts_on": plan.place.starts_on,
                "supersedes_id": plan.supersedes,
            }
            for number, plan in plans.items()
            if plan.place is not None
        }
        return self._added(Affiliation, rows, county_fips=self.batch.county_fips)

    def _professions(
        self, plans: Mapping[int, PersonPlan], person: Mapping[int, int]
    ) -> dict[int, int]:
        rows = {
            number: {"person_id": person[number], "provider_type": plan.profession}
            for number, plan in plans.items()
            if plan.profession is not None
        }
        return self._added(PersonProviderType, rows)

    def _added(self, table: Any, rows: Mapping[int, dict[str, Any]], **same: Any) -> dict[int, int]:
        numbers = add_many(self.session, table, list(rows.values()), same | self.recorded)
        return dict(zip(rows, numbers, strict=True))

    def facts(self, verdicts: list[Verdict]) -> None:
        """Trainings or credentials."""
        trainings = self.batch.kind == "trainings"
        rows = {
            one.number: {
                "person_id": one.person,
                **one.plan.values,
                "supersedes_id": one.plan.supersedes,
            }
            for one in verdicts
            if isinstance(one.plan, FactPlan)
        }
        if trainings:
            # the list is no evidence of it: who may see that may not see everybody in the list
            added = self._added(OutsideTraining, rows, withdrawn=False)
            self._carry_credit(rows, added)
        else:
            added = self._added(Credential, rows)
        column = "training_id" if trainings else "credential_id"
        self._note(
            {"number": number, "person_id": rows[number]["person_id"], "is_new": False, column: row}
            for number, row in added.items()
        )

    def _carry_credit(self, rows: Mapping[int, dict[str, Any]], added: Mapping[int, int]) -> None:
        """What a corrected entry was credited for goes on, where the decision still fits."""
        by, at = self.recorded["recorded_by_id"], self.recorded["recorded_at"]
        for number, row_id in added.items():
            supersedes = rows[number]["supersedes_id"]
            if supersedes is not None:
                before = self.session.get_one(OutsideTraining, supersedes)
                after = self.session.get_one(OutsideTraining, row_id)
                claims.carry(self.session, before, after, by=by, at=at)

    def _note(self, rows: Iterable[dict[str, Any]]) -> None:
        """Write down what each row brought."""
        same = {"batch_id": self.batch.id, "stays": ""}
        add_all(self.session, ImportedRow, list(rows), same)
