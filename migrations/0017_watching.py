"""Watching recordings: what was played, and what it gave."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    key = "fk_enrolment_webinar_version_id_library_version"
    if op.get_context().dialect.name == "sqlite":
        # in one statement, for a table that others refer to cannot be made anew while it is used
        op.execute(
            "ALTER TABLE enrolment ADD COLUMN webinar_version_id INTEGER "
            f"CONSTRAINT {key} REFERENCES library_version (id)"
        )
    else:
        column = sa.Column("webinar_version_id", sa.Integer(), nullable=True)
        op.add_column("enrolment", column)
        op.create_foreign_key(key, "enrolment", "library_version", [column.name], ["id"])
    op.create_index("ix_enrolment_webinar_version_id", "enrolment", ["webinar_version_id"])
    op.add_column("training_record", sa.Column("subject", sa.String(), nullable=True))
    op.create_table(
        "watched_stretch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_watched_stretch_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_watched_stretch_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_stretch")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_watched_stretch_person_id_key")),
    )
    op.create_index(
        op.f("ix_watched_stretch_recording_person_id"),
        "watched_stretch",
        ["recording", "person_id"],
    )
    op.create_table(
        "watching_credit",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("ce_minutes", sa.Integer(), nullable=True),
        sa.Column("ce_provider", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["training_record.id"],
            name=op.f("fk_watching_credit_record_id_training_record"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["library_version.id"],
            name=op.f("fk_watching_credit_version_id_library_version"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_watching_credit_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_watching_credit")),
    )
    op.create_index(op.f("ix_watching_credit_version_id"), "watching_credit", ["version_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("watching_credit")
    op.drop_table("watched_stretch")
    op.drop_column("training_record", "subject")
    op.drop_index("ix_enrolment_webinar_version_id", "enrolment")
    if op.get_context().dialect.name != "sqlite":
        key = "fk_enrolment_webinar_version_id_library_version"
        op.drop_constraint(key, "enrolment", type_="foreignkey")
    op.drop_column("enrolment", "webinar_version_id")
