"""Finding on both databases: the same places, in the same order, for the same readers."""

from datetime import timedelta

import pytest

from portal.domain import search as domain
from portal.domain.library.items import VISITOR, Audience, Reader
from portal.services import search
from portal.services.search.passages import Passage
from tests.factories import AT

HOUR = timedelta(hours=1)
MEMBER = Reader(signed_in=True, counties=frozenset({"fresno"}))
STATE = Reader(signed_in=True, counties=None)


def passage(slug, title="", body="", kind="faqs", **more):
    return Passage(
        **{
            "origin": f"{kind}/{slug}",
            "kind": kind,
            "path": f"/{kind}/{slug}",
            "anchor": "",
            "title": title or slug,
            "heading": "",
            "body": body,
            "visible_from": AT,
            **more,
        }
    )


@pytest.fixture
def shelf(session):
    search.add(
        session,
        [
            passage("timely", "What counts as timely?", "Within 60 minutes where people are many."),
            passage("hold", "Who may write a hold?", "A 5150 hold is a county's designation."),
            passage("bhin", "BHIN 22-064", "The first notice. See also 22-065.", kind="notices"),
            passage("next", "BHIN 23-025", "It takes the place of BHIN 22-064.", kind="notices"),
            passage("ninos", "Niños y familias", "Para los niños en crisis."),
            passage("calm", "Staying calm", "The art of de-escalation."),
            passage("calmly", "Staying calm, too", "The same, as deescalation."),
            passage("cpp", "A tool", "It is written in C++ and not in C#."),
            passage("teams", "Crisis teams", "Teams that respond. A team’s van."),
            passage("crises", "Two crises", "After two crises a team rests."),
            passage(
                "talk",
                "A webinar",
                "We begin here. Then we speak of safety plans. Then of naloxone.",
                kind="captions",
                marks=((0, 0), (15, 7), (46, 12)),
            ),
        ],
    )


def paths(session, typed, reader=VISITOR, at=AT, **more):
    answer = search.find(session, typed, reader, at, **more)
    return [result.path.removeprefix("/") for result in answer.results]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("timely", ["faqs/timely"]),
        ("minute", ["faqs/timely"]),
        ("5150", ["faqs/hold"]),
        ("22-064", ["notices/bhin", "notices/next"]),
        ("064 22 ", ["notices/bhin", "notices/next"]),
        ('"064 22"', []),
        ("22-065", ["notices/bhin"]),
        ("22064", ["notices/bhin", "notices/next"]),
        ("BHIN 22064 ", ["notices/bhin", "notices/next"]),
        ("BHIN22-064 ", ["notices/bhin", "notices/next"]),
        ("bhin22064", ["notices/bhin", "notices/next"]),
        ("deescalation", ["faqs/calmly", "faqs/calm"]),
        ("de escalation", ["faqs/calm"]),
        ("de-escalation", ["faqs/calmly", "faqs/calm"]),
        ("de-esc", ["faqs/calmly", "faqs/calm"]),
        ('"of de escalation"', ["faqs/calm"]),
        ("ninos", ["faqs/ninos"]),
        ("niños", ["faqs/ninos"]),
        ("NIÑOS", ["faqs/ninos"]),
        ("c++", ["faqs/cpp"]),
        ("c#", ["faqs/cpp"]),
        ("team's", ["faqs/teams", "faqs/crises"]),
        ("crisis", ["faqs/crises", "faqs/teams", "faqs/ninos"]),
        ('"crisis team"', ["faqs/teams"]),
        ("respond", ["faqs/teams"]),
        ("resp", ["faqs/teams"]),
        ("resp ", []),
        ("'; DROP TABLE person --", ["faqs/timely"]),
        ('" OR *', []),
        ("NEAR(a b)", []),
        ("title:timely", []),
        ("?", []),
        ("李", []),
    ],
)
def test_a_question_has_the_same_answer_on_both(session, shelf, typed, found):
    assert paths(session, typed) == found


def test_where_no_place_has_every_word_some_must_do(session, shelf):
    answer = search.find(session, "timely elephants", VISITOR, AT)
    assert answer.any_word
    assert [result.path for result in answer.results] == ["/faqs/timely"]


def test_a_spoken_line_opens_at_its_second(session, shelf):
    [result] = search.find(session, "safety plan", VISITOR, AT).results
    assert result.parts[0].seconds == 7
    [result] = search.find(session, "naloxone", VISITOR, AT).results
    assert result.parts[0].seconds == 12


