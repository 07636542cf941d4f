"""The sample world's library: the files of the project, and what shows how publishing works."""

from datetime import timedelta

from portal import held
from portal.development import sample_library
from portal.domain.library.items import VISITOR, Kind, Reader, Ref
from portal.services import library
from tests.factories import AT
from tests.fresh import CURRICULUM

FRESNO = Reader(signed_in=True, counties=frozenset({"fresno"}))
KERN = Reader(signed_in=True, counties=frozenset({"kern"}))
CONTACTS = Ref(Kind.RESOURCE, "sample-fresno-contacts")
HOURS = Ref(Kind.NOTICE, "sample-office-hours")


def test_there_is_something_for_one_county_something_to_come_and_a_draft(app, session):
    assert not sample_library.exists(session)
    sample_library.create(session, CURRICULUM / "library", held.media(app), AT)
    assert sample_library.exists(session)
    shelf = library.load(session)
    assert shelf.get(Ref(Kind.FAQ, "who-comes"), VISITOR, AT)
    assert shelf.get(CONTACTS, FRESNO, AT)
    assert not shelf.get(CONTACTS, KERN, AT)
    assert not shelf.get(CONTACTS, VISITOR, AT)
    assert not shelf.get(HOURS, VISITOR, AT)
    assert shelf.get(HOURS, VISITOR, AT + timedelta(days=1))
    assert Ref(Kind.NOTICE, "sample-draft") not in shelf.items
