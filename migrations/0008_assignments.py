"""What trainers ask people to complete, and its drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=True),
        sa.Column(
            "reach",
            sa.Enum(
                "people",
                "team",
                "agency",
                "duty",
                "county",
                name="reach",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
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
            nullable=True,
        ),
        sa.Column("newcomers", sa.Boolean(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum("fixed", "hire", "duty", "team", name="basis", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("days", "months", name="unit", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "counted_duty",
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
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_assignment_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_assignment_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_assignment_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_assignment_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "recorded_by_id", "form_key", name=op.f("uq_assignment_recorded_by_id_form_key")
        ),
    )
    op.create_index(op.f("ix_assignment_county_fips"), "assignment", ["county_fips"])

    op.create_table(
        "assignment_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("ask", "leave-out", "take-back", name="act", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_ask_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assignment_ask_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_assignment_ask_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_ask")),
    )
    op.create_index(
        "ix_assignment_ask_assignment_id_person_id",
        "assignment_ask",
        ["assignment_id", "person_id"],
    )
    op.create_index(op.f("ix_assignment_ask_person_id"), "assignment_ask", ["person_id"])

    op.create_table(
        "assignment_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_draft_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assignment_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_draft")),
        sa.UniqueConstraint(
            "person_id", "form_key", name=op.f("uq_assignment_draft_person_id_form_key")
        ),
    )
    op.create_table(
        "assignment_end",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_end_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_assignment_end_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignment_end")),
    )
    op.create_table(
        "assignment_item",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_item_assignment_id_assignment"),
        ),
        sa.PrimaryKeyConstraint("assignment_id", "number", name=op.f("pk_assignment_item")),
    )
    with op.batch_alter_table("matrix_batch_entry") as batch_op:
        batch_op.add_column(sa.Column("assignment_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_matrix_batch_entry_assignment_id_assignment"),
            "assignment",
            ["assignment_id"],
            ["id"],
        )


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("matrix_batch_entry") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_matrix_batch_entry_assignment_id_assignment"), type_="foreignkey"
        )
        batch_op.drop_column("assignment_id")

    op.drop_table("assignment_item")
    op.drop_table("assignment_end")
    op.drop_table("assignment_draft")

    op.drop_table("assignment_ask")

    op.drop_table("assignment")
