"""What the last stamps of a county were given for.

What is kept is never the truth: counties are forgotten, and kept again by the next build.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("DELETE FROM kept_county")
    with op.batch_alter_table("kept_county") as table:
        table.add_column(sa.Column("changes", sa.String(), nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("kept_county") as table:
        table.drop_column("changes")
