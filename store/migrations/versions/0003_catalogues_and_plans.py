"""Catalogues of works and versions of plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FROZEN = ("catalogue", "plan_version")


def _bytewise(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


CODE, DIGEST = _bytewise(13), _bytewise(64)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("id", ID, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue"),
        sa.UniqueConstraint("kode", "number", name="uq_catalogue_kode_number"),
        sa.ForeignKeyConstraint(["content_sha256"], ["blob.sha256"], name="fk_catalogue_content_sha256"),
    )
    op.create_index("ix_catalogue_content_sha256", "catalogue", ["content_sha256"])
    op.create_table(
        "plan_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("baseline_id", ID, nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.Column("catalogue_sha256", DIGEST, nullable=False),
        sa.Column("source_sha256", DIGEST, nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
        sa.UniqueConstraint("kode", "number", name="uq_plan_version_kode_number"),
        sa.ForeignKeyConstraint(["baseline_id"], ["baseline.id"], name="fk_plan_version_baseline_id"),
        *(
            sa.ForeignKeyConstraint([name], ["blob.sha256"], name=f"fk_plan_version_{name}")
            for name in ("content_sha256", "catalogue_sha256", "source_sha256")
        ),
    )
    for name in ("baseline_id", "content_sha256", "catalogue_sha256", "source_sha256"):
        op.create_index(f"ix_plan_version_{name}", "plan_version", [name])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in FROZEN:
        if postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION nahkoda_refuse_change()"
            )
            continue
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen: {action} is refused'); END"
            )
