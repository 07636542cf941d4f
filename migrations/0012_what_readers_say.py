"""What readers say of the library, and reviews of what cites a replaced notice."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "citation_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citing", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("still-right", "will-be-changed", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["library_item.id"],
            name=op.f("fk_citation_review_notice_id_library_item"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_citation_review_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation_review")),
        sa.UniqueConstraint(
            "citing", "notice_id", "number", name=op.f("uq_citation_review_citing_notice_id_number")
        ),
    )
    op.create_table(
        "library_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_library_feedback_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["library_version.id"],
            name=op.f("fk_library_feedback_version_id_library_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_feedback")),
        sa.UniqueConstraint(
            "version_id", "asker", "clear", name=op.f("uq_library_feedback_version_id_asker_clear")
        ),
    )
    op.create_table(
        "library_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_library_question_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["library_version.id"],
            name=op.f("fk_library_question_version_id_library_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_question")),
        sa.UniqueConstraint("token", name=op.f("uq_library_question_token")),
    )
    with op.batch_alter_table("library_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_library_question_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "library_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["library_question.id"],
            name=op.f("fk_library_answer_question_id_library_question"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_library_answer_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_answer")),
        sa.UniqueConstraint("question_id", name=op.f("uq_library_answer_question_id")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("library_answer")
    with op.batch_alter_table("library_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_library_question_version_id"))

    op.drop_table("library_question")
    op.drop_table("library_feedback")
    op.drop_table("citation_review")
