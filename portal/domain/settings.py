"""Settings of checks: whether a value fits, read from a form, said on a page, kept as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from portal.domain.checks import CHECKS, Kind, SettingShape
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.evidence import subject_named, subject_words
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Setting

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERS = (Kind.NUMBER, Kind.DAYS, Kind.MONTHS)
NONE = "none"
"""How an empty list or table is written in a form."""
_FEW = 30
"""So many words at most are listed in a message."""

_ASKS = {
    Kind.NUMBER: "Write a whole number",
    Kind.DAYS: "Write a whole number of days",
    Kind.MONTHS: "Write a whole number of months",
    Kind.REQUIREMENT: "Write the slug of a requirement",
    Kind.DAY: "Write a day as 2026-11-22",
    Kind.WORDS: "Write a list",
    Kind.COURSES: "Write a list",
    Kind.TABLE: "Write a subject and its hours, several with commas between",
}


def fitting(shape: SettingShape, value: object) -> Setting:
    """The value as a setting, with lists made tuples. Raises Invalid when it does not fit."""
    if value == UNKNOWN and isinstance(value, str):
        if shape.may_be_unknown:
            return UNKNOWN
        raise Invalid(f"This is never unknown. {_remedy(shape)}")
    if isinstance(value, str) and value in shape.instead:
        return value
    if shape.kind in _NUMBERS:
        return _number(shape, value)
    if shape.kind is Kind.WORD:
        return _known(shape, value)
    if shape.kind is Kind.REQUIREMENT:
        return _word(shape, value)
    if shape.kind is Kind.DAY:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise Invalid(_remedy(shape))
    if shape.kind is Kind.TABLE:
        return _table(shape, value)
    if not isinstance(value, list | tuple):
        raise Invalid(_remedy(shape))
    words = tuple(_known(shape, word) if shape.choices else _word(shape, word) for word in value)
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise Invalid(f"“{twice}” is there twice. Take one out.")
    return words


def parse_setting(shape: SettingShape, text: str) -> Setting:
    """What somebody wrote in a form. Raises Invalid, naming the remedy, when it does not fit."""
    said = text.strip()
    if not said:
        raise Invalid(_remedy(shape))
    if said.lower() in (UNKNOWN, *shape.instead):
        return fitting(shape, said.lower())
    if shape.kind in _NUMBERS:
        number = re.fullmatch(r"(\d{1,6})(?:\s*(?:days?|months?|hours?))?", said.lower())
        return fitting(shape, int(number.group(1)) if number else said)
    if shape.kind is Kind.DAY:
        return fitting(shape, _day(said) or said)
    if shape.kind in (Kind.WORD, Kind.REQUIREMENT):
        return fitting(shape, _value_of(shape, said))
    if said.lower() == NONE:
        return fitting(shape, {} if shape.kind is Kind.TABLE else ())
    parts = [part.strip() for part in re.split(r"[,\n]", said) if part.strip()]
    if shape.kind in (Kind.WORDS, Kind.COURSES):
        return fitting(shape, [_value_of(shape, part) for part in parts])
    table: dict[str, int] = {}
    for part in parts:
        row = re.fullmatch(r"(.+?)\s*[:= ]\s*(\d{1,6})", part)
        if row is None:
            raise Invalid(f"“{part}” is not a subject and a number. {_remedy(shape)}")
        subject = subject_named(row.group(1))
        if subject in table:
            raise Invalid(f"“{row.group(1)}” is there twice. Take one out.")
        table[subject] = int(row.group(2))
    return fitting(shape, table)


def setting_text(shape: SettingShape, value: Setting) -> str:
    """The value as it is written in a form; `parse_setting` gives it back."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        said = value if shape.choices else [subject_words(word) for word in value]
        return ", ".join(said) or NONE
    if isinstance(value, Mapping):
        said = [f"{subject_words(word)} {number}" for word, number in value.items()]
        return ", ".join(said) or NONE
    return str(value)


