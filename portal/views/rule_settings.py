"""What a requirement's check is called with, as pages say it."""

from collections.abc import Mapping

from portal import held
from portal.domain import settings as said
from portal.domain.requirements import Requirement, Setting


def settings_words(one: Requirement, settings: Mapping[str, Setting]) -> list[tuple[str, str]]:
    """Each setting's label and value; requirements and trainings by their titles."""
    return said.settings_words(one, settings, held.rulebook(), held.catalogue().titles)
