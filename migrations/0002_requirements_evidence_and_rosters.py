"""Requirements, evidence, rosters, and what is kept of readiness."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "kept_under",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_under")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("waiver", "extension", name="decisionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_decision_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_decision_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["decision.id"], name=op.f("fk_decision_supersedes_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_decision_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "duty_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "responds",
                "dispatches",
                "consults",
                "assesses",
                "carries-naloxone",
                name="duty",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_duty_held_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_duty_held_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["duty_held.id"], name=op.f("fk_duty_held_supersedes_id_duty_held")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_held")),
    )
    with op.batch_alter_table("duty_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_held_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_duty_held_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "equivalency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recency_months", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_equivalency_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_equivalency_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equivalency")),
    )
    with op.batch_alter_table("equivalency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_equivalency_requirement"), ["requirement"], unique=False
        )

    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("county_fips", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_evidence_file_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_file_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_evidence_file_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    with op.batch_alter_table("evidence_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_file_county_fips"), ["county_fips"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_file_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kept_county",
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("last_evidence_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_kept_county_county_fips_county")
        ),
        sa.PrimaryKeyConstraint("county_fips", name=op.f("pk_kept_county")),
    )
    op.create_table(
        "kept_person",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("states", sa.String(), nullable=False),
        sa.Column("advisory", sa.String(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("advised", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_person_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "starts", name=op.f("pk_kept_person")),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_leave_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_leave_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["leave.id"], name=op.f("fk_leave_supersedes_id_leave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_leave_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_roster_import_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_roster_import_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_roster_import_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_import_county_fips"), ["county_fips"], unique=False
        )

    op.create_table(
        "rule_verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_rule_verification_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_verification")),
    )
    with op.batch_alter_table("rule_verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rule_verification_requirement"), ["requirement"], unique=False
        )

    op.create_table(
        "service_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column(
            "setting",
            sa.Enum("urban", "rural", name="areasetting", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_service_area_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_service_area_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_area")),
        sa.UniqueConstraint("county_fips", "name", name=op.f("uq_service_area_county_fips_name")),
    )
    op.create_table(
        "county_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_county_fact_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence_file.id"],
            name=op.f("fk_county_fact_evidence_id_evidence_file"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_county_fact_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["county_fact.id"],
            name=op.f("fk_county_fact_supersedes_id_county_fact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_fact")),
    )
    with op.batch_alter_table("county_fact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_county_fact_county_fips"), ["county_fips"], unique=False
        )
        batch_op.create_index("ix_county_fact_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "designation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_designation_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence_file.id"],
            name=op.f("fk_designation_evidence_id_evidence_file"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_designation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_designation_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["designation.id"],
            name=op.f("fk_designation_supersedes_id_designation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
    )
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_designation_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_designation_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "equivalency_revocation",
        sa.Column("equivalency_id", sa.Integer(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["equivalency_id"],
            ["equivalency.id"],
            name=op.f("fk_equivalency_revocation_equivalency_id_equivalency"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_equivalency_revocation_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("equivalency_id", name=op.f("pk_equivalency_revocation")),
    )
    op.create_table(
        "kept_horizon",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("through_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["service_area.id"], name=op.f("fk_kept_horizon_area_id_service_area")
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_kept_horizon_county_fips_county")
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_kept_horizon")),
    )
    with op.batch_alter_table("kept_horizon", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kept_horizon_county_fips"), ["county_fips"], unique=False
        )

    op.create_table(
        "outside_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("ce_minutes", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence_file.id"],
            name=op.f("fk_outside_training_evidence_id_evidence_file"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outside_training_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_outside_training_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["outside_training.id"],
            name=op.f("fk_outside_training_supersedes_id_outside_training"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_training")),
    )
    with op.batch_alter_table("outside_training", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outside_training_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index("ix_outside_training_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "rule_withdrawal",
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_rule_withdrawal_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["rule_verification.id"],
            name=op.f("fk_rule_withdrawal_verification_id_rule_verification"),
        ),
        sa.PrimaryKeyConstraint("verification_id", name=op.f("pk_rule_withdrawal")),
    )
    op.create_table(
        "claim",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("equivalency_id", sa.Integer(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["equivalency_id"], ["equivalency.id"], name=op.f("fk_claim_equivalency_id_equivalency")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_claim_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["outside_training.id"],
            name=op.f("fk_claim_training_id_outside_training"),
        ),
        sa.PrimaryKeyConstraint("training_id", "equivalency_id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claim_equivalency_id"), ["equivalency_id"], unique=False
        )

    op.create_table(
        "kept_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "covered",
                "advisory",
                "unknown",
                "not covered",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["service_area.id"], name=op.f("fk_kept_gap_area_id_service_area")
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_kept_gap_county_fips_county")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kept_gap_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_gap")),
    )
    with op.batch_alter_table("kept_gap", schema=None) as batch_op:
        batch_op.create_index("ix_kept_gap_area_id_ends_at", ["area_id", "ends_at"], unique=False)
        batch_op.create_index(
            "ix_kept_gap_county_fips_outcome_starts_at",
            ["county_fips", "outcome", "starts_at"],
            unique=False,
        )

    op.create_table(
        "kept_team",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "covered",
                "advisory",
                "unknown",
                "not covered",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_kept_team_county_fips_county")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kept_team_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", "starts", name=op.f("pk_kept_team")),
    )
    with op.batch_alter_table("kept_team", schema=None) as batch_op:
        batch_op.create_index(
            "ix_kept_team_county_fips_starts", ["county_fips", "starts"], unique=False
        )

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.id"], name=op.f("fk_shift_import_id_roster_import")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_shift_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_shift_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shift_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["service_area.id"], name=op.f("fk_team_area_area_id_service_area")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_team_area_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["team_area.id"], name=op.f("fk_team_area_supersedes_id_team_area")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_area_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_area")),
    )
    with op.batch_alter_table("team_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_area_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_team_area_supersedes_id", ["supersedes_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_team_area_team_id"), ["team_id"], unique=False)

    op.create_table(
        "shift_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("on-site", "remote", "on-call", name="mode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.id"],
            name=op.f("fk_shift_assignment_import_id_roster_import"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_shift_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_shift_assignment_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("fk_shift_assignment_shift_id_shift")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["shift_assignment.id"],
            name=op.f("fk_shift_assignment_supersedes_id_shift_assignment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_assignment")),
    )
    with op.batch_alter_table("shift_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shift_assignment_import_id"), ["import_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_assignment_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_assignment_shift_id"), ["shift_id"], unique=False
        )
        batch_op.create_index("ix_shift_assignment_supersedes_id", ["supersedes_id"], unique=True)

    op.create_table(
        "shift_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_shift_end_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("fk_shift_end_shift_id_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_end")),
    )
    with op.batch_alter_table("shift_end", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_end_shift_id"), ["shift_id"], unique=False)

    op.create_table(
        "shift_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "off",
                "on",
                "cancelled",
                "usual",
                name="exceptionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum("on-site", "remote", "on-call", name="mode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.id"],
            name=op.f("fk_shift_exception_import_id_roster_import"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_shift_exception_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_shift_exception_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("fk_shift_exception_shift_id_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_exception")),
    )
    with op.batch_alter_table("shift_exception", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shift_exception_import_id"), ["import_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_exception_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index("ix_shift_exception_shift_id_on", ["shift_id", "on"], unique=False)

    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "provider_type",
                sa.Enum(
                    "physician",
                    "psychologist",
                    "waivered-psychologist",
                    "lcsw",
                    "acsw",
                    "lpcc",
                    "apcc",
                    "lmft",
                    "amft",
                    "registered-nurse",
                    "clinical-nurse-specialist",
                    "nurse-practitioner",
                    "physician-assistant",
                    "pharmacist",
                    "occupational-therapist",
                    "lvn",
                    "psychiatric-technician",
                    "mhrs",
                    "aod-counselor",
                    "peer-support-specialist",
                    "community-health-worker",
                    "emt",
                    "advanced-emt",
                    "paramedic",
                    "community-paramedic",
                    "peace-officer",
                    "other",
                    name="providertype",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_column("starts_on")
        batch_op.drop_column("provider_type")

    with op.batch_alter_table("shift_exception", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_exception_shift_id_on")
        batch_op.drop_index(batch_op.f("ix_shift_exception_person_id"))
        batch_op.drop_index(batch_op.f("ix_shift_exception_import_id"))

    op.drop_table("shift_exception")
    with op.batch_alter_table("shift_end", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_end_shift_id"))

    op.drop_table("shift_end")
    with op.batch_alter_table("shift_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_assignment_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_shift_assignment_shift_id"))
        batch_op.drop_index(batch_op.f("ix_shift_assignment_person_id"))
        batch_op.drop_index(batch_op.f("ix_shift_assignment_import_id"))

    op.drop_table("shift_assignment")
    with op.batch_alter_table("team_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_area_team_id"))
        batch_op.drop_index("ix_team_area_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_team_area_area_id"))

    op.drop_table("team_area")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_team_id"))
        batch_op.drop_index(batch_op.f("ix_shift_import_id"))

    op.drop_table("shift")
    with op.batch_alter_table("kept_team", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_team_county_fips_starts")

    op.drop_table("kept_team")
    with op.batch_alter_table("kept_gap", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_gap_county_fips_outcome_starts_at")
        batch_op.drop_index("ix_kept_gap_area_id_ends_at")

    op.drop_table("kept_gap")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_equivalency_id"))

    op.drop_table("claim")
    op.drop_table("rule_withdrawal")
    with op.batch_alter_table("outside_training", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_training_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_outside_training_person_id"))

    op.drop_table("outside_training")
    with op.batch_alter_table("kept_horizon", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_horizon_county_fips"))

    op.drop_table("kept_horizon")
    op.drop_table("equivalency_revocation")
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.drop_index("ix_designation_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_designation_person_id"))

    op.drop_table("designation")
    with op.batch_alter_table("county_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_county_fact_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_county_fact_county_fips"))

    op.drop_table("county_fact")
    op.drop_table("service_area")
    with op.batch_alter_table("rule_verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_verification_requirement"))

    op.drop_table("rule_verification")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_import_county_fips"))

    op.drop_table("roster_import")
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.drop_index("ix_leave_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_leave_person_id"))

    op.drop_table("leave")
    op.drop_table("kept_person")
    op.drop_table("kept_county")
    with op.batch_alter_table("evidence_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_file_person_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_file_county_fips"))

    op.drop_table("evidence_file")
    with op.batch_alter_table("equivalency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_equivalency_requirement"))

    op.drop_table("equivalency")
    with op.batch_alter_table("duty_held", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_held_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_duty_held_person_id"))

    op.drop_table("duty_held")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_supersedes_id")
        batch_op.drop_index(batch_op.f("ix_decision_person_id"))

    op.drop_table("decision")
    op.drop_table("kept_under")
