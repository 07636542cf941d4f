"""What kept rows were worked out under: rules, editions of trainings, and the code that judges."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import domain
from portal.domain.curriculum import Catalogue
from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Rulebook
from portal.models import KeptUnder
from portal.services import rulebook as rules
from portal.services.once import one_after_the_other


def digest(rulebook: Rulebook, catalogue: Catalogue) -> str:
    """Names everything but the facts that verdicts depend on.

    When a deploy changes a requirement, an edition or the code that judges, what was kept before
    is no longer used, and is worked out afresh until it has been rebuilt.
    """
    editions = [(one.slug, one.edition, one.published, one.replaces) for one in catalogue.courses]
    return f"{_rules(rulebook)}-{_short(repr(editions))}"


@once_per_rulebook
def _rules(rulebook: Rulebook) -> str:
    return _short(_code() + repr(rulebook.requirements))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


@cache
def _code() -> str:
    """Of the files that turn facts into verdicts."""
    here = Path(__file__).parent
    files = [
        *Path(domain.__path__[0]).rglob("*.py"),
        *here.rglob("*.py"),
        *(here.parent / "certification").rglob("*.py"),
        *(here.parent / "rosters").rglob("*.py"),
    ]
    found = sha256()
    for file in sorted(files):
        found.update(file.read_bytes())
    return found.hexdigest()


_KEPT = select(KeptUnder.__table__.c.digest)


def kept_under(session: Session) -> str | None:
    """The digest of the rules that everything kept was worked out under; None: nothing is."""
    found: str | None = session.connection().execute(_KEPT).scalar()
    return found


def kept_in_turn(session: Session) -> str | None:
    """The same once everybody before is done, as `one_after_the_other` waits."""
    found: str | None = one_after_the_other(session, _KEPT)
    return found


def is_kept(session: Session, rulebook: Rulebook, catalogue: Catalogue) -> bool:
    """Whether the rows that are kept may be used under these rules."""
    return kept_under(session) == digest(rulebook, catalogue)


class _Read(NamedTuple):
    """Rules that this process has read, and from what."""

    files: Rulebook
    catalogue: Catalogue
    digest: str
    rulebook: Rulebook


_last_read: list[_Read] = []
"""One at most."""


def rules_under(
    session: Session, under: str, files: Rulebook, catalogue: Catalogue
) -> Rulebook | None:
    """The rules with this digest, if they are those in use.

    Who changes the rules starts over what is kept, in the same transaction. So rules that this
    process knows by the digest of what is kept are in use still, and it need not ask again.
    """
    known = _known(under, files, catalogue)
    if known is not None:
        return known
    found = current_rules(session, under, files, catalogue)
    return found if digest(found, catalogue) == under else None


def _known(under: str | None, files: Rulebook, catalogue: Catalogue) -> Rulebook | None:
    for known in _last_read:
        if known.digest == under and known.files is files and known.catalogue is catalogue:
            return known.rulebook
    return None


def in_use(session: Session, under: str, files: Rulebook, catalogue: Catalogue) -> bool:
    """Whether the rules with this digest are those in use."""
    return rules_under(session, under, files, catalogue) is not None


def current_rules(
    session: Session, under: str | None, files: Rulebook, catalogue: Catalogue
) -> Rulebook:
    """The rules in use, where `under` is what is kept at the moment: mostly without asking."""
    known = _known(under, files, catalogue)
    if known is not None:
        return known
    rulebook = rules.current(session, files)
    if digest(rulebook, catalogue) == under:
        _last_read[:] = [_Read(files, catalogue, under, rulebook)]
    return rulebook
