"""What is kept at the moment, in one look: under which rules, and of which counties."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, select, true
from sqlalchemy.orm import Session

from portal.models import County, KeptCounty, KeptUnder
from portal.services.certification.statements import table_of
from portal.services.readiness.remembering import Lasting

_county, _kept, _under = table_of(County), table_of(KeptCounty), table_of(KeptUnder)
_LOOK = (
    select(_under.c.digest, _county.c.fips, _county.c.name, _kept.c.stamp, _kept.c.last_evidence_on)
    .add_columns(case((_county.c.fips == bindparam("of"), _kept.c.changes)))
    .outerjoin_from(_county, _kept, _kept.c.county_fips == _county.c.fips)
    .outerjoin(_under, true())
    .order_by(_county.c.name)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept, as a transaction sees it."""

    under: str | None
    """The digest of the rules that all of it was worked out under; None: nothing is kept."""
    names: Mapping[str, str]
    """Of every county by its code, in alphabetical order, kept or not."""
    stamps: Mapping[str, str]
    """Of the counties of which everything is kept: another one after every change of a fact."""
    evidence: Mapping[str, date | None]
    """The day of the last evidence of each of these."""
    changes: Mapping[str, str]
    """What the last stamps were given for, of the county that was asked about."""

    def lasting(self, counties: Collection[str], on: date) -> Lasting | None:
        """Names what is said today of these counties together; None: nothing of it is remembered.

        Of one county it is the name that its own page has.
        """
        if self.under is None or not self.stamps.keys() >= set(counties):
            return None
        those = sorted(counties)
        return Lasting(
            " ".join(those), " ".join(self.stamps[each] for each in those), on, self.under
        )


def look(session: Session, county: str | None = None) -> Kept:
    """One query, past the session, which would only cost time. `county`: asked about above all."""
    rows = session.connection().execute(_LOOK, {"of": county}).all()
    kept = [(fips, stamp, day, words) for _, fips, _, stamp, day, words in rows if stamp]
    return Kept(
        rows[0][0] if rows else None,
        {fips: name for _, fips, name, *_ in rows},
        {fips: stamp for fips, stamp, *_ in kept},
        {fips: day for fips, _, day, _ in kept},
        {fips: words for fips, *_, words in kept if words is not None},
    )
