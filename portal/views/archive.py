"""The list of webinars: what is to come, what was, and what has no day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.content.library import WebinarTable
from portal.domain.library.items import Kind
from portal.services.library import Shown
from portal.views import access
from portal.views.library import now, show, visible

blueprint = Blueprint("archive", __name__, url_prefix="/webinars")


@dataclass(frozen=True, slots=True)
class ByTime:
    """Webinars as people look for them."""

    upcoming: Sequence[Shown]
    """The next one first."""
    past: Sequence[Shown]
    """The latest first."""
    undated: Sequence[Shown]

    def __len__(self) -> int:
        return len(self.upcoming) + len(self.past) + len(self.undated)


def facts_of(shown: Shown) -> WebinarTable:
    """What a webinar says of itself."""
    return cast(WebinarTable, shown.facts)


def by_time(webinars: Iterable[Shown], at: datetime) -> ByTime:
    """Divide them. One that goes on now is still to come: people may join it."""
    upcoming, past, undated = [], [], []
    for shown in webinars:
        facts = facts_of(shown)
        if facts.starts is None:
            undated.append(shown)
        elif (facts.ends or facts.starts) > at:
            upcoming.append((facts.starts, shown))
        else:
            past.append((facts.starts, shown))
    upcoming.sort(key=lambda each: each[0])
    past.sort(key=lambda each: each[0], reverse=True)
    return ByTime([each for _, each in upcoming], [each for _, each in past], undated)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for. Empty: no matter."""

    initiative: str
    topic: str
    series: str
    audience: str
    ce: bool

    @classmethod
    def asked(cls) -> "Filter":
        """As the address says it."""
        args = request.args
        return cls(
            args.get("initiative", ""),
            args.get("topic", ""),
            args.get("series", ""),
            args.get("audience", ""),
            args.get("ce") == "yes",
        )

    def takes(self, shown: Shown) -> bool:
        """Whether a webinar is asked for."""
        facts = facts_of(shown)
        return (
            (not self.initiative or self.initiative in facts.initiatives)
            and (not self.topic or self.topic in facts.topics)
            and (not self.series or self.series == facts.series)
            and (not self.audience or self.audience == facts.for_whom)
            and (not self.ce or facts.ce_minutes > 0)
        )


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every webinar, or those that the filter takes."""
    found, asked = visible(), Filter.asked()
    webinars = found.of(Kind.WEBINAR)
    facts = [facts_of(shown) for shown in webinars]
    return show(
        "archive/index.html",
        asked=asked,
        webinars=by_time(filter(asked.takes, webinars), now()),
        count=len(webinars),
        topics=sorted({topic for each in facts for topic in each.topics}),
        series=sorted({each.series for each in facts} - {""}),
        audiences=sorted({each.for_whom for each in facts} - {""}),
        has_ce=any(each.ce_minutes for each in facts),
        initiatives=found.of(Kind.INITIATIVE),
    )
