"""Whatever stands in a list, every row gets a verdict, and what can be used is taken in."""

import random

import pytest

from portal.domain.access import Grant, Role
from portal.domain.imports.kinds import KINDS
from portal.domain.imports.rows import Fix
from portal.domain.imports.verdicts import State
from portal.services import imports
from portal.services.imports import Reader
from tests import factories, lists
from tests.factories import AT, FRESNO

NASTY = (
    *("", " ", "'", '"', "=cmd()", "@x", "#REF!", "NULL", "0", "-1", "1e9", "99999999999999999999"),
    *("\u200b", "\u202eevil", "İstanbul", "ß" * 300, "李小龙", "JosÃ©", "a@b", "ana@example.org"),
    *(
        "Ana Flores",
        "Flores, Ana",
        ", ,",
        "Anna Flores",
        "North",
        "north ",
        "Valley Crisis Services",
    ),
    *("LCSW", "2026-01-05", "13/13/13", "1/2/3", "02/30/2026", "46000", "0.5", "²", "٣", "90 min"),
    *(
        "Fresno",
        "Kern",
        "<script>",
        "{{ 7*7 }}",
        "%s%n",
        "\\",
        "naloxone",
        "5/5/26",
        "Feb 30, 2026",
    ),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_nonsense(session, kind, seed):
    chance = random.Random(seed)
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, ana, team=factories.team(session, "North"))
    header = [one.label for one in KINDS[kind].fields]
    rows = [[chance.choice(NASTY) for _ in header] for _ in range(150)]
    batch = lists.batch(session, lists.table([header, *rows]), kind)
    reader = Reader([Grant(Role.TRAINER, FRESNO)], {"naloxone": "Naloxone"})
    looked = imports.look(session, batch, reader, AT)
    assert all(one.state is not State.WRONG or one.problems for one in looked.verdicts)
    assert all(one.reason and one.remedy for row in looked.verdicts for one in row.problems)
    for _ in range(5):
        left_out = {one.number: Fix(left_out=True) for one in looked.verdicts if one.state.waits}
        imports.fix_many(session, batch, left_out, by=ana.id, at=AT)
        looked = imports.look(session, batch, reader, AT)
    assert looked.waits == 0
    if looked.brings:
        assert imports.take_in(session, batch, reader, by=ana.id, at=AT) is True
        assert imports.undo(session, batch, by=ana.id, at=AT)
