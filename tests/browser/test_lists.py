"""A trainer's Monday: 200 people from a messy file, nine bad rows put right, taken in, undone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.models import Affiliation, Person, Team
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import give
from tests.browser.journey import keep_picture, person_signs_in, sees_heading
from tests.browser.served import Portal
from tests.lists import workbook

pytestmark = pytest.mark.browser

FRESNO = "06019"
