"""Who may be counted by profession, in sentences."""

from __future__ import annotations

import pytest

from portal.domain.people import ProviderType
from portal.domain.requirements import Rulebook
from tests.domain.certification.judged import said, verdict
from tests.domain.facts import (
    licensed,
    person,
    profession,
)
from tests.domain.rulebooks import (
    qualified,
    rulebook,
)

DAY = "2026-03-01"
BOOK = rulebook(qualified("lcsw", "peer-support-specialist"))
NO_LIST = rulebook(qualified(known=False))


@pytest.mark.parametrize(
    ("book", "facts", "words", "action"),
    [
        (BOOK, [], ["No profession is recorded for the day."], "Record the profession."),
        (
            BOOK,
            [
                profession(ProviderType.PEACE_OFFICER, "2025-01-01"),
                profession(ProviderType.LCSW, "2026-01-01"),
            ],
            [
                "Peace officer since January 1, 2025.",
                "Peace officers are not counted, whatever else they are.",
                "Licensed clinical social worker since January 1, 2026.",
                "Rule T-08 lists this profession.",
                "No license entry for it is on record, so none can have expired.",
            ],
            "Somebody else has to be counted.",
        ),
        (
            BOOK,
            [profession(ProviderType.PHARMACIST, "2025-01-01")],
            ["Pharmacist since January 1, 2025.", "Rule T-08 does not list this profession."],
            "Somebody else has to be counted: no profession on the list is recorded.",
        ),
        (
            BOOK,
            [profession()],
            [
                "Peer support specialist; the day this began is not recorded.",
                "Rule T-08 lists this profession.",
                "No license entry for it is on record, so none can have expired.",
            ],
            "",
        ),
        (
            BOOK,
            [profession(), licensed("2026-02-28", None)],
            [
                "Peer support specialist; the day this began is not recorded.",
                "Rule T-08 lists this profession.",
                "An entry “Peer certification” does not say which profession it licenses; "
                "correct it on the person's page.",
            ],
            "",
        ),
        (
            BOOK,
            [profession(), licensed("2026-02-28"), licensed(None), licensed("2026-04-30")],
            [
                "Peer support specialist; the day this began is not recorded.",
                "Rule T-08 lists this profession.",
                "“Peer certification” was good through February 28, 2026.",
                "“Peer certification” is on record without a day on which it expires.",
                "“Peer certification” is good through April 30, 2026.",
            ],
            "",
        ),
        (
            BOOK,
            [profession(), licensed("2026-02-28")],
            [
                "Peer support specialist; the day this began is not recorded.",
                "Rule T-08 lists this profession.",
                "“Peer certification” was good through February 28, 2026.",
            ],
            "Renew the license, and record through when it is good.",
        ),
        (
            NO_LIST,
            [profession()],
            [
                "Peer support specialist; the day this began is not recorded.",
                "Which professions rule T-08 lists is not known. Somebody who may verify rules "
                "can supply it from the source.",
            ],
            "Verify rule T-08: which professions it lists is not known.",
        ),
    ],
)
def test_who_may_be_counted_in_words(
    book: Rulebook, facts: list[object], words: list[str], action: str
) -> None:
    known = person(*facts)
    assert said(known, book, DAY) == words
    assert verdict(known, book, DAY).action == action
