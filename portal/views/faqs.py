"""Answers: by topic, one by one with all that they rest on, and what readers say of them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.content.library import FaqTable, InitiativeTable
from portal.db import db
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.library.items import Confidence, Kind
from portal.forms.questions import AskForm
from portal.services.library import Shown
from portal.services.library.questions import Said, take
from portal.views import access
from portal.views.library import now, show, shown_or_404, visible

blueprint = Blueprint("faqs", __name__, url_prefix="/faqs")


def facts_of(shown: Shown) -> FaqTable:
    """What an answer says of itself."""
    return cast(FaqTable, shown.facts)


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and the answers under it; what was replaced stands last."""

    slug: str
    title: str
    faqs: Sequence[Shown]


def by_topic(initiative: Shown, faqs: Iterable[Shown]) -> list[Topic]:
    """The answers of an initiative under its topics, in its order; empty topics are left out."""
    facts = cast(InitiativeTable, initiative.facts)
    found: dict[str, list[Shown]] = {}
    for shown in faqs:
        found.setdefault(facts_of(shown).topic, []).append(shown)
    for rows in found.values():
        rows.sort(key=lambda shown: bool(facts_of(shown).superseded_by))
    known = [(topic.slug, topic.title) for topic in facts.topic]
    other = [(slug, "Other questions") for slug in found if slug not in dict(known)]
    return [Topic(slug, title, found[slug]) for slug, title in [*known, *other] if slug in found]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for. Empty: no matter."""

    initiative: str
    topic: str
    words: str
    county: str
    sure: str

    @classmethod
    def asked(cls) -> "Filter":
        """As the address says it."""
        args = request.args
        return cls(
            args.get("initiative", ""),
            args.get("topic", ""),
            args.get("words", "").strip()[:200],
            args.get("county", ""),
            args.get("sure", ""),
        )

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not (self.initiative or self.topic or self.words or self.county or self.sure)

    def takes(self, shown: Shown) -> bool:
        """Whether an answer is asked for. Every word has to occur in it."""
        facts = facts_of(shown)
        if self.topic and self.topic != facts.topic:
            return False
        if self.sure and self.sure != facts.confidence:
            return False
        if self.county and facts.applies_to and self.county not in facts.applies_to:
            return False
        text = f"{facts.title} {facts.answer} {facts.not_known} {shown.text}".casefold()
        return all(word in text for word in self.words.casefold().split())


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every question by initiative and topic, or those that the filter takes."""
    return show("faqs/index.html", _index)


def _index() -> dict[str, Any]:
    found, asked = visible(), Filter.asked()
    everything = found.of(Kind.FAQ)
    groups = [
        (each, by_topic(each, filter(asked.takes, found.belonging(Kind.FAQ, each.ref.slug))))
        for each in found.of(Kind.INITIATIVE)
        if asked.initiative in ("", each.ref.slug)
    ]
    groups = [(each, topics) for each, topics in groups if topics]
    return {
        "asked": asked,
        "groups": groups,
        "count": len(
            {shown.ref for _, topics in groups for topic in topics for shown in topic.faqs}
        ),
        "total": len(everything),
        "initiatives": found.of(Kind.INITIATIVE),
        "topics": _topics(found.of(Kind.INITIATIVE), asked.initiative),
        "counties": sorted(
            {county for shown in everything for county in facts_of(shown).applies_to}
        ),
        "levels": list(Confidence),
    }


def _topics(initiatives: Iterable[Shown], chosen: str) -> list[tuple[str, str]]:
    return [
        (topic.slug, topic.title)
        for each in initiatives
        if chosen in ("", each.ref.slug) and isinstance(each.facts, InitiativeTable)
        for topic in each.facts.topic
    ]


def applies_now(facts: FaqTable, today: date) -> bool:
    """Whether the time for which an answer holds is not over, and has begun."""
    begun = facts.applies_from is None or facts.applies_from <= today
    return begun and (facts.applies_until is None or today <= facts.applies_until)


@blueprint.get("/<slug:faq>")
@access.public
def faq(faq: str) -> ResponseReturnValue:
    """One answer, with what it rests on, what it took the place of, and its history."""
    shown, found = shown_or_404(Kind.FAQ, faq), visible()
    facts = facts_of(shown)
    return show(
        "faqs/faq.html",
        lambda: {
            "shown": shown,
            "facts": facts,
            "applies": applies_now(facts, civil_date(now())),
            "newer": found.newer_answer(shown),
            "older": found.older_answers(shown),
            "history": found.history(shown),
            "related": found.several(facts.related),
            "initiatives": found.several(f"initiatives/{slug}" for slug in facts.initiatives),
        },
    )


# What readers say


@blueprint.get("/<slug:faq>/ask")
@access.public
def ask(faq: str) -> ResponseReturnValue:
    """The form: was it clear, and what is still asked. The address may say ?clear=yes or no."""
    shown = shown_or_404(Kind.FAQ, faq)
    clear = request.args.get("clear", "")
    form = AskForm(
        clear=clear if clear in ("yes", "no") else None,
        token=secrets.token_urlsafe(16),
        version=shown.number,
    )
    return render_template("faqs/ask.html", form=form, shown=shown)


@blueprint.post("/<slug:faq>/ask")
@access.public
def ask_submit(faq: str) -> ResponseReturnValue:
    """Keep what they say, once."""
    shown, form = shown_or_404(Kind.FAQ, faq), AskForm()
    if not form.validate():
        return render_template("faqs/ask.html", form=form, shown=shown), 422
    read = next(
        (each for each in visible().history(shown) if each.number == form.version.data), None
    )
    if read is None:
        raise NotFound("This version was not published. Open the answer again.")
    said = Said(
        version_id=read.version_id,
        asker=session.setdefault("asker", secrets.token_urlsafe(12)),
        token=form.token.data or "",
        clear={"yes": True, "no": False}.get(form.clear.data or ""),
        words=form.words.data or "",
        email=form.email.data if form.words.data else "",
    )
    person = current_user.person_id if current_user.is_authenticated else None
    take(db.session, said, by=person, at=now())
    db.session.commit()
    thanks = "Thank you. Your question is with TA staff." if said.words else "Thank you."
    flash(thanks, "ok")
    return redirect(url_for("faqs.faq", faq=faq), 303)
