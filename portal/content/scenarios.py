"""scenario.toml → a branching conversation that leads forward only and always ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from portal.content.explain import nearest
from portal.content.files import Shelf, Slug, Table, Text, Words
from portal.content.markdown import Writer
from portal.domain.scenarios import Effect, Ending, Option, Scenario, Step


class OptionTable(Table):
    """[[step.choice]]"""

    text: Words
    effect: Annotated[Effect, Field(strict=False)]
    result: Text
    why: Text
    leads: Slug


class StepTable(Table):
    """What every [[step]] has."""

    id: Slug
    scene: Text
    says: Words | None = None
    who: Words | None = None


class MomentTable(StepTable):
    """A [[step]] at which the learner chooses."""

    ask: Words
    choice: Annotated[list[OptionTable], Field(min_length=2, max_length=4)]


class EndingTable(StepTable):
    """A [[step]] at which the conversation ends."""

    ending: Annotated[Ending, Field(strict=False)]
    debrief: Text


class ScenarioTable(Table):
    """scenario.toml; its steps are read one by one."""

    title: Words
    setting: Text
    start: Slug
    step: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A scenario file being read."""

    shelf: Shelf
    path: Path
    writer: Writer
    module: str

    def html(self, key: str, text: str) -> str:
        page = self.writer.fragment(self.module, text)
        for fault in page.faults:
            where = f"{key}, line {fault.line}" if "\n" in text else key
            self.shelf.wrong(self.path, where, fault.message)
        return page.html

    def step(self, key: str, row: dict[str, Any]) -> Step | None:
        kind: type[StepTable] = EndingTable if "ending" in row else MomentTable
        table = self.shelf.fit(self.path, row, kind, key)
        if table is None:
            return None
        if bool(table.says) != bool(table.who):
            missing = "who" if table.says else "says"
            message = "says and who belong together. Write both or neither."
            self.shelf.wrong(self.path, f"{key}.{missing}", message)
        moment = table if isinstance(table, MomentTable) else None
        end = table if isinstance(table, EndingTable) else None
        return Step(
            id=table.id,
            scene_html=self.html(f"{key}.scene", table.scene),
            says=table.says or "",
            who=table.who or "",
            ask=moment.ask if moment else "",
            options=tuple(self.options(key, moment)) if moment else (),
            ending=end.ending if end else None,
            debrief_html=self.html(f"{key}.debrief", end.debrief) if end else "",
        )

    def options(self, key: str, table: MomentTable) -> Iterator[Option]:
        for number, option in enumerate(table.choice, start=1):
            where = f"{key}.choice[{number}]"
            yield Option(
                key=str(number),
                text=option.text,
                effect=option.effect,
                result_html=self.html(f"{where}.result", option.result),
                why_html=self.html(f"{where}.why", option.why),
                leads=option.leads,
            )


def read_scenario(shelf: Shelf, path: Path, module: str, writer: Writer) -> Scenario | None:
    """The scenario of a module; None, with every problem noted, when it cannot be used."""
    before = len(shelf.problems)
    table = shelf.table(path, ScenarioTable)
    if table is None:
        return None
    reading = _Reading(shelf, path, writer, module)
    setting = reading.html("setting", table.setting)
    keys: dict[str, str] = {}
    steps: dict[str, Step] = {}
    for number, row in enumerate(table.step, start=1):
        key = f"step[{number}]"
        step = reading.step(key, row)
        if step is None:
            continue
        if step.id in steps:
            shelf.wrong(path, f"{key}.id", f"{keys[step.id]} has this id too. Give another.")
            continue
        keys[step.id], steps[step.id] = key, step
    if len(shelf.problems) > before:
        return None
    scenario = Scenario(table.title, setting, table.start, steps)
    for key, message in _faults(scenario, keys):
        shelf.wrong(path, key, message)
    return None if len(shelf.problems) > before else scenario


def _faults(scenario: Scenario, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
    steps = scenario.steps
    dangling = list(_dangling(scenario, keys))
    yield from dangling
    if not any(step.ending is Ending.GOOD for step in steps.values()):
        yield "step", "No ending is good. Write at least one way that ends well."
    if dangling:
        return
    try:
        TopologicalSorter(
            {step.id: {option.leads for option in step.options} for step in steps.values()}
        ).prepare()
    except CycleError as error:
        way = " → ".join(reversed(error.args[1]))
        yield "step", f"These steps go round in a circle: {way}. Lead forward only."
    reached = _reached(scenario)
    for step in steps:
        if step not in reached:
            yield keys[step], f"No choice leads to “{step}”. Lead to it, or remove it."


def _dangling(scenario: Scenario, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
    steps = scenario.steps
    if scenario.start not in steps:
        hint = nearest(scenario.start, steps)
        yield "start", f"There is no step “{scenario.start}”.{hint} Name the first step."
    for step in steps.values():
        for number, option in enumerate(step.options, start=1):
            if option.leads not in steps:
                hint = nearest(option.leads, steps) or " Write that step, or correct the name."
                key = f"{keys[step.id]}.choice[{number}].leads"
                yield key, f"There is no step “{option.leads}”.{hint}"


def _reached(scenario: Scenario) -> set[str]:
    reached: set[str] = set()
    waiting = [scenario.start]
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting += [option.leads for option in scenario.steps[step].options]
    return reached
