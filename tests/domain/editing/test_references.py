"""Every item that facts name is found, wherever it stands; other words are not."""

from portal.domain.editing.references import Named, named
from portal.domain.library.items import Ref


def test_items_are_found_in_rows_and_lists_with_their_key():
    facts = {
        "title": "notices/one",  # words, even if they look like it
        "cites": [{"source": "notices/two", "where": "notices/three"}],
        "milestone": [{"title": "a", "cites": [{"source": "resources/four"}]}],
        "supersedes": ["notices/five", "notices/two"],
        "slides": "resources/six",
        "initiatives": ["seven"],
    }
    found = [(str(one.ref), one.key) for one in named(facts)]
    assert found == [
        ("notices/two", "source"),
        ("resources/four", "source"),
        ("notices/five", "supersedes"),
        ("notices/two", "supersedes"),
        ("resources/six", "slides"),
        ("initiatives/seven", "initiatives"),
    ]


def test_a_source_is_told_from_something_to_see_also():
    assert Named(Ref.parse("notices/one"), "source").is_source
    assert not Named(Ref.parse("notices/one"), "related").is_source
