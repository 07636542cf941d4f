"""Work on a rulebook is done once, and never mistaken for another's."""

from dataclasses import replace

from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Rulebook
from tests.domain.rulebooks import rulebook, training


def test_work_is_done_once_for_each_rulebook() -> None:
    done: list[Rulebook] = []

    @once_per_rulebook
    def slugs(book: Rulebook) -> list[str]:
        done.append(book)
        return list(book.requirements)

    one = rulebook(training())
    equal = replace(one)
    assert slugs(one) is slugs(one)
    assert slugs(equal) == slugs(one)
    assert [id(book) for book in done] == [id(one), id(equal)]
