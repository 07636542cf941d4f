"""Lists of people, trainings and credentials: the file, its columns, and single rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from portal.domain.imports.days import Doubts, Order, both_ways
from portal.domain.imports.kinds import KINDS, Field, Kind, Reads
from portal.domain.imports.problems import quoted
from portal.domain.imports.rows import Columns
from portal.domain.imports.verdicts import Candidate
from portal.domain.text import spaced
from portal.forms.fields import ChoiceField, Choices

KEEP = "?"
"""What a list to choose from sends while nothing was chosen in place of the file's words."""
_CENTURIES = {"2000": "20{0}", "1900": "19{0}"}
_CHOSEN = {Reads.TEAM, Reads.AGENCY, Reads.PROFESSION, Reads.SUBJECT}
"""Fields whose values are chosen from a list."""


class ListForm(FlaskForm):  # type: ignore[misc]
    """A file that is handed in."""

    kind = ChoiceField(
        "What the file lists",
        "Choose what the file lists.",
        choices={"": "Choose", **{kind.slug: kind.title for kind in KINDS.values()}},
    )
    county = ChoiceField("County", "Choose the county.")
    file = FileField("File", [InputRequired("Choose a file.")])


class PartForm(FlaskForm):  # type: ignore[misc]
    """Which sheet of a workbook, and which row has the headings. Sent with GET."""

    class Meta:
        """No token."""

        csrf = False

    sheet = ChoiceField("Sheet")
    header = ChoiceField("Row with the headings")


class ColumnsForm(FlaskForm):  # type: ignore[misc]
    """Which column is which field. The fields come by `columns_form`."""

    def column(self, name: str) -> Any:
        """The list of columns for a field."""
        return self[f"column_{name}"]

    def same(self, name: str) -> Any:
        """What holds where a row says nothing; None where that cannot be said."""
        return self._fields.get(f"same_{name}")

    def questions(self, name: str) -> list[Any]:
        """What is asked about how a column is written."""
        found = [self._fields.get(f"{what}_{name}") for what in ("order", "century")]
        if name == "name":
            found.append(self._fields.get("last_first"))
        return [field for field in found if field is not None]

    def is_told(self, one: Field) -> bool:
        """Whether the file says something about a field, or the page has to ask about it."""
        name = one.name
        parts = [self.column(name), self.same(name), *self.questions(name)]
        said = any(part is not None and (part.data or part.errors) for part in parts)
        return said or one.needed or name in {"name", "email", "agency", "team"}

    def columns(self, kind: Kind, sheet: int, header: int) -> Columns:
        """What was chosen, for a sheet with its headings in a row."""
        data = self.data
        last_first = data.get("last_first", "")
        return Columns(
            sheet=sheet,
            header=header,
            places={
                one.name: int(chosen)
                for one in kind.fields
                if (chosen := data.get(f"column_{one.name}"))
            },
            orders={
                one.name: order for one in kind.fields if (order := data.get(f"order_{one.name}"))
            },
            centuries={
                one.name: int(century)
                for one in kind.fields
                if (century := data.get(f"century_{one.name}"))
            },
            last_first=None if not last_first else last_first == "last",
            same={
                one.name: text
                for one in kind.fields
                if (text := data.get(f"same_{one.name}") or "")
            },
        )

    def check(self, kind: Kind) -> bool:
        """Whether everything that a row needs is there; else the errors are at the fields."""
        good = True
        data = self.data

        def there(name: str) -> bool:
            return bool(data.get(f"column_{name}") or data.get(f"same_{name}"))

        named = there("name") or (there("first_name") and there("last_name"))
        if not named and (kind.adds_people or not there("email")):
            self["column_name"].errors = ["Choose the column with the names."]
            good = False
        for one in kind.fields:
            if one.needed and not there(one.name):
                self.column(one.name).errors = [f"Choose the column: {one.label.lower()}."]
                good = False
        if kind.adds_people and not there("agency") and not there("team"):
            words = (
                "Choose the column with the agency or with the team, or one agency for all rows."
            )
            self.column("agency").errors = [words]
            good = False
        return good