def test_kinds_are_counted_whatever_is_filtered(session, shelf):
    answer = search.find(session, "22-064", VISITOR, AT, kinds={"faqs"})
    assert (answer.results, answer.kinds) == ([], {"notices": 2})
    assert paths(session, "team", kinds={"faqs"}) == ["faqs/teams", "faqs/crises"]


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        (VISITOR, ["everyone"]),
        (Reader(signed_in=True), ["everyone", "signed-in"]),
        (MEMBER, ["everyone", "fresno", "signed-in"]),
        (STATE, ["everyone", "fresno", "kern", "signed-in"]),
    ],
)
def test_nobody_finds_or_counts_what_they_may_not_read(session, reader, found):
    county = {"audience": Audience.COUNTIES}
    search.add(
        session,
        [
            passage("everyone", "Plan one"),
            passage("signed-in", "Plan two", audience=Audience.SIGNED_IN),
            passage("fresno", "Plan three", counties=("fresno", "yolo"), **county),
            passage("kern", "Plan four", counties=("kern",), **county),
        ],
    )
    answer = search.find(session, "plan", reader, AT)
    assert sorted(r.path.removeprefix("/faqs/") for r in answer.results) == found
    assert answer.kinds == {"faqs": len(found)}
    suggested = search.suggestions(session, "pla", reader, AT)
    assert sorted(path.removeprefix("/faqs/") for _, _, path in suggested) == found


def test_a_passage_is_found_in_its_time_only(session):
    search.add(
        session, [passage("soon", "Soon", visible_from=AT + HOUR, visible_until=AT + 2 * HOUR)]
    )
    assert paths(session, "soon", at=AT) == []
    assert paths(session, "soon", at=AT + HOUR) == ["faqs/soon"]
    assert paths(session, "soon", at=AT + 2 * HOUR) == []


def test_what_is_replaced_is_found_no_more(session, shelf):
    search.replace(session, "faqs/timely", [passage("timely", "What is quick?")])
    assert paths(session, "timely") == []
    assert paths(session, "quick") == ["faqs/timely"]
    search.replace(session, "faqs/timely", [])
    assert paths(session, "quick") == []


def test_a_page_published_again_in_the_middle_of_a_search_is_no_error(session, shelf, monkeypatch):
    """PostgreSQL shows each statement what is committed by then; the places have other numbers."""
    order = domain.order

    def published_meanwhile(*asked):
        search.replace(session, "notices/next", [passage("next", "Anew", kind="notices")])
        return order(*asked)

    monkeypatch.setattr(domain, "order", published_meanwhile)
    assert paths(session, "22-064") == ["notices/bhin"]


def test_parts_of_one_page_stand_together(session):
    parts = [
        passage("long", "Long", f"A part on naloxone {n}.", anchor=f"s{n}", heading=f"Part {n}")
        for n in range(5)
    ]
    search.add(session, parts)
    [result] = search.find(session, "naloxone", VISITOR, AT).results
    assert (len(result.parts), result.more) == (3, 2)


def test_parts_that_fit_by_the_title_alone_are_left_out(session):
    """“Harm reduction, with naloxone” has many parts, and few of them speak of it."""
    parts = [("one", "Naloxone first."), ("two", "Words."), ("naloxone", "And more."), ("", "No.")]
    search.add(
        session,
        [
            passage("kit", "The naloxone kit", body, heading=heading, anchor=f"part-{number}")
            for number, (heading, body) in enumerate(parts)
        ],
    )
    (result,) = search.find(session, "naloxone ", VISITOR, AT).results
    assert sorted(part.anchor for part in result.parts) == ["part-0", "part-2"]
    assert result.more == 0


def test_pages_follow_each_other_without_gap_or_repeat(session):
    search.add(session, [passage(f"n{n:02}", f"Plan {n}") for n in range(25)])
    pages = [paths(session, "plan", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({path for page in pages for path in page}) == 25


def test_where_more_fit_than_are_put_in_order_the_best_are_among_them(session):
    search.add(session, [passage(f"n{n:03}", body=f"Of a plan {n}.") for n in range(201)])
    search.add(session, [passage("last", "The plan", "Our plan.")])
    answer = search.find(session, "plan ", VISITOR, AT)
    assert answer.is_cut
    assert answer.total == 200
    assert answer.results[0].path == "/faqs/last"


def test_suggestions_are_titles_that_begin_so(session, shelf):
    assert [title for title, _, _ in search.suggestions(session, "cri", VISITOR, AT)] == [
        "Two crises",
        "Crisis teams",
    ]
    assert search.suggestions(session, "safety", VISITOR, AT) == []
    for typed in ("22-064", "22064", "bhin22064", "BHIN22-06"):
        [(title, _, _)] = search.suggestions(session, typed, VISITOR, AT)
        assert title == "BHIN 22-064"
