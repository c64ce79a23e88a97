"""The plan that a version of a document prints."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # As text: SQLite takes a foreign key only together with its column, and Alembic adds it afterwards.
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE document_version ADD COLUMN plan_id {number} "
        "CONSTRAINT fk_document_version_plan_id REFERENCES plan_version (id)"
    )
    op.create_index("ix_document_version_plan_id", "document_version", ["plan_id"])
