"""Recordings, captions version by version, and recordings on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "media_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("poster", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_media_file_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_media_file_sha256")),
    )
    op.create_table(
        "caption_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "none",
                "automatic",
                "edited",
                "reviewed",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["library_item.id"], name=op.f("fk_caption_version_item_id_library_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_caption_version_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caption_version")),
        sa.UniqueConstraint(
            "item_id", "language", "number", name=op.f("uq_caption_version_item_id_language_number")
        ),
    )
    op.create_table(
        "media_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_media_upload_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["library_item.id"], name=op.f("fk_media_upload_item_id_library_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_media_upload_token")),
    )
    with op.batch_alter_table("media_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_upload_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("media_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_upload_item_id"))

    op.drop_table("media_upload")
    op.drop_table("caption_version")
    op.drop_table("media_file")
