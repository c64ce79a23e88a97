"""Outlines of RT."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _bytewise(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


NUMBER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rt_outline",
        sa.Column("kode", _bytewise(13), nullable=False),
        sa.Column("rw", NUMBER, nullable=False),
        sa.Column("rt", NUMBER, nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", _bytewise(64), nullable=False),
        sa.PrimaryKeyConstraint("kode", "rw", "rt", name="pk_rt_outline"),
        sa.ForeignKeyConstraint(["source_sha256"], ["blob.sha256"], name="fk_rt_outline_source_sha256"),
    )
    op.create_index("ix_rt_outline_source_sha256", "rt_outline", ["source_sha256"])
