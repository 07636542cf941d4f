"""Reminders, what they told, and addresses from which mail came back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum("daily", "weekly", "important", name="frequency", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "address_bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["person.id"], name=op.f("fk_address_bounce_cleared_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_address_bounce_mail_id_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_bounce")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_address_bounce_mail_id")),
    )
    with op.batch_alter_table("address_bounce") as batch_op:
        batch_op.create_index("ix_address_bounce_address", ["address"], unique=False)

    op.create_table(
        "mail_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_notice_mail_id_mail")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_notice")),
    )
    with op.batch_alter_table("mail_notice") as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_notice_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(
            "uq_mail_notice_person_id_thing_stage_due_on",
            ["person_id", "thing", "stage", "due_on"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    with op.batch_alter_table("mail") as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "account",
                    "digest",
                    "team",
                    "nudge",
                    name="mailkind",
                    native_enum=False,
                    length=40,
                ),
                nullable=False,
                server_default="account",
            )
        )
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("stop_url", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("caused_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("resends_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_mail_person_id_id", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "uq_mail_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_mail_resends_id"), ["resends_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_mail_resends_id_mail"), "mail", ["resends_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_mail_caused_by_id_person"), "person", ["caused_by_id"], ["id"]
        )
    with op.batch_alter_table(
        "mail"
    ) as batch_op:  # what was there was about accounts; from now on it is said
        for name in ("kind", "stop_url", "reason"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("mail") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_mail_caused_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_mail_resends_id_mail"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_mail_resends_id"), type_="unique")
        batch_op.drop_index(
            "uq_mail_key",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_mail_person_id_id")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("handed_at")
        batch_op.drop_column("reason")
        batch_op.drop_column("resends_id")
        batch_op.drop_column("caused_by_id")
        batch_op.drop_column("stop_url")
        batch_op.drop_column("key")
        batch_op.drop_column("kind")

    with op.batch_alter_table("mail_notice") as batch_op:
        batch_op.drop_index(
            "uq_mail_notice_person_id_thing_stage_due_on",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_mail_notice_mail_id"))

    op.drop_table("mail_notice")
    with op.batch_alter_table("address_bounce") as batch_op:
        batch_op.drop_index("ix_address_bounce_address")

    op.drop_table("address_bounce")
    op.drop_table("mail_choice")