def settings_words(
    one: Requirement,
    settings: Mapping[str, Setting],
    rulebook: Rulebook,
    trainings: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Each setting's label and value as people read them.

    Requirements are named by their titles, and trainings by those of `trainings`, by slug.
    """
    shapes = CHECKS[one.check].settings
    titles = {
        Kind.REQUIREMENT: {slug: each.title for slug, each in rulebook.requirements.items()},
        Kind.COURSES: trainings,
    }
    return [
        (shapes[name].label, setting_words(shapes[name], value, titles.get(shapes[name].kind, {})))
        for name, value in settings.items()
    ]


def setting_words(
    shape: SettingShape, value: Setting, titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The value as people read it on a page, such as “24 months” or “Peace officer”."""
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int):
        unit = {Kind.DAYS: "day", Kind.MONTHS: "month"}.get(shape.kind)
        return f"{value} {unit}{'' if value == 1 else 's'}" if unit else str(value)
    if value == UNKNOWN and isinstance(value, str):
        return value
    labels = {**(shape.choices or {}), **shape.instead, **titles}
    if isinstance(value, tuple):
        unlabelled = str if shape.kind is Kind.COURSES else subject_words
        return ", ".join(labels.get(word) or unlabelled(word) for word in value) or NONE
    if isinstance(value, Mapping):
        said = [f"{number} in {subject_words(word)}" for word, number in value.items()]
        return ", ".join(said) or NONE
    return labels.get(value, value)


def settings_to_json(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """The settings as JSON can hold them; days as ISO text."""
    return {name: _to_json(value) for name, value in settings.items()}


def settings_from_json(data: Mapping[str, Any]) -> dict[str, Setting]:
    """The settings that `settings_to_json` wrote."""
    return {name: _from_json(value) for name, value in data.items()}


def _to_json(value: Setting) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _from_json(value: Any) -> Setting:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    setting: Setting = value
    return setting


def _number(shape: SettingShape, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(_remedy(shape))
    if value < shape.at_least:
        raise Invalid(f"Write a number of at least {shape.at_least}.")
    return value


def _word(shape: SettingShape, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid(_remedy(shape))
    if not _WORD.fullmatch(value):
        raise Invalid(f"“{value}” is no word of small letters, digits and single hyphens.")
    return value


def _known(shape: SettingShape, value: object) -> str:
    choices = shape.choices or {}
    if isinstance(value, str) and value in choices:
        return value
    known = list(choices)
    listed = ", ".join(known if len(known) <= _FEW else [*known[:2], f"… {known[-1]}"])
    if isinstance(value, str):
        close = get_close_matches(value, known, n=1, cutoff=0.6)
        hint = (
            f"Did you mean “{close[0]}”?" if close and len(known) <= _FEW else f"Known: {listed}."
        )
        raise Invalid(f"“{value}” is not known here. {hint}")
    raise Invalid(f"Write one of: {listed}.")


def _table(shape: SettingShape, value: object) -> Mapping[str, int]:
    if not isinstance(value, Mapping):
        raise Invalid(_remedy(shape))
    return {_word(shape, word): _number(shape, number) for word, number in value.items()}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if _DAY.fullmatch(said) else None
    except ValueError:
        return None


def _value_of(shape: SettingShape, said: str) -> str:
    """The word for what was said: a choice may be named by its label too."""
    if shape.kind is Kind.WORDS and not shape.choices:
        return subject_named(said)
    by_label = {label.lower(): word for word, label in (shape.choices or {}).items()}
    return by_label.get(said.lower(), said)


def _remedy(shape: SettingShape) -> str:
    """What to write, as a sentence."""
    if shape.kind is Kind.WORD:
        ways = [f"Write one of: {', '.join(shape.choices or {})}"]
    else:
        ways = [_ASKS[shape.kind]]
    others = [*shape.instead, *([UNKNOWN] if shape.may_be_unknown else [])]
    ways += [f"“{word}”" for word in others]
    return ", or ".join([", ".join(ways[:-1]), ways[-1]] if len(ways) > 1 else ways) + "."
