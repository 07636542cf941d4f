"""What the law says, case by case, and that no boundary of a requirement goes without a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from portal.content.regulations import read_rulebook
from portal.domain.certification import judge, judged_requirements, standing
from portal.domain.checks import CHECKS
from portal.domain.counties import GO_LIVE, judge_county
from portal.domain.requirements import (
    Requirement,
    Rulebook,
    Subject,
    Tier,
    Verification,
    with_verifications,
)
from portal.domain.settings import fitting
from portal.domain.staffing import Answer, Present, abilities, judge_together
from tests.regulations.cases import CaseTable, case_files, read_cases
from tests.regulations.people import CORE, county_facts, person_facts

ROOT = Path(__file__).parents[2] / "portal" / "regulations"
NOT_IN_FORCE = Answer.NOT_IN_FORCE.value
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case.name}")
    for _, path in case_files()
    for case in read_cases(path)
]
FILES = [pytest.param(address, path, id=address) for address, path in case_files()]


@cache
def law() -> Rulebook:
    return read_rulebook(ROOT)


def rulebook_for(slug: str, case: CaseTable) -> Rulebook:
    """The law, with the requirement as verified as the case wants it."""
    rulebook = law()
    requirement = rulebook.requirements[slug]
    if case.verified is None:
        return rulebook
    bare = replace(
        requirement,
        versions=tuple(replace(each, verified=None) for each in requirement.versions),
    )
    rulebook = replace(rulebook, requirements={**rulebook.requirements, slug: bare})
    version = bare.on(case.day)
    if not case.verified or version is None:
        return rulebook
    shapes = CHECKS[requirement.check].settings
    filled_in = Verification(
        id=1,
        requirement=slug,
        version=version.starts,
        settings={name: fitting(shapes[name], value) for name, value in case.settings.items()},
        source=version.source,
        section="As the case says",
        read_on=date(2026, 11, 22),
        starts_on=version.starts,
        ends_on=None,
        recorded_at=datetime(2026, 11, 22, 18, tzinfo=UTC),
        recorded_by="Rosa",
    )
    return with_verifications(rulebook, [filled_in])


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_the_law_says_what_the_case_expects(slug: str, case: CaseTable) -> None:
    rulebook = rulebook_for(slug, case)
    requirement = rulebook.requirements[case.judge or slug]
    answer, advisory = answered(requirement, rulebook, case)
    assert answer == case.expect
    assert case.advisory in (None, advisory)


def answered(
    requirement: Requirement, rulebook: Rulebook, case: CaseTable
) -> tuple[str, bool | None]:
    """The answer for whoever the case is about, and whether it advises."""
    if requirement.subject is Subject.TEAM:
        line = next(
            line
            for line in judge_together(together(rulebook, case), rulebook, case.day).lines
            if line.requirement.slug == requirement.slug
        )
        return line.answer.value, line.advisory
    if requirement.subject is Subject.COUNTY:
        assert case.county is not None
        facts = county_facts(requirement.slug, case.county)
        county = case.county
        verdict = judge_county(county.fips, facts, requirement, case.day, county.covered)
        return verdict.answer.value, verdict.advisory
    assert case.person is not None
    facts_of_person = person_facts(1, case.person)
    of_person = judge(facts_of_person, requirement, rulebook, case.day)
    state, advisory = standing(facts_of_person, requirement, rulebook, case.day)
    assert (of_person.state, of_person.advisory) == (state, advisory)
    if of_person.version is None:
        return NOT_IN_FORCE, None
    return state.value, advisory


def together(rulebook: Rulebook, case: CaseTable) -> list[Present]:
    """Those who are there, with what each brings that day."""
    present = []
    for number, member in enumerate(case.team or (), start=1):
        facts = person_facts(number, member)
        states = {
            each.slug: standing(facts, each, rulebook, case.day)
            for each in judged_requirements(rulebook)
        }
        able = abilities(facts, rulebook, case.day, states)
        present.append(Present(number, facts.name, member.mode, able))
    return present


def test_every_requirement_has_a_case_file_at_its_own_address() -> None:
    there = {path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("*/*.toml")}
    assert there == {address for address, _ in case_files()}


@pytest.mark.parametrize(("address", "path"), FILES)
def test_every_boundary_and_the_day_before_has_a_case(address: str, path: Path) -> None:
    requirement = law().requirements[path.stem]
    boundaries = {
        day for version in requirement.versions for day in (version.starts, version.ends) if day
    }
    wanted = boundaries | {day - timedelta(days=1) for day in boundaries}
    days = {case.day for case in read_cases(path)}
    missing = ", ".join(str(day) for day in sorted(wanted - days))
    assert not missing, f"Add cases to tests/regulations/{address}.toml for: {missing}."


@pytest.mark.parametrize(("address", "path"), FILES)
def test_a_case_is_about_what_the_requirement_judges(address: str, path: Path) -> None:
    requirement = law().requirements[path.stem]
    for case in read_cases(path):
        given = {
            Subject.MEMBER: case.person,
            Subject.TEAM: case.team,
            Subject.COUNTY: case.county,
        }
        named = [subject for subject, about in given.items() if about is not None]
        assert named == [requirement.subject], f"{address}: {case.name}"
        assert bool(case.judge) == (requirement.tier is Tier.SCOPE), f"{address}: {case.name}"
        assert case.verified or not case.settings, f"{address}: {case.name}"


def test_the_requirements_that_others_rest_on_are_there() -> None:
    assert law().requirements[GO_LIVE].check == "done_by"
    core = [each for each in law().requirements.values() if each.tier is Tier.CORE]
    assert [each.slug for each in core] == list(CORE)


def test_the_regulations_hold_no_code() -> None:
    strange = [path for path in ROOT.rglob("*") if path.is_file() and path.suffix != ".toml"]
    assert not strange
