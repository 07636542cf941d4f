"""What a requirement's check is called with, as pages say it."""

from collections.abc import Mapping

from portal import held
from portal.domain.checks import CHECKS, Kind, SettingShape
from portal.domain.requirements import Requirement, Setting
from portal.domain.settings import setting_words


def settings_words(one: Requirement, settings: Mapping[str, Setting]) -> list[tuple[str, str]]:
    """Each setting's label and value; requirements and trainings by their titles."""
    shapes = CHECKS[one.check].settings
    return [(shapes[name].label, _said(shapes[name], settings[name])) for name in settings]


def _said(shape: SettingShape, value: Setting) -> str:
    if shape.kind is Kind.REQUIREMENT and isinstance(value, str):
        named = held.rulebook().requirements.get(value)
        return named.title if named else setting_words(shape, value)
    if shape.kind is Kind.COURSES and isinstance(value, tuple) and value:
        found = [(slug, held.catalogue().current(slug)) for slug in value]
        return ", ".join(course.title if course else slug for slug, course in found)
    return setting_words(shape, value)
