"""Live sessions, who registered and was there, what that gave, and calendars of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("key", name=op.f("uq_calendar_feed_key")),
    )
    op.create_index("ix_calendar_feed_person_id", "calendar_feed", ["person_id"])

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("county_fips", sa.String(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_event_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "recorded_by_id", "form_key", name=op.f("uq_event_recorded_by_id_form_key")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index("ix_event_county_fips", "event", ["county_fips"])

    op.create_table(
        "event_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("presences", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_confirmation_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_confirmation_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_confirmation")),
        sa.UniqueConstraint("event_id", "mark", name=op.f("uq_event_confirmation_event_id_mark")),
    )
    op.create_table(
        "event_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("read_as", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_file_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_file_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_event_file_taken_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_event_file_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_file")),
    )
    op.create_index("ix_event_file_event_id", "event_file", ["event_id"])

    op.create_table(
        "event_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_registration_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_registration_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_registration_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_registration")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "number",
            name=op.f("uq_event_registration_event_id_person_id_number"),
        ),
    )
    op.create_index("ix_event_registration_person_id", "event_registration", ["person_id"])

    op.create_table(
        "event_version",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("online", "room", name="format", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("meeting_url", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("trainers", sa.String(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "affiliates", "signed-in", "public", name="audience", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("least_percent", sa.Integer(), nullable=False),
        sa.Column("latest_minutes", sa.Integer(), nullable=True),
        sa.Column("quiz", sa.Boolean(), nullable=False),
        sa.Column("ce_minutes", sa.Integer(), nullable=True),
        sa.Column("ce_provider", sa.String(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_version_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_version_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_event_version")),
    )
    op.create_index("ix_event_version_starts_at", "event_version", ["starts_at"])

    op.create_table(
        "event_county",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("county_fips", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_event_county_county_fips_county")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "version"],
            ["event_version.event_id", "event_version.number"],
            name=op.f("fk_event_county_event_id_event_version"),
        ),
        sa.PrimaryKeyConstraint("event_id", "version", "county_fips", name=op.f("pk_event_county")),
    )
    op.create_table(
        "event_file_choice",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["event_file.id"], name=op.f("fk_event_file_choice_file_id_event_file")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_file_choice_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_file_choice_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_event_file_choice")),
    )
    op.create_table(
        "event_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("joined", "file", "trainer", name="source", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_presence_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["event_file.id"], name=op.f("fk_event_presence_file_id_event_file")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_presence_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_presence_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_presence")),
        sa.UniqueConstraint(
            "event_id", "person_id", "key", name=op.f("uq_event_presence_event_id_person_id_key")
        ),
    )
    op.create_index(
        "ix_event_presence_event_id_person_id", "event_presence", ["event_id", "person_id"]
    )
    op.create_index("ix_event_presence_file_id", "event_presence", ["file_id"])
    op.create_index("ix_event_presence_person_id", "event_presence", ["person_id"])

    op.create_table(
        "event_seat_notice",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["event_registration.id"],
            name=op.f("fk_event_seat_notice_registration_id_event_registration"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_event_seat_notice")),
    )
    op.create_table(
        "event_withdrawal",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_withdrawal_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["event_registration.id"],
            name=op.f("fk_event_withdrawal_registration_id_event_registration"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_event_withdrawal")),
    )
    op.create_table(
        "event_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("session", "ce", name="credit", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_credit_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_credit_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["training_record.id"],
            name=op.f("fk_event_credit_record_id_training_record"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_credit_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_credit")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "kind",
            "number",
            name=op.f("uq_event_credit_event_id_person_id_kind_number"),
        ),
        sa.UniqueConstraint("record_id", name=op.f("uq_event_credit_record_id")),
    )
    op.create_index("ix_event_credit_person_id", "event_credit", ["person_id"])

    op.create_table(
        "event_presence_end",
        sa.Column("presence_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["presence_id"],
            ["event_presence.id"],
            name=op.f("fk_event_presence_end_presence_id_event_presence"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_presence_end_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("presence_id", name=op.f("pk_event_presence_end")),
    )
    op.create_table(
        "event_credit_end",
        sa.Column("credit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["credit_id"],
            ["event_credit.id"],
            name=op.f("fk_event_credit_end_credit_id_event_credit"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_event_credit_end_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("credit_id", name=op.f("pk_event_credit_end")),
    )
    if op.get_context().dialect.name == "sqlite":
        # in one statement, for a table that others refer to cannot be made anew while it is used
        op.execute(
            "ALTER TABLE enrolment ADD COLUMN event_id INTEGER "
            "CONSTRAINT fk_enrolment_event_id_event REFERENCES event (id)"
        )
    else:
        op.add_column("enrolment", sa.Column("event_id", sa.Integer(), nullable=True))
        op.create_foreign_key(
            "fk_enrolment_event_id_event", "enrolment", "event", ["event_id"], ["id"]
        )
    op.create_index("ix_enrolment_event_id", "enrolment", ["event_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_enrolment_event_id", "enrolment")
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint("fk_enrolment_event_id_event", "enrolment", type_="foreignkey")
    op.drop_column("enrolment", "event_id")
    op.drop_table("event_credit_end")
    op.drop_table("event_presence_end")
    op.drop_index("ix_event_credit_person_id", "event_credit")

    op.drop_table("event_credit")
    op.drop_table("event_withdrawal")
    op.drop_table("event_seat_notice")
    op.drop_index("ix_event_presence_person_id", "event_presence")
    op.drop_index("ix_event_presence_file_id", "event_presence")
    op.drop_index("ix_event_presence_event_id_person_id", "event_presence")

    op.drop_table("event_presence")
    op.drop_table("event_file_choice")
    op.drop_table("event_county")
    op.drop_index("ix_event_version_starts_at", "event_version")

    op.drop_table("event_version")
    op.drop_index("ix_event_registration_person_id", "event_registration")

    op.drop_table("event_registration")
    op.drop_index("ix_event_file_event_id", "event_file")

    op.drop_table("event_file")
    op.drop_table("event_confirmation")
    op.drop_index("ix_event_county_fips", "event")

    op.drop_table("event")
    op.drop_index("ix_calendar_feed_person_id", "calendar_feed")

    op.drop_table("calendar_feed")
