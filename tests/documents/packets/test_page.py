"""The document: valid, self-contained, escaped, the same every time, and honest about advice."""

import html
import json
import re
from base64 import b64encode
from dataclasses import asdict, fields, is_dataclass, replace
from enum import Enum
from hashlib import sha256

import html5lib
import pytest
from html5lib.constants import E as MESSAGES

from portal.documents.packets.page import packet_html
from portal.documents.packets.signing import END
from portal.domain.certification.verdicts import State
from portal.domain.packets import Because
from portal.domain.staffing import Answer, Outcome
from tests import markup
from tests.packets import RULES, SOURCE, packet, person, rule

BAD = "<script>alert(1)</script> \"quoted\" 'single' & <b> </title></pre></style><!-- -->"


def document(**more):
    return packet_html(packet(**more)).decode()


def tree(text):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    found = parser.parse(text)
    assert not [MESSAGES[code] % values for _, code, values in parser.errors]
    return found


def words(**more):
    return markup.text_of(tree(document(**more)).find("body"))


def values(text):
    return json.loads(html.unescape(re.findall('<pre id="values">(.*?)</pre>', text, re.S)[0]))


KEPT = {"key", "slug", "requirement", "source", "url", "deciding"}
"""What names something rather than being shown as words."""


def spoiled(value):
    """The same with markup in every text."""
    if isinstance(value, Enum) or not value:
        return value
    if isinstance(value, str):
        return value + BAD
    if isinstance(value, tuple):
        return tuple(spoiled(each) for each in value)
    if isinstance(value, Because):
        return replace(value, text=value.text + BAD)
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name not in KEPT]
        return replace(value, **{name: spoiled(getattr(value, name)) for name in names})
    return value


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"people": (), "shifts": (), "hours": (), "team_answers": ()},
        {"is_sample": True, "is_development": True},
        *({"outcome": outcome, "deciding": ""} for outcome in Outcome),
    ],
)
def test_it_is_valid_with_a_title_one_h1_and_headings_in_order(more):
    found = tree(document(**more))
    wrong = [fault for check in CHECKS for fault in check(found)]
    assert not wrong
    assert found.get("lang") == "en"


CHECKS = (
    markup._document,
    markup._headings,
    markup._ids,
    markup._labels,
    markup._images,
)


def test_every_link_within_leads_somewhere():
    found = tree(document())
    ids = {element.get("id") for element in found.iter()}
    links = [link.get("href") for link in found.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert {link for link in links if not link.startswith("#")} == {SOURCE.url}


def test_a_step_that_rests_on_a_fact_that_is_not_listed_has_no_link():
    text = document(people=(replace(person(), facts=()),))
    assert "#fact-" not in text


def test_it_refers_to_nothing_outside_and_runs_nothing():
    text = document()
    found = tree(text)
    assert not [e.tag for e in found.iter() if e.tag in LOADING]
    loads = ("src", "srcset", "data", "action", "background", "poster", "ping", "style")
    for element in found.iter():
        if not isinstance(element.tag, str):
            continue
        assert not [n for n in element.attrib if n in loads or n.startswith("on")]
    style = "".join(element.text for element in found.iter("style"))
    assert "url(" not in style
    assert "@import" not in style


LOADING = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "form", "base"}


def test_its_own_policy_lets_in_its_style_and_nothing_else():
    found = tree(document())
    (style,) = [element.text for element in found.iter("style")]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [
        element.get("content")
        for element in found.iter("meta")
        if element.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_what_people_typed_is_never_markup():
    text = packet_html(spoiled(packet())).decode()
    found = tree(text)
    for tag in ("script", "b"):
        assert not list(found.iter(tag))
    assert text.count(html.escape("<script>alert(1)", quote=False)) > 50
    assert "<script" not in text
    plain = document()
    assert [e.tag for e in found.iter()] == [e.tag for e in tree(plain).iter()]


def test_an_address_that_is_none_is_no_link():
    text = document(sources=(replace(SOURCE, url="javascript:alert(1)"),))
    assert "javascript:alert(1)</td>" in text
    assert 'href="javascript' not in text


def test_characters_that_hide_or_reorder_words_are_shown_as_such():
    text = document(team="Night\u202eteam\u2066\x00\x1b\ud800", because="One\r\ntwo")
    assert "Night\ufffdteam\ufffd\ufffd\ufffd\ufffd" in text
    assert not set(text) & set("\u202e\u2066\x00\x1b\r")


def test_the_same_packet_gives_the_same_bytes():
    assert packet_html(packet()) == packet_html(packet())
    assert packet_html(packet()).endswith(END)


def test_the_values_for_programs_are_those_that_were_given():
    told = values(document())
    again = json.loads(json.dumps(asdict(packet()), default=lambda value: value.isoformat()))
    assert {name: told[name] for name in again} == again
    assert told["format"] == "auditor-packet/1"
    assert told["answer"] == "No"


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (Outcome.COVERED, "Yes"),
        (Outcome.ADVISORY, "Yes, as far as verified requirements go"),
        (Outcome.UNKNOWN, "That cannot be said"),
        (Outcome.NOT_COVERED, "No"),
    ],
)
def test_the_heading_says_the_question_and_the_answer(outcome, answer):
    (h1,) = tree(document(outcome=outcome, hours=())).iter("h1")
    question = "Could Night team, with everybody who is on it, answer a call on March 14, 2026?"
    assert markup.text_of(h1) == f"{question} {answer}"


