"""The process of plans: roles, gate rules and summaries, where each process stands, keys and bytes of events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FROZEN = ("gate_rules", "event_blob")
# A change must name a newer event than the row did: `event_id` of a process, `revoked` of a role.
STEPPING = {
    "process": "NEW.event_id > OLD.event_id AND NEW.kind = OLD.kind AND NEW.kode = OLD.kode",
    "role_grant": "OLD.revoked IS NULL AND NEW.revoked > OLD.id AND NEW.id = OLD.id AND NEW.akun = OLD.akun "
    "AND NEW.nama = OLD.nama AND NEW.jabatan = OLD.jabatan AND NEW.peran = OLD.peran AND NEW.unit = OLD.unit "
    "AND NEW.wilayah = OLD.wilayah AND NEW.mulai = OLD.mulai AND NEW.surat = OLD.surat "
    "AND coalesce(CAST(NEW.sampai AS text), '') = coalesce(CAST(OLD.sampai AS text), '') "
    "AND coalesce(NEW.represents, 0) = coalesce(OLD.represents, 0)",
}


def _bytewise(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


CODE, DIGEST, NAME = _bytewise(13), _bytewise(64), _bytewise(32)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("event", sa.Column("key", sa.Text(), nullable=True))
    op.create_index("uq_event_key", "event", ["key"], unique=True)
    op.create_table(
        "event_blob",
        sa.Column("event_id", ID, nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("event_id", "sha256", name="pk_event_blob"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_blob_event_id"),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_event_blob_sha256"),
    )
    op.create_index("ix_event_blob_sha256", "event_blob", ["sha256"])
    op.create_table(
        "gate_rules",
        sa.Column("id", ID, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gate_rules"),
        sa.UniqueConstraint("kode", "number", name="uq_gate_rules_kode_number"),
        sa.ForeignKeyConstraint(["content_sha256"], ["blob.sha256"], name="fk_gate_rules_content_sha256"),
    )
    op.create_index("ix_gate_rules_content_sha256", "gate_rules", ["content_sha256"])
    op.create_table(
        "gate_summary",
        sa.Column("kind", NAME, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("inputs_sha256", DIGEST, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "kode", name="pk_gate_summary"),
    )
    op.create_table(
        "process",
        sa.Column("kind", NAME, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("stage", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules_sha256", DIGEST, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("kind", "kode", name="pk_process"),
        sa.ForeignKeyConstraint(["rules_sha256"], ["blob.sha256"], name="fk_process_rules_sha256"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_process_event_id"),
    )
    op.create_index("ix_process_rules_sha256", "process", ["rules_sha256"])
    op.create_index("ix_process_event_id", "process", ["event_id"])
    op.create_table(
        "role_grant",
        sa.Column("id", ID, nullable=False),
        sa.Column("akun", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("jabatan", sa.Text(), nullable=False),
        sa.Column("peran", NAME, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("wilayah", CODE, nullable=False),
        sa.Column("mulai", sa.Date(), nullable=False),
        sa.Column("sampai", sa.Date(), nullable=True),
        sa.Column("surat", sa.Text(), nullable=False),
        sa.Column("represents", ID, nullable=True),
        sa.Column("revoked", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.ForeignKeyConstraint(["id"], ["event.id"], name="fk_role_grant_id"),
        sa.ForeignKeyConstraint(["represents"], ["role_grant.id"], name="fk_role_grant_represents"),
        sa.ForeignKeyConstraint(["revoked"], ["event.id"], name="fk_role_grant_revoked"),
    )
    for name in ("akun", "wilayah", "represents", "revoked"):
        op.create_index(f"ix_role_grant_{name}", "role_grant", [name])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql() -> None:
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION nahkoda_refuse_change()"
        )
    for table, rule in STEPPING.items():
        op.execute(
            f"CREATE FUNCTION nahkoda_{table}_steps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {rule} THEN RETURN NEW; END IF; "
            f"RAISE EXCEPTION '{table} follows its events: UPDATE without a newer event is refused'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_steps BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION nahkoda_{table}_steps()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION nahkoda_refuse_change()"
        )


def _guard_sqlite() -> None:
    for table in FROZEN:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen: {action} is refused'); END"
            )
    for table, rule in STEPPING.items():
        # Not the negation alone: a comparison with NULL is neither true nor false.
        op.execute(
            f"CREATE TRIGGER {table}_steps BEFORE UPDATE ON {table} WHEN NOT coalesce(({rule}), 0) "
            f"BEGIN SELECT RAISE(ABORT, '{table} follows its events: UPDATE without a newer event is refused'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen: DELETE is refused'); END"
        )
