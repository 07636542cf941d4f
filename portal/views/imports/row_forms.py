"""The form of one row: what it shows, and what was decided with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portal.domain.evidence import subject_words
from portal.domain.imports.identities import MOST
from portal.domain.imports.kinds import Field, Kind
from portal.domain.imports.rows import Columns, Fix
from portal.domain.imports.verdicts import Candidate, Looked, State, Verdict
from portal.forms.fields import Choices
from portal.forms.imports import KEEP, RowForm, row_form
from portal.models import ImportBatch


def fields_of(kind: Kind, columns: Columns, verdict: Verdict) -> list[Field]:
    """The fields of a row: a name in one piece, or in the two that the file has."""
    halves = {"first_name", "last_name"}
    in_halves = halves & columns.places.keys() and not verdict.read.texts.get("name")
    hidden = {"name"} if in_halves else halves
    if "county" not in columns.places:
        hidden = hidden | {"county"}
    return [one for one in kind.fields if one.name not in hidden]


def _unknown(
    verdict: Verdict, fields: list[Field], offered: Mapping[str, Choices]
) -> dict[str, str]:
    """The words of the file where a list to choose from has none like them."""
    return {
        one.name: text
        for one in fields
        if one.name in offered
        and (text := verdict.read.texts.get(one.name, ""))
        and one.name not in verdict.read.values
    }


def _others(looked: Looked, verdict: Verdict, unknown: Mapping[str, str]) -> dict[str, int]:
    """How many other rows say the same, which is not known."""
    return {
        name: sum(
            one.number != verdict.number
            and one.read.texts.get(name) == text
            and one.state is not State.OUT
            for one in looked.verdicts
        )
        for name, text in unknown.items()
    }


def _candidates(verdict: Verdict) -> list[Candidate]:
    """Who may be meant; when somebody has said so, that can be changed."""
    if verdict.candidates:
        return verdict.candidates
    chosen = verdict.read.fix.who
    if chosen.isdigit() and verdict.who:
        return [Candidate(chosen, verdict.who, "you chose so")]
    return []


def form_of(
    batch: ImportBatch,
    kind: Kind,
    looked: Looked,
    verdict: Verdict,
    offered: Mapping[str, Choices],
    *,
    sent: bool = False,
) -> RowForm:
    """The form: as the row stands, or as it was sent."""
    fields = fields_of(kind, Columns(**batch.columns), verdict)
    unknown = _unknown(verdict, fields, offered)
    of_row = row_form(
        fields,
        unknown,
        offered,
        _others(looked, verdict, unknown),
        _candidates(verdict)[: 2 * MOST],
        adds_people=kind.adds_people and verdict.may_be_new,
        asks=sent or bool(_candidates(verdict)),  # an earlier answer may have led to the question
        differs=sent or verdict.state is State.DIFFERS or bool(verdict.read.fix.differing),
    )
    if sent:
        return of_row()
    fix = verdict.read.fix
    data: dict[str, Any] = {one.name: shown(verdict, one, offered) for one in fields}
    data |= {"left_out": fix.left_out, "who": fix.who, "differing": fix.differing}
    return of_row(formdata=None, data=data)


def shown(verdict: Verdict, one: Field, offered: Mapping[str, Choices]) -> str:
    """What the form shows of a field: what was understood, else what stands there."""
    text = verdict.read.texts.get(one.name, "")
    value: Any = verdict.read.values.get(one.name)
    if one.name in offered:
        if not text:
            return ""
        known = {words.casefold(): words for words in offered[one.name]}
        label = getattr(value, "label", text)
        if one.name == "subject" and isinstance(value, str):
            label = subject_words(value)
        return known.get(str(label).casefold(), KEEP)
    if isinstance(value, date):
        return value.isoformat()
    if one.reads.value == "hours" and isinstance(value, int):
        return f"{value / 60:g}"
    return str(value) if value is not None and one.reads.value == "name" else text


def show_problems(form: RowForm, verdict: Verdict) -> None:
    """Say at each field what is wrong with it."""
    loose = []
    for problem in verdict.problems:
        words = f"{problem.reason} {problem.remedy}"
        if problem.field and problem.field in form:
            field = form[problem.field]
            field.errors = [*field.errors, words]
        elif problem.field in {"name", "first_name", "last_name"} and "first_name" in form:
            form["first_name"].errors = [words]
        else:
            loose.append(words)
    if verdict.state is State.ASK and "who" in form:
        form["who"].errors = ["Say who it is, or leave the row out."]
    if verdict.state is State.DIFFERS and "differing" in form:
        form["differing"].errors = ["Say what holds, or leave the row out."]
    if loose:
        form.form_errors = loose


def decided(
    form: RowForm, kind: Kind, columns: Columns, looked: Looked, verdict: Verdict
) -> dict[int, Fix]:
    """What was decided: about this row, and in words about those that say the same."""
    fields = fields_of(kind, columns, verdict)
    before = verdict.read.fix
    texts = dict(before.texts)
    changed: dict[str, str] = {}
    for one in fields:
        sent = form[one.name].data or ""
        was = form_value(form, verdict, one)
        if sent not in (KEEP, was):
            texts[one.name] = changed[one.name] = sent
    if form.left_out.data:
        return {verdict.number: replace(before, left_out=True)}
    if any(not problem.field for problem in verdict.problems) and not texts:
        first = fields[0].name
        texts[first] = form[first].data or ""  # the row was looked at as a whole
    found = {
        verdict.number: Fix(
            texts,
            (form["who"].data or "") if "who" in form else before.who,
            (form["differing"].data or "") if "differing" in form else before.differing,
            left_out=False,
        )
    }
    for name, text in changed.items():
        also = form.also(name)
        if also is not None and also.data:
            said = verdict.read.texts.get(name)
            for other in looked.verdicts:
                if other.number != verdict.number and other.read.texts.get(name) == said:
                    fix = other.read.fix
                    found[other.number] = replace(fix, texts={**fix.texts, name: text})
    return found


def form_value(form: RowForm, verdict: Verdict, one: Field) -> str:
    """What the form showed of a field before somebody changed it."""
    choices = getattr(form[one.name], "choices", None)
    offered = {one.name: dict(choices)} if choices else {}
    return shown(verdict, one, offered)
