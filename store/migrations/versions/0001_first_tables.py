"""First tables, and the triggers that keep frozen rows frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FROZEN = (
    "blob",
    "survey_import",
    "baseline",
    "rt_row",
    "document_version",
    "document_file",
    "manuscript",
    "event",
)
QUANTITIES = (
    *("luas_ha_e6", "luas_sk_ha_e6", "bangunan_e6", "penduduk_e6", "kk_e6", "kk_mbr_e6"),
    *("jalan_ideal_m_e6", "drainase_ideal_m_e6", "rtp_ha_e6", "rtp_ideal_ha_e6"),
    *("v1a_e6", "v1b_e6", "v1c_e6", "v2a_e6", "v2b_e6", "v3a_e6", "v3b_e6"),
    *("v4a_e6", "v4b_e6", "v4c_e6", "v4d_e6", "v4e_e6", "v5a_e6", "v5b_e6"),
    *("v6a_e6", "v6b_e6", "v6c_e6", "v7a_e6", "v7b_e6"),
)


def _bytewise(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


CODE, DIGEST, NAME = _bytewise(13), _bytewise(64), _bytewise(32)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blob"),
    )
    op.create_table(
        "territory",
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("level", NAME, nullable=False),
        sa.Column("outline", sa.Text()),
        sa.Column("list_sha256", DIGEST),
        sa.Column("outline_sha256", DIGEST),
        sa.PrimaryKeyConstraint("code", name="pk_territory"),
        sa.ForeignKeyConstraint(["list_sha256"], ["blob.sha256"], name="fk_territory_list_sha256"),
        sa.ForeignKeyConstraint(["outline_sha256"], ["blob.sha256"], name="fk_territory_outline_sha256"),
    )
    op.create_index("ix_territory_list_sha256", "territory", ["list_sha256"])
    op.create_index("ix_territory_outline_sha256", "territory", ["outline_sha256"])
    _create_baselines()
    _create_documents()
    op.create_table(
        "manuscript",
        sa.Column("id", ID, nullable=False),
        sa.Column("kode", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_manuscript"),
        sa.UniqueConstraint("kode", "number", name="uq_manuscript_kode_number"),
        sa.ForeignKeyConstraint(["content_sha256"], ["blob.sha256"], name="fk_manuscript_content_sha256"),
    )
    op.create_index("ix_manuscript_content_sha256", "manuscript", ["content_sha256"])
    op.create_table(
        "event",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_subject_id", "event", ["subject", "id"])
    if op.get_bind().dialect.name == "postgresql":
        _freeze_on_postgresql()
    else:
        _freeze_on_sqlite()


def _create_baselines() -> None:
    op.create_table(
        "survey_import",
        sa.Column("id", ID, nullable=False),
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("source_sha256", DIGEST, nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("sk_number", sa.Text()),
        sa.Column("sk_date", sa.Date()),
        sa.Column("tahun_option", sa.Integer()),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("baseline_count", sa.Integer(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_import"),
        sa.UniqueConstraint("fingerprint", name="uq_survey_import_fingerprint"),
        sa.ForeignKeyConstraint(["source_sha256"], ["blob.sha256"], name="fk_survey_import_source_sha256"),
    )
    op.create_index("ix_survey_import_source_sha256", "survey_import", ["source_sha256"])
    op.create_table(
        "baseline",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("kode_kelurahan", CODE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rt_count", sa.Integer(), nullable=False),
        sa.Column("rt_refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_baseline"),
        sa.UniqueConstraint("kode_kelurahan", "number", name="uq_baseline_kode_kelurahan_number"),
        sa.ForeignKeyConstraint(["import_id"], ["survey_import.id"], name="fk_baseline_import_id"),
    )
    op.create_index("ix_baseline_import_id", "baseline", ["import_id"])
    op.create_table(
        "rt_row",
        sa.Column("baseline_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("rw", sa.Text(), nullable=False),
        sa.Column("rt", sa.Text(), nullable=False),
        sa.Column("kawasan", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger()) for name in QUANTITIES),
        sa.Column("not_applicable", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("baseline_id", "position", name="pk_rt_row"),
        sa.ForeignKeyConstraint(["baseline_id"], ["baseline.id"], name="fk_rt_row_baseline_id"),
        sqlite_with_rowid=False,
    )


def _create_documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("kind", "code", name="uq_document_kind_code"),
    )
    op.create_table(
        "document_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("baseline_id", ID),
        sa.Column("inputs_sha256", DIGEST, nullable=False),
        sa.Column("snapshot_sha256", DIGEST, nullable=False),
        sa.Column("template_sha256", DIGEST, nullable=False),
        sa.Column("toolchain", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_version"),
        sa.UniqueConstraint("document_id", "number", name="uq_document_version_document_id_number"),
        sa.UniqueConstraint(
            "document_id", "inputs_sha256", name="uq_document_version_document_id_inputs_sha256"
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_document_version_document_id"),
        sa.ForeignKeyConstraint(["baseline_id"], ["baseline.id"], name="fk_document_version_baseline_id"),
        sa.ForeignKeyConstraint(
            ["snapshot_sha256"], ["blob.sha256"], name="fk_document_version_snapshot_sha256"
        ),
    )
    op.create_index("ix_document_version_baseline_id", "document_version", ["baseline_id"])
    op.create_index("ix_document_version_snapshot_sha256", "document_version", ["snapshot_sha256"])
    op.create_table(
        "document_file",
        sa.Column("version_id", ID, autoincrement=False, nullable=False),
        sa.Column("format", NAME, nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "format", name="pk_document_file"),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name="fk_document_file_version_id"),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name="fk_document_file_sha256"),
    )
    op.create_index("ix_document_file_sha256", "document_file", ["sha256"])


def _freeze_on_sqlite() -> None:
    for table in FROZEN:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen: {action} is refused'); END"
            )


def _freeze_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION nahkoda_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is frozen: % is refused', TG_TABLE_NAME, TG_OP "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in FROZEN:
        # For the statement, not for each row: TRUNCATE has no rows, and a change of no row is a mistake
        # as well.
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION nahkoda_refuse_change()"
        )