def columns_form(
    kind: Kind,
    header: Sequence[str],
    examples: Sequence[str],
    questions: Mapping[str, Doubts],
    comma: str,
    offered: Mapping[str, Choices],
) -> type[ColumnsForm]:
    """The form for a file: `offered` has the values of fields that are chosen from lists."""
    parts: dict[str, Any] = {}
    places = {"": "Not in this file"}
    for place, words in enumerate(header):
        example = f", such as {quoted(examples[place])}" if examples[place] else ""
        places[str(place)] = f"{letters(place)}: {words or 'no heading'}{example}"
    for one in kind.fields:
        parts[f"column_{one.name}"] = ChoiceField(one.label, choices=places, description=one.hint)
        if one.same:
            parts[f"same_{one.name}"] = _same(one, offered)
        _ask_about_days(parts, one, questions.get(one.name))
    if comma:
        parts["last_first"] = ChoiceField(
            f"Names with a comma, such as {quoted(comma)}",
            "Say what the comma means.",
            choices={
                "": "Choose",
                "last": "The last name comes first",
                "as-is": "They are meant as they stand",
            },
        )
    return type("ColumnsOfFile", (ColumnsForm,), parts)


def _same(one: Field, offered: Mapping[str, Choices]) -> Any:
    label = f"{one.label} of rows that say nothing"
    if one.name in offered:
        return ChoiceField(label, choices={"": "None", **offered[one.name]})
    return StringField(label, [Length(max=one.longest)], filters=[spaced])


def _ask_about_days(parts: dict[str, Any], one: Field, asked: Doubts | None) -> None:
    if asked is None:
        return
    if asked.two_ways:
        month, day = both_ways(asked.two_ways)
        parts[f"order_{one.name}"] = ChoiceField(
            f"{one.label}: what {quoted(asked.two_ways)} means",
            "Say whether the month or the day comes first.",
            choices={
                "": "Choose",
                Order.MONTH.value: f"{month}: the month comes first",
                Order.DAY.value: f"{day}: the day comes first",
            },
        )
    if asked.short_year:
        digits = asked.short_year.split()[-1][-2:] if " " in asked.short_year else ""
        digits = digits or asked.short_year[-2:]
        parts[f"century_{one.name}"] = ChoiceField(
            f"{one.label}: the year of {quoted(asked.short_year)}",
            "Say which year is meant.",
            choices={
                "": "Choose",
                **{value: words.format(digits) for value, words in _CENTURIES.items()},
            },
        )


def letters(place: int) -> str:
    """The letter of a column, as spreadsheets show it."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


class RowForm(FlaskForm):  # type: ignore[misc]
    """A row, and who it is about. The fields come by `row_form`."""

    left_out = BooleanField("Leave this row out")

    def also(self, name: str) -> Any:
        """Whether other rows with the same words are meant, too; None where there are none."""
        return self._fields.get(f"also_{name}")


def row_form(
    fields: Sequence[Field],
    unknown: Mapping[str, str],
    offered: Mapping[str, Choices],
    others: Mapping[str, int],
    candidates: Sequence[Candidate],
    *,
    adds_people: bool,
    asks: bool,
    differs: bool,
) -> type[RowForm]:
    """The form for a row.

    `unknown` has the words of the file where a list to choose from has none like them, `others`
    how many other rows say the same.
    """
    parts: dict[str, Any] = {}
    for one in fields:
        if one.reads in _CHOSEN:
            first = (
                {KEEP: f"Choose: the file says {quoted(unknown[one.name])}"}
                if (one.name in unknown)
                else {}
            )
            choices = {**first, "": "None", **offered[one.name]}
            parts[one.name] = ChoiceField(one.label, choices=choices)
        else:
            checks = [Length(max=300, message="Use 300 characters or fewer.")]
            parts[one.name] = StringField(one.label, checks, filters=[spaced])
        if others.get(one.name):
            count = others[one.name]
            rows = "1 other row that says" if count == 1 else f"{count} other rows that say"
            words = f"Do the same in {rows} {quoted(unknown[one.name])}"
            parts[f"also_{one.name}"] = BooleanField(words)
    if asks:
        people = {one.value: f"{one.words}: {one.why}" for one in candidates if one.may_be_chosen}
        new = {"new": "Somebody new"} if adds_people else {}
        parts["who"] = RadioField("Who is it?", choices=people | new, validate_choice=False)
    if differs:
        parts["differing"] = RadioField(
            "What holds?",
            choices={"file": "What the file says", "portal": "What the portal says"},
            validate_choice=False,
        )
    return type("RowOfFile", (RowForm,), parts)
