"""Two clocks in the address of a page: the day it answers for, and as of when that was known."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.domain.dates import CALIFORNIA, civil_date
from portal.forms.moments import MomentForm


@dataclass(frozen=True, slots=True)
class Moment:
    """Which day a page answers for, and as of when that was known."""

    as_of: date
    known_on: date | None
    """Through this day; None: as known now."""
    now: datetime

    @property
    def is_today(self) -> bool:
        """Whether the page answers for today."""
        return self.as_of == civil_date(self.now)

    @property
    def is_now(self) -> bool:
        """Whether it answers for today, as known now."""
        return self.is_today and self.known_on is None

    @property
    def known_at(self) -> datetime | None:
        """The last instant of the day through which facts are known; None: now."""
        if self.known_on is None:
            return None
        after = datetime.combine(self.known_on + timedelta(days=1), time(), CALIFORNIA)
        return after - timedelta(microseconds=1)

    @property
    def at(self) -> datetime:
        """The instant the page answers for: now for today, else the beginning of the day."""
        return self.now if self.is_today else datetime.combine(self.as_of, time(), CALIFORNIA)

    @property
    def asked(self) -> dict[str, Any]:
        """What links carry on, so that the next page answers for the same moment."""
        asked: dict[str, Any] = {} if self.is_today else {"as_of": self.as_of.isoformat()}
        return asked | self.known

    @property
    def known(self) -> dict[str, Any]:
        """The same without the day, for pages that name their own."""
        return {"known_on": self.known_on.isoformat()} if self.known_on else {}


def asked() -> tuple[Moment, MomentForm, int]:
    """The moment in the address, its form, and the status: 422 when a day was no day.

    A day that cannot be used is left out, and the form says so.
    """
    now = clock.now()
    today = civil_date(now)
    form = MomentForm(request.args, today)
    status = 200 if form.validate() else 422
    good: dict[str, Any] = {
        field.name: None if field.errors else field.data for field in (form.as_of, form.known_on)
    }
    return Moment(good["as_of"] or today, good["known_on"], now), form, status


def form_of(as_of: str, known_on: str) -> MomentForm:
    """The form with these days filled in, as they were sent; empty where none was."""
    sent = {"as_of": as_of, "known_on": known_on}
    return MomentForm(MultiDict({name: day for name, day in sent.items() if day}), date.max)
