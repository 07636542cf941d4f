"""What is kept of areas and counties holds for all of time, as gaps that recur by the week.

What is kept is never the truth: the tables are made anew, empty, and filled by the next build.
The days of evidence get an index, so that the last one before a day is found without reading all.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_DAYS = ("starts", "ends")
_EVIDENCE = (
    ("outside_training", "completed_on"),
    ("training_record", "completed_on"),
    ("credential", "starts_on"),
    ("designation", "starts_on"),
)
_COUNTY = ("county_fips", "county.fips")
_AREA = ("area_id", "service_area.id")
_TEAM = ("team_id", "team.id")


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("DELETE FROM kept_under")
    for table in ("kept_horizon", "kept_gap", "kept_county", "kept_team"):
        op.drop_table(table)
    _table("kept_team", _team(), ("team_id", "starts"), _COUNTY, _TEAM)
    op.create_index("ix_kept_team_county_fips_ends", "kept_team", ["county_fips", "ends"])
    _table("kept_county", _county(), ("county_fips",), _COUNTY)
    _table("kept_gap", [*_weekly("area_id", sa.Integer()), *_decided(), *_by()], ("id",), *_OF_GAP)
    op.create_index("ix_kept_gap_area_id_ends", "kept_gap", ["area_id", "ends"])
    of_county = [*_weekly("county_fips", sa.String()), _outcome(), _number("area_id")]
    _table("kept_county_gap", of_county, ("id",), _COUNTY, _AREA)
    op.create_index(
        "ix_kept_county_gap_county_fips_ends", "kept_county_gap", ["county_fips", "ends"]
    )
    for table, day in _EVIDENCE:
        op.create_index(op.f(f"ix_{table}_{day}"), table, [day])


def downgrade() -> None:
    """Downgrade schema."""
    for table, day in _EVIDENCE:
        op.drop_index(op.f(f"ix_{table}_{day}"), table)
    op.execute("DELETE FROM kept_under")
    for table in ("kept_county_gap", "kept_gap", "kept_county", "kept_team"):
        op.drop_table(table)
    team = [column for column in _team() if column.name != "answer"]
    _table("kept_team", team, ("team_id", "starts"), _COUNTY, _TEAM)
    op.create_index("ix_kept_team_county_fips_starts", "kept_team", ["county_fips", "starts"])
    county = [column for column in _county() if column.name != "areas"]
    _table("kept_county", county, ("county_fips",), _COUNTY)
    gap = [
        _number("id"),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        *_instants("starts_at", "ends_at"),
        _outcome(),
        sa.Column("requirement", sa.String(), nullable=False),
        *_by(),
    ]
    _table("kept_gap", gap, ("id",), _AREA, _COUNTY, _TEAM)
    op.create_index("ix_kept_gap_area_id_ends_at", "kept_gap", ["area_id", "ends_at"])
    op.create_index(
        "ix_kept_gap_county_fips_outcome_starts_at",
        "kept_gap",
        ["county_fips", "outcome", "starts_at"],
    )
    horizon = [
        _number("area_id"),
        sa.Column("county_fips", sa.String(), nullable=False),
        *_instants("from_at", "through_at"),
    ]
    _table("kept_horizon", horizon, ("area_id",), _AREA, _COUNTY)
    op.create_index("ix_kept_horizon_county_fips", "kept_horizon", ["county_fips"])


_OF_GAP = (_AREA, _TEAM)


def _table(
    name: str, columns: list[sa.Column], key: tuple[str, ...], *references: tuple[str, str]
) -> None:
    op.create_table(
        name,
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [column], [to], name=op.f(f"fk_{name}_{column}_{to.partition('.')[0]}")
            )
            for column, to in references
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _instants(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def _words(name: str, *values: str, nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, length=40)
    return sa.Column(name, kind, nullable=nullable)


def _outcome() -> sa.Column:
    return _words("outcome", "covered", "advisory", "unknown", "not covered")


def _decided() -> list[sa.Column]:
    """An outcome, and what the requirement that decides it says."""
    answers = (
        "met",
        "not met",
        "no evidence",
        "unknown parameter",
        "not applicable",
        "not in force",
    )
    return [
        _outcome(),
        sa.Column("requirement", sa.String(), nullable=False),
        _words("answer", *answers, nullable=True),
    ]


def _by() -> list[sa.Column]:
    return [sa.Column("team_id", sa.Integer(), nullable=True)]


def _team() -> list[sa.Column]:
    return [
        _number("team_id"),
        *map(_number, _DAYS),
        sa.Column("county_fips", sa.String(), nullable=False),
        *_decided(),
    ]


def _county() -> list[sa.Column]:
    return [
        sa.Column("county_fips", sa.String(), nullable=False),
        _number("areas"),
        sa.Column("last_evidence_on", sa.Date(), nullable=True),
    ]


def _weekly(whose: str, kind: sa.types.TypeEngine) -> list[sa.Column]:
    return [
        _number("id"),
        sa.Column(whose, kind, nullable=False),
        *map(_number, ("weekday", *_DAYS, "opens", "closes")),
    ]
