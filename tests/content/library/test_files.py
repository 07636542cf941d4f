"""The library as files: what is written is what was read, and what is wrong is named."""

from datetime import date

import pytest

from portal.content.files import ContentError
from portal.content.library import from_row, read_library, to_row, write_library

INITIATIVE = """
title = "Mobile crisis"
[[topic]]
slug = "time"
title = "Time"
[[milestone]]
title = "It began"
on = 2023-01-01
"""
NOTICE = 'title = "Notice one"\nnumber = "One"\npublisher = "The state"\n'
FAQ = """
title = "What counts?"
answer = "Within an hour."
topic = "time"
initiatives = ["mobile-crisis"]
cites = [{ source = "notices/one", where = "section 2" }]
"""


@pytest.fixture
def root(tmp_path):
    for name, words in {
        "initiatives/mobile-crisis.toml": INITIATIVE,
        "notices/one.toml": NOTICE,
        "faqs/what-counts.toml": FAQ,
        "faqs/what-counts.md": "More of it.\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(words)
    return tmp_path


def test_written_and_read_again_nothing_changes(root, tmp_path):
    documents = read_library(root)
    again = tmp_path / "again"
    write_library(again, documents)
    assert read_library(again) == documents
    assert documents[2].text == "More of it."


def test_kept_as_a_row_nothing_changes(root):
    for document in read_library(root):
        assert from_row(document.ref.kind, to_row(document.facts)) == document.facts
    assert read_library(root)[0].facts.milestone[0].on == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("faqs/what-counts.toml", '"notices/one"', '"notices/two"', "There is no notices/two"),
        ("faqs/what-counts.toml", '"notices/one"', '"one"', "such as “notices/bhin-23-025”"),
        ("faqs/what-counts.toml", 'topic = "time"', 'topic = "tiem"', "has the topic “tiem”"),
        ("faqs/what-counts.toml", '"mobile-crisis"', '"mobile"', "no initiative “mobile”"),
        (
            "faqs/what-counts.toml",
            "title =",
            'audience = "counties"\ntitle =',
            "Name the counties whose people may read it.",
        ),
        ("faqs/what-counts.toml", "title =", 'counties = ["kern"]\ntitle =', "Name no county here"),
        ("notices/one.toml", "number", "nubmer", "Did you mean “number”?"),
    ],
)
def test_what_is_wrong_is_named(root, file, old, new, told):
    path = root / file
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentError) as refused:
        read_library(root)
    assert file in str(refused.value)
    assert told in str(refused.value)


RULE = """
title = "Shifts"
[credit]
watch_percent = 80
pass_percent = 70
attempts = 3
title = "Shifts, watched"
"""
ASKED = """
[[question]]
id = "first"
prompt = "What comes first?"
choice = [
    { text = "This", correct = true, why = "It does." },
    { text = "That", why = "It does not." },
    { text = "Those", why = "They do not." },
]
"""
KEPT = f'[recording]\nfile = "shifts.mp4"\nsha256 = "{"0" * 64}"\n'


@pytest.mark.parametrize(
    ("words", "key", "told"),
    [
        (RULE + ASKED, "credit", "Watching counts only for a recording that the portal keeps"),
        (RULE + KEPT, "credit", "needs at least one question"),
        (RULE + ASKED + ASKED + KEPT, "credit", "Two questions are called “first”"),
        (RULE.replace("80", "100") + ASKED + KEPT, "credit.watch_percent", "95"),
        (RULE + ASKED.replace(", correct = true", "") + KEPT, "choice", "Mark exactly one"),
        (RULE + ASKED.replace('"first"', '"a"\nkind = "order"') + KEPT, "kind", "one"),
    ],
)
def test_what_is_wrong_with_a_rule_for_watching_is_named(root, words, key, told):
    path = root / "webinars" / "shifts.toml"
    path.parent.mkdir()
    path.write_text(words)
    with pytest.raises(ContentError) as refused:
        read_library(root)
    (problem,) = refused.value.problems
    assert problem.file == "webinars/shifts.toml"
    assert key in problem.key
    assert told in problem.message
