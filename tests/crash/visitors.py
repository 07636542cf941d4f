"""People who go on working while the server is killed: they try again until it has said yes.

Each keeps what was asked of the portal and what was acknowledged, to be compared at the end.
"""

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from portal.domain.curriculum import Course
from portal.domain.quizzes import Answer, Kind, Question

TIMEOUT = 30
PATIENCE = 180
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Lost(Exception):
    """No answer came: it may be done, or not."""


@dataclass
class Tries:
    """The values sent for one question of one attempt, in order."""

    sent: list[Answer] = field(default_factory=list)
    acknowledged: int = -1
    """The place of the last one that the portal said it has kept."""

    def may_stand(self) -> list[Answer | None]:
        """What may be kept now: the last one acknowledged, or one sent after it."""
        if self.acknowledged < 0:
            return [None, *self.sent]
        return list(self.sent[self.acknowledged :])


class Browser:
    """One connection after another, with cookies and the token of its session."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, *, script: bool = False, **fields: Any):
        """Status, location and text of the answer. Raises Lost when none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if method == "POST":
            body = urlencode({"csrf_token": self.token, **fields}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if script:
            headers["X-Requested-With"] = "fetch"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
        if found := TOKEN.search(text):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), text

    def insist(self, method: str, path: str, *expected: int, **more: Any):
        """The same, asked again until an answer comes; it must have one of these statuses."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                status, location, text = self.ask(method, path, **more)
            except Lost:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
                continue
            assert status in expected, f"{method} {path} answered {status}: {text[-900:]}"
            return location, text


class Visitor:
    """Somebody who learns, in a thread of their own, until told to stop."""

    def __init__(self, port: int, course: Course, email: str, password: str, seed: int) -> None:
        self.browser = Browser(port)
        self.course = course
        self.email = email
        self.password = password
        self.chance = random.Random(seed)
        self.lessons: set[tuple[str, str]] = set()
        """Acknowledged as read."""
        self.attempts: dict[str, list[int]] = defaultdict(list)
        """Ids of the attempts begun, by module; empty for the final."""
        self.handed_in: set[int] = set()
        self.tries: dict[tuple[int, str], Tries] = defaultdict(Tries)
        self.acknowledged = self.lost = 0
        """How many answers were kept, and how many requests to keep one got no answer."""

    @property
    def home(self) -> str:
        """The address of the training."""
        return f"/learning/{self.course.slug}"

    def sign_in(self) -> None:
        """With address and password, as everybody."""
        self.browser.insist("GET", "/sign-in", 200)
        fields = {"email": self.email, "password": self.password, "next": ""}
        self.browser.insist("POST", "/sign-in", 303, **fields)
        self.browser.insist("GET", "/account", 200)  # its forms carry the session's token

    def learn(self, stop: threading.Event) -> None:
        """Read the first module, then take its check again and again."""
        self.browser.insist("POST", f"{self.home}/begin", 303)
        module = self.course.modules[0]
        for lesson in module.lessons:
            self.browser.insist("POST", f"{self.home}/{module.slug}/{lesson.slug}", 303)
            self.lessons.add((module.slug, lesson.slug))
        names = [question.id for question in module.check]
        questions = {question.id: question for question in module.check}
        while not stop.is_set():
            attempt = self.begin(f"{self.home}/{module.slug}/check", module.slug)
            for _ in range(self.chance.randrange(1, 4)):
                for number, name in enumerate(names, start=1):
                    self.save(attempt, number, questions[name])
            self.hand_in(attempt)

    def sit_final(self, questions: dict[str, Question], drawn: Any) -> None:
        """Pass the final; `drawn` says which questions an attempt has."""
        attempt = self.begin(f"{self.home}/final", "")
        for number, name in enumerate(drawn(attempt), start=1):
            self.save(attempt, number, questions[name], right=True)
        self.hand_in(attempt)

    def begin(self, path: str, module: str) -> int:
        """Begin an attempt; returns its id."""
        location, _text = self.browser.insist("POST", path, 303)
        attempt = int(re.search(r"/attempts/(\d+)/", location)[1])
        self.attempts[module].append(attempt)
        return attempt

    def save(self, attempt: int, number: int, question: Question, *, right: bool = False) -> None:
        """Answer a question. Now and then, an answer that got lost is not sent again."""
        tries = self.tries[attempt, question.id]
        answer = some_answer(question, None if right else self.chance)
        path = f"/attempts/{attempt}/questions/{number}"
        fields = as_fields(question, answer)
        script = self.chance.random() < 0.5
        tries.sent.append(answer)
        here = len(tries.sent) - 1
        while True:
            try:
                status, _location, text = self.browser.ask("POST", path, script=script, **fields)
            except Lost:
                self.lost += 1
                if not right and self.chance.random() < 0.3:
                    return
                time.sleep(0.02)
                continue
            assert status == (204 if script else 303), f"{path} answered {status}: {text[-900:]}"
            tries.acknowledged = here
            self.acknowledged += 1
            return

    def hand_in(self, attempt: int) -> None:
        """Until it is acknowledged."""
        self.browser.insist("POST", f"/attempts/{attempt}/hand-in", 303)
        self.handed_in.add(attempt)


def some_answer(question: Question, chance: random.Random | None) -> Answer:
    """Any answer that can be saved; the right one when nothing is left to chance."""
    keys = [choice.key for choice in question.choices]
    rights = [pair.right_key for pair in question.pairs]
    correct = [choice.key for choice in question.choices if choice.correct]
    match question.kind:
        case Kind.ONE:
            return chance.choice(keys) if chance else correct[0]
        case Kind.MANY:
            picked = chance.sample(keys, chance.randrange(1, len(keys) + 1)) if chance else correct
            return sorted(picked)
        case Kind.MATCH:
            mixed = chance.sample(rights, len(rights)) if chance else rights
            return {pair.left_key: r for pair, r in zip(question.pairs, mixed, strict=True)}
        case Kind.ORDER:
            return chance.sample(keys, len(keys)) if chance else keys
        case Kind.NUMBER:
            return str(chance.randrange(1000)) if chance else str(question.number)


def as_fields(question: Question, answer: Answer) -> dict[str, Any]:
    """The answer as the page's form sends it."""
    if question.kind is Kind.MATCH:
        return {f"match-{left}": right for left, right in answer.items()}
    if question.kind is Kind.ORDER:
        return {f"order-{key}": place for place, key in enumerate(answer, start=1)}
    return {"answer": answer}
