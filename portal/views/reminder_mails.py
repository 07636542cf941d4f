"""How reminders are worded: the words around what the planner found, and the links in them."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.config import Settings
from portal.domain.errors import Expired
from portal.domain.mail import Frequency
from portal.domain.reminders import subject
from portal.jobs.reminders import Words
from portal.services.mail import Written
from portal.services.reminders.planning import Digest, Line
from portal.services.reminders.teams import TeamDigest

MOST_NAMED = 30
"""So many people are named in a mail about who is late; the portal shows the rest."""


class Writer:
    """Writes mails without a request, for the worker."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]
        self.base = self.settings.public_url.rstrip("/")
        self.addresses = app.url_map.bind("")
        self._of_things: dict[str, str] = {}

    def words(self) -> Words:
        """What the sweep asks for."""
        return Words(self.digest, self.team, domain_of(self.settings))

    def url(self, endpoint: str, **values: Any) -> str:
        """An address as people outside reach it."""
        return f"{self.base}{self.addresses.build(endpoint, values)}"

    def digest(self, digest: Digest) -> Written:
        """What is due for somebody."""
        stop = self.url("reminders.stop", token=stop_token(self.app, digest.person))
        headings: dict[str, list[tuple[Line, str]]] = {}
        for line in digest.lines:
            headings.setdefault(line.heading, []).append((line, self._link(digest.person, line)))
        return self._write(
            "digest",
            digest.recipient,
            subject(digest.notices),
            stop if digest.may_be_fewer else "",
            name=digest.name,
            headings=headings,
            due_url=self.url("learning.home"),
            choice_url=self.url("accounts.account") + "#mails",
            few=digest.frequency is Frequency.IMPORTANT,
        )

    def _link(self, person: int, line: Line) -> str:
        """Where somebody sees the thing and does something about it."""
        kind, _, name = line.notice.thing.partition(":")
        if kind == "credential":
            return self.url("people.person", person=person) + "#credentials"
        known = self._of_things.get(line.notice.thing)
        return known or self._about(kind, name)

    def _about(self, kind: str, name: str) -> str:
        """The same of what many are told, made once."""
        if kind == "requirement":
            found = self.url("readiness.why_mine", requirement=name)
        elif kind == "training":
            found = self.url("learning.overview", course=name)
        else:
            found = self.url("learning.home")
        self._of_things[f"{kind}:{name}"] = found
        return found

    def team(self, digest: TeamDigest) -> Written:
        """Who is late, for a trainer."""
        count = len(digest.people)
        who = "1 of your people is late" if count == 1 else f"{count} of your people are late"
        people = [
            (late, self.url("people.person", person=late.person))
            for late in digest.people[:MOST_NAMED]
        ]
        return self._write(
            "team",
            digest.recipient,
            who,
            "",
            name=digest.name,
            people=people,
            more=count - len(people),
            matrix_url=self.url("matrix.grid", state="short", choose=1),
            choice_url=self.url("accounts.account") + "#mails",
        )

    def _write(
        self, template: str, recipient: str, subject: str, stop_url: str, **values: Any
    ) -> Written:
        return render(self.app, self.settings, template, recipient, subject, stop_url, **values)


def render(
    app: Flask,
    settings: Settings,
    template: str,
    recipient: str,
    subject: str,
    stop_url: str = "",
    **values: Any,
) -> Written:
    """A mail from email/<template>.txt and .html."""
    values |= {"subject": subject, "stop_url": stop_url, "sample": settings.sample_world}
    text, html = (
        app.jinja_env.get_template(f"email/{template}.{kind}").render(values)
        for kind in ("txt", "html")
    )
    return Written(recipient, subject, text, html, stop_url)


def domain_of(settings: Settings) -> str:
    """The last part of Message-IDs."""
    return urlsplit(settings.public_url).hostname or "localhost"


@lru_cache(maxsize=4)
def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="fewer-reminders")


def stop_token(app: Flask, person: int) -> str:
    """What a link carries that asks for fewer mails to somebody, and does nothing else."""
    return str(_signer(str(app.config["SECRET_KEY"])).dumps(person))


def whose_token(token: str) -> int:
    """To whom the mail with this link went. Raises Expired when it is none of ours."""
    try:
        person: int = _signer(str(current_app.config["SECRET_KEY"])).loads(token)
    except BadSignature as error:
        message = "This link does not work. Sign in, and choose on your account page."
        raise Expired(message) from error
    return person
