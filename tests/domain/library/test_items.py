"""Who may read an item, and how items are named."""

import pytest

from portal.domain.library.items import VISITOR, Audience, Kind, Reader, Ref, may_read

FRESNO = Reader(signed_in=True, counties=frozenset({"fresno"}))
STATE = Reader(signed_in=True, counties=None)
NOWHERE = Reader(signed_in=True)


@pytest.mark.parametrize(
    ("reader", "everyone", "signed_in", "fresno", "kern"),
    [
        (VISITOR, True, False, False, False),
        (NOWHERE, True, True, False, False),
        (FRESNO, True, True, True, False),
        (STATE, True, True, True, True),
    ],
)
def test_who_reads_what(reader, everyone, signed_in, fresno, kern):
    assert may_read(reader, Audience.EVERYONE, []) is everyone
    assert may_read(reader, Audience.SIGNED_IN, []) is signed_in
    assert may_read(reader, Audience.COUNTIES, ["fresno"]) is fresno
    assert may_read(reader, Audience.COUNTIES, ["kern"]) is kern


def test_a_name_reads_as_it_is_written():
    assert str(Ref.parse("notices/bhin-23-025")) == "notices/bhin-23-025"
    assert Ref.parse("faqs/x").kind is Kind.FAQ
    with pytest.raises(ValueError, match="pages"):
        Ref.parse("pages/x")
