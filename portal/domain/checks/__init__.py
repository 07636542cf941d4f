"""The checks that requirements name, and the settings each is called with.

The table says what a file may write and what a form may ask: every setting's kind, the words that
may stand in place of a value, and a label and a hint for whoever fills it in. The judging itself
is in `certification`, `staffing` and `counties`.
"""

from portal.domain.checks.shapes import CheckShape, Kind, SettingShape
from portal.domain.checks.table import CHECKS

__all__ = ["CHECKS", "CheckShape", "Kind", "SettingShape"]
