"""What somebody types, understood; what is found, put in order and marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.search import (
    Piece,
    Place,
    Question,
    Term,
    excerpt,
    fold,
    order,
    scores,
    understand,
    words,
)


def stem(word):
    """A stand-in: endings that the real one takes off, too."""
    return fold(word).removesuffix("s")


def asked(typed):
    return [" ".join(term.stems) for term in understand(typed, stem).terms]


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Niños", "ninos"), ("C++", "cplusplus"), ("Person’s", "person"), ("DON'T", "dont")],
)
def test_words_are_compared_without_case_accents_and_signs(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("crisis team", ["crisi", "team"]),
        ('"crisis team" van', ["crisi team", "van"]),
        ("“crisis team” van", ["crisi team", "van"]),
        ("22-064", ["22 064"]),
        ("BHIN 22-064.", ["bhin", "22 064"]),
        ("BHIN22-064", ["bhin", "22 064"]),
        ("bhin22064", ["bhin", "22064"]),
        ('"BHIN22-064"', ["bhin 22 064"]),
        ("H2011", ["h2011"]),
        ("5150", ["5150"]),
        ("c++", ["cplusplu"]),
        ('a "never closed', ["a", "never closed"]),
        ("' OR 1=1 --", ["or", "1 1"]),
        ('"', []),
        ("* ^ : ( ) AND", ["and"]),
        ("", []),
    ],
)
def test_what_is_typed_becomes_terms(typed, terms):
    assert asked(typed) == terms


def test_the_last_word_may_be_one_that_is_still_typed():
    assert understand("crisis te", stem).terms[-1] == Term(("te",), True, "te")
    assert not understand("crisis te ", stem).terms[-1].open_ended
    assert not understand('"crisis te"', stem).terms[-1].open_ended


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "De-escalation, as BHIN 22-064 asks",
            "de escalation a bhin 22 064 ask · deescalation 22064",
        ),
        ("face‑to‑face", "face to face · facetoface"),
        ("It is - a dash - not a -hyphen", "it i a dash not a hyphen"),
        ("22.064 and/or", "22 064 and or"),
        ("-", ""),
    ],
)
def test_what_hyphens_join_is_kept_as_one_word_too(text, kept):
    assert words(text, stem).kept == kept


@pytest.mark.parametrize("typed", ["22-064", "22064", "22-06", "2206", "BHIN22-064", "bhin22064"])
def test_both_spellings_are_marked_and_counted(typed):
    for text, marked in (("See 22-064 of it.", "22-064"), ("See 22064 of it.", "22064")):
        pieces = excerpt(text, understand(typed, stem), stem, known=words(text, stem).kept).pieces
        assert [piece.text for piece in pieces if piece.found] == [marked]
        assert any(scores([place(1, body=text)], understand(typed, stem)))


def text_of(pieces):
    return "".join(piece.text for piece in pieces)


def test_an_excerpt_marks_every_form_of_the_word():
    pieces = excerpt("Two teams and a team.", understand("team ", stem), stem).pieces
    assert [piece.text for piece in pieces if piece.found] == ["teams", "team"]


def test_an_excerpt_of_a_long_text_shows_the_part_that_fits():
    body = "word " * 200 + "the naloxone kit is carried " + "word " * 200
    pieces = excerpt(body, understand("naloxone kit ", stem), stem).pieces
    assert Piece("naloxone", found=True) in pieces
    assert len(text_of(pieces)) < 260
    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")


@given(st.text(max_size=400), st.text(max_size=40))
def test_an_excerpt_is_made_of_the_text_itself(body, typed):
    pieces = excerpt(body, understand(typed, stem), stem).pieces
    kept = text_of(pieces).removeprefix("… ").removesuffix(" …")
    assert kept in body


def test_nothing_is_marked_where_there_are_no_words():
    """Though a word of which no letter is left, as this stem makes of an “s”, is no word either."""
    assert excerpt("", understand("s", stem), stem).hit is None
    assert excerpt("…", understand("s", stem), stem).pieces == [Piece("…")]


@given(st.text(max_size=80))
def test_words_are_where_they_say(text):
    found = words(text, stem)
    assert [stem(text[left:right]) for left, right in found.spans] == found.stems


def place(number, title="", body="", kind="faqs", heading=""):
    texts = [words(text, stem).kept for text in (title, heading, body)]
    return Place(number, kind, *texts)


def first(typed, *places):
    return order(places, understand(typed, stem))[0].id


def test_a_title_comes_before_a_heading_and_a_heading_before_words():
    places = [
        place(1, body="naloxone is carried"),
        place(2, heading="Naloxone"),
        place(3, title="Naloxone"),
    ]
    assert [found.id for found in order(places, understand("naloxone", stem))] == [3, 2, 1]


def scored(body, *terms):
    return scores([Place(1, "", "", "", " ".join(body))], Question(terms))[0]


stems = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aa"]), max_size=12)


@given(stems, st.lists(st.sampled_from(["a", "b", "ab", "aa"]), min_size=1, max_size=3))
def test_what_is_counted_are_whole_words_however_they_repeat(body, wanted):
    """The score of a text alone is n / (n + 0.5 + letters / 500): it says how often, exactly."""
    size = len(wanted)
    number = sum(body[at : at + size] == wanted for at in range(len(body)))
    found = scored(body, Term(tuple(wanted)))
    wanted_score = number / (number + 0.5 + len(" ".join(body)) / 500) if number else 0
    assert found == pytest.approx(wanted_score)


@given(stems.filter(lambda body: {"a", "ab"} <= set(body)))
def test_what_is_near_is_counted_in_words(body):
    one, other = Term(("a",)), Term(("ab",))
    spread = abs(body.index("a") - body.index("ab"))
    together = scored(body, one) + scored(body, other) + 2 / (2 + spread)
    assert scored(body, one, other) == pytest.approx(together)


@given(st.text(max_size=200) | st.text("ab -2", max_size=40), st.text("ab -2", max_size=20))
def test_known_stems_give_the_same_excerpt(body, typed):
    asked, known = understand(typed, stem), words(body, stem).kept
    assert excerpt(body, asked, stem, known=known) == excerpt(body, asked, stem)


@given(st.lists(stems, min_size=1, max_size=5), st.sampled_from(["a", "ab", "a b", "b-a", "aa"]))
def test_places_are_scored_as_if_each_were_alone(bodies, typed):
    """They are looked through as one text; nothing reaches from one into the next."""
    for asked in (understand(typed, stem), understand(f"{typed} ", stem)):
        places = [Place(1, "", "", "", " ".join(body)) for body in bodies]
        assert scores(places, asked) == [scores([one], asked)[0] for one in places]


def test_words_near_each_other_come_first():
    far = "crisis " + "word " * 40 + "line"
    assert (
        first("crisis line ", place(1, body=far), place(2, body="a crisis line " + "w " * 40)) == 2
    )


def test_an_answer_comes_before_a_spoken_line():
    assert first("team ", place(1, body="a team", kind="captions"), place(2, body="a team")) == 2


def test_the_first_hit_is_where_it_stands():
    body = "We say: crisis lines."
    assert excerpt(body, understand("crisis line ", stem), stem).hit == (8, 14)
    assert excerpt("nothing", understand("crisis", stem), stem).hit is None