def test_a_yes_says_so_when_those_on_shift_could_not():
    (h1,) = tree(document(outcome=Outcome.COVERED)).iter("h1")
    assert "but those on its shifts that day could not at every hour" in markup.text_of(h1)


def test_both_clocks_and_who_made_it_stand_at_the_top():
    said = words()
    assert "March 14, 2026, with everybody who was on the team that day" in said
    assert "10:00 a.m. on March 20, 2026; what was recorded later is left out" in said
    assert "9:30 a.m. on April 2, 2026 by Tara Nguyen" in said


def test_four_answers_are_four_different_words():
    answers = (Answer.NOT_MET, Answer.NO_EVIDENCE, Answer.UNKNOWN_SETTING, Answer.NOT_IN_FORCE)
    lines = tuple(replace(packet().team_answers[0], answer=answer) for answer in answers)
    said = words(team_answers=lines)
    for word in ("✕ Not met", "? No evidence", "? Unknown parameter", "– Not in force"):
        assert word in said


def test_every_state_stands_there_in_words_with_its_days():
    answer = person().answers[0]
    for state in State:
        people = (replace(person(), answers=(replace(answer, state=state, advisory=False),)),)
        assert f" {state.label} Since February 3, 2026, through February 3, 2027" in words(
            people=people
        )


def test_advice_is_called_advice_wherever_it_stands():
    said = words()
    assert "? No evidence · advisory" in said
    assert "✓ Valid · advisory" in said
    assert "It never counts as failed" in said


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        (
            RULES[0],
            "Verified: read at its source on January 9, 2026 by Kim",
        ),
        (
            replace(RULES[0], verified_by=""),
            "Verified: read at its source on January 9, 2026 by those who keep the files of rules",
        ),
        (RULES[1], "Advisory; the source could not be read"),
        (
            rule("x", "X-01", "X", recalled=False, confidence="read at the source"),
            "Advisory; nobody has verified it (read at the source)",
        ),
        (RULES[3], "Not in force on this day"),
    ],
)
def test_a_rule_says_whether_it_judges_and_how_that_is_known(given, standing):
    assert given.standing == standing
    assert standing in words(rules=(given, *RULES))


def test_each_person_has_verdicts_decisions_and_facts_with_who_recorded_them():
    said = words()
    assert "1. " not in said  # numbers come from the list itself
    assert "Completed on February 3, 2026. [training-record:12]" in said
    assert "10:00 a.m. on February 3, 2026 by the portal itself" in said
    assert "Waiver T-03 Somebody on site carries naloxone January 1, 2026 June 30, 2026" in said
    assert "Supplies were late." in said


def test_hours_without_a_shift_are_no_failure_of_the_team():
    said = words()
    assert "19 hours with nobody on shift, 5 hours not covered" in said
    assert "– Nobody on shift" in said
    assert "✕ Not covered T-01 Two people respond Ana María Flores" in said


def test_a_day_without_shifts_says_so():
    assert "the team had no shift on March 14, 2026" in words(shifts=(), hours=())


def test_sample_data_and_keys_of_development_are_called_so():
    said = words(is_sample=True, is_development=True)
    assert "They are sample data." in said
    assert "signed with a key of development" in said
    assert "sample data" not in words()


def test_what_another_source_says_stands_with_the_rule_and_judges_nothing():
    assert "Trained in harm reduction. Nothing is judged by it." in words()
