"""What can be searched, and the words of it in the form that each database wants."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "search_origin",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_origin")),
    )
    op.create_table(
        "search_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "everyone",
                "signed-in",
                "counties",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("counties", sa.String(), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_passage")),
    )
    op.create_index("ix_search_passage_origin", "search_passage", ["origin"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5"
            "(title, heading, body, kind, tokenize = 'ascii', prefix = '2 3')"
        )
    else:
        op.execute(
            "CREATE TABLE search_words (passage_id INTEGER NOT NULL"
            " CONSTRAINT pk_search_words PRIMARY KEY"
            " CONSTRAINT fk_search_words_passage_id_search_passage"
            " REFERENCES search_passage (id) ON DELETE CASCADE,"
            " title VARCHAR NOT NULL, heading VARCHAR NOT NULL, body VARCHAR NOT NULL,"
            " words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("search_words")
    op.drop_table("search_passage")
    op.drop_table("search_origin")
