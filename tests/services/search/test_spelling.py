"""“Did you mean …?” on both databases: only words of pages that the reader may see now."""

from datetime import timedelta

import pytest

from portal.domain.library.items import VISITOR, Audience, Reader
from portal.services import search
from tests.factories import AT
from tests.services.search.test_find import MEMBER, STATE, passage, shelf

HOUR = timedelta(hours=1)
__all__ = ["shelf"]


def meant(session, typed, reader=VISITOR, at=AT, **more):
    return search.meant(session, typed, reader, at, search.vocabulary(session, reader, at), **more)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("naloxne", "naloxone"),
        ("crysis", "crises"),
        ("safty plans", "safety plans"),
        ('"safty plan" naloxne', '"safety plan" naloxone'),
        ("familas", "familias"),
        ("desgnation’s", "designation"),
        ("22-066", ""),
        ("5151", ""),
        ("bhim 22-064", "BHIN 22-064"),
        ("elephants", ""),
        ("timely", ""),
        ("naloxne elephants", "naloxone elephants"),
        ("", ""),
        ("\"' --", ""),
    ],
)
def test_it_is_spelled_as_pages_have_it(session, shelf, typed, found):
    assert meant(session, typed) == found


def test_where_some_pages_fit_only_what_has_all_words_is_better(session, shelf):
    assert meant(session, "naloxne plans", some_fit=True) == "naloxone plans"
    assert meant(session, "naloxne minutes", some_fit=True) == ""


@pytest.mark.parametrize(
    ("reader", "found"),
    [(VISITOR, ""), (Reader(signed_in=True), ""), (MEMBER, "xanadu"), (STATE, "xanadu")],
)
def test_no_word_is_named_of_what_a_reader_may_not_see(session, reader, found):
    fresno = {"audience": Audience.COUNTIES, "counties": ("fresno",)}
    search.add(session, [passage("hidden", "Xanadu", "A plan.", **fresno)])
    assert meant(session, "xanadoo", reader) == found


def test_nor_of_what_is_scheduled_or_over_even_when_words_are_kept(session):
    timed = {"visible_from": AT + HOUR, "visible_until": AT + 2 * HOUR}
    search.add(session, [passage("soon", "Xanadu", **timed)])
    assert meant(session, "xanadoo") == ""
    assert meant(session, "xanadoo", at=AT + HOUR) == "xanadu"
    kept = search.vocabulary(session, VISITOR, AT + HOUR)
    assert "xanadu" in kept
    assert search.meant(session, "xanadoo", VISITOR, AT + 2 * HOUR, kept) == ""


def test_the_word_itself_is_one_that_the_reader_sees(session):
    """Of a word that pages have in several forms, none is told that only hidden pages have."""
    soon = {"visible_from": AT + HOUR}
    search.add(session, [passage("shown", "One", "A xanadu."), passage("soon", "Xanadus", **soon)])
    assert meant(session, "xanadoos") == "xanadu"
