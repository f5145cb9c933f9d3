"""Whoever gets at the table itself cannot change what was written."""

from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from audit.append_only import REFUSAL
from audit.models import AuditLog
from tests.factories import make_administrator, make_asset, make_manufacturer

TABLE = "audit_auditlog"
COLUMNS = ", ".join(
    connection.ops.quote_name(str(field.column)) for field in AuditLog._meta.fields
)


@pytest.fixture
def entry():
    return AuditLog.objects.about(make_manufacturer()).get()


@contextmanager
def refused(entry):
    """The attack fails with our sentence, and the entry is as it was."""
    before = stored(entry)
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        yield
    assert stored(entry) == before


def stored(entry):
    return list(AuditLog.objects.filter(pk=entry.pk).values())


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def copied(verb, entry, *, action="'forged'", end=""):
    """An insert of the entry's own row once more, with another action."""
    values = COLUMNS.replace(connection.ops.quote_name("action"), action)
    return (
        f"{verb} INTO {TABLE} ({COLUMNS}) "
        f"SELECT {values} FROM {TABLE} WHERE id = {entry.pk} {end}"
    )


# --- By SQL, on both databases ------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET action = 'forged' WHERE id = {pk}",
        "UPDATE {table} SET action = 'forged'",
        "UPDATE {table} SET id = id + 1000000 WHERE id = {pk}",
        "UPDATE {table} SET occurred_at = '2001-01-01' WHERE id = {pk}",
        "DELETE FROM {table} WHERE id = {pk}",
        "DELETE FROM {table}",
    ],
)
def test_no_statement_changes_or_removes_an_entry(entry, attack):
    with refused(entry):
        run(attack.format(table=TABLE, pk=entry.pk))


def test_no_insert_overwrites_an_entry_by_upsert(entry):
    upsert = "ON CONFLICT (id) DO UPDATE SET action = 'forged'"

    with refused(entry):
        # SQLite takes ON for a join unless something stands before it.
        run(copied("INSERT", entry, end=f"AND 1 = 1 {upsert}"))


def test_an_insert_that_yields_to_an_entry_leaves_it_alone(entry):
    before = stored(entry)

    # SQLite refuses it like every other, PostgreSQL does nothing.
    with suppress(DatabaseError), transaction.atomic():
        run(copied("INSERT", entry, end="AND 1 = 1 ON CONFLICT DO NOTHING"))

    assert stored(entry) == before
    assert AuditLog.objects.count() == 1


# --- By SQLite's own ways -----------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "verb",
    [
        "REPLACE",
        "INSERT OR REPLACE",
        "INSERT OR IGNORE",
        "INSERT OR FAIL",
        "INSERT OR ROLLBACK",
        "INSERT",
    ],
)
def test_sqlite_replaces_no_entry(entry, verb):
    with refused(entry):
        run(copied(verb, entry))


@pytest.mark.sqlite
@pytest.mark.parametrize("policy", ["REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT"])
def test_sqlite_updates_no_entry_whatever_the_policy(entry, policy):
    with refused(entry):
        run(f"UPDATE OR {policy} {TABLE} SET action = 'forged' WHERE id = {entry.pk}")


@pytest.mark.sqlite
@pytest.mark.parametrize("alias", ["rowid", "oid", "_rowid_"])
def test_sqlite_replaces_no_entry_by_the_rows_hidden_name(entry, alias):
    columns = COLUMNS.replace('"id"', alias)

    with refused(entry):
        run(
            f"INSERT OR REPLACE INTO {TABLE} ({columns}) "
            f"SELECT {COLUMNS} FROM {TABLE} WHERE id = {entry.pk}"
        )


@pytest.mark.sqlite
def test_sqlite_refuses_with_triggers_that_do_not_recurse_and_that_do(entry):
    for switch in ("ON", "OFF"):
        run(f"PRAGMA recursive_triggers = {switch}")
        with refused(entry):
            run(copied("REPLACE", entry))


@pytest.mark.sqlite
def test_sqlite_changes_no_entry_through_a_view_or_another_trigger(entry):
    run(
        f"CREATE TEMP VIEW log AS SELECT * FROM {TABLE}",
        "CREATE TEMP TRIGGER through INSTEAD OF UPDATE ON log BEGIN "
        f"UPDATE {TABLE} SET action = NEW.action WHERE id = OLD.id; END",
    )

    with refused(entry):
        run("UPDATE log SET action = 'forged'")


@pytest.mark.sqlite
def test_triggers_come_back_after_a_migration_that_rebuilds_the_table(
    transactional_db,
):
    entry = AuditLog.objects.about(make_manufacturer()).get()
    wider = models.CharField(max_length=90)
    wider.set_attributes_from_name("action")
    connection.disable_constraint_checking()
    with connection.schema_editor() as editor:
        editor.alter_field(AuditLog, AuditLog._meta.get_field("action"), wider)
    connection.enable_constraint_checking()
    assert triggers() == set()

    call_command("migrate", verbosity=0)

    assert triggers() == {
        "audit_log_no_update",
        "audit_log_no_delete",
        "audit_log_no_insert",
    }
    with refused(entry):
        run(f"DELETE FROM {TABLE}")


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            [TABLE],
        )
        return {name for (name,) in cursor.fetchall()}


# --- By PostgreSQL's own ways -------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "attack",
    [
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "TRUNCATE {table} RESTART IDENTITY",
        "WITH gone AS (DELETE FROM {table} RETURNING id) SELECT count(*) FROM gone",
        "UPDATE ONLY {table} SET action = 'forged'",
        (
            "MERGE INTO {table} AS log USING (VALUES ({pk})) AS it(id) "
            "ON log.id = it.id WHEN MATCHED THEN UPDATE SET action = 'forged'"
        ),
        (
            "MERGE INTO {table} AS log USING (VALUES ({pk})) AS it(id) "
            "ON log.id = it.id WHEN MATCHED THEN DELETE"
        ),
    ],
)
def test_postgresql_refuses_its_own_statements_too(entry, attack):
    with refused(entry):
        run(attack.format(table=TABLE, pk=entry.pk))


@pytest.mark.postgresql
@pytest.mark.parametrize("role", ["replica", "local", "origin"])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET action = 'forged'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    ],
)
def test_postgresql_refuses_even_who_poses_as_a_replica(entry, role, attack):
    with refused(entry):
        run(f"SET LOCAL session_replication_role = {role}", attack.format(table=TABLE))


@pytest.mark.postgresql
def test_postgresql_changes_no_entry_through_a_view_or_a_rule(entry):
    run(
        f"CREATE TEMP VIEW log AS SELECT * FROM {TABLE}",
        "CREATE RULE through AS ON DELETE TO log DO INSTEAD "
        f"DELETE FROM {TABLE} WHERE id = OLD.id",
    )

    with refused(entry):
        run("DELETE FROM log")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET action = 'forged'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_log_append_only ON {table}",
        "DROP TABLE {table}",
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger "
        "AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
    ],
)
def test_a_role_that_only_reads_and_adds_cannot_even_lift_the_triggers(entry, attack):
    before = stored(entry)
    run(
        "CREATE ROLE appender",
        f"GRANT SELECT, INSERT ON {TABLE} TO appender",
        f"GRANT USAGE ON SEQUENCE {TABLE}_id_seq TO appender",
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        run("SET LOCAL ROLE appender", attack.format(table=TABLE))

    with transaction.atomic():
        run("SET LOCAL ROLE appender", copied_without_id(entry), "RESET ROLE")
    assert stored(entry) == before
    assert AuditLog.objects.count() == len(before) + 1


def copied_without_id(entry):
    columns = COLUMNS.replace('"id", ', "")
    return (
        f"INSERT INTO {TABLE} ({columns}) "
        f"SELECT {columns} FROM {TABLE} WHERE id = {entry.pk}"
    )


# --- By the application's own code --------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        lambda entry: AuditLog.objects.filter(pk=entry.pk).update(action="forged"),
        lambda entry: AuditLog.objects.bulk_update([entry], ["action"]),
        lambda entry: entry.save(),
        lambda entry: entry.save(update_fields=["action"]),
        lambda entry: entry.delete(),
        lambda entry: AuditLog.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditLog.objects.all().delete(),
        lambda entry: AuditLog.objects.bulk_create(
            [entry],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["action"],
        ),
        lambda entry: AuditLog.objects.update_or_create(
            pk=entry.pk, defaults={"action": "forged"}
        ),
    ],
    ids=[
        "update",
        "bulk_update",
        "save",
        "save_fields",
        "delete",
        "delete_query",
        "delete_all",
        "bulk_create",
        "update_or_create",
    ],
)
def test_no_method_of_the_model_changes_an_entry(entry, attack):
    entry.action = "forged"

    with refused(entry):
        attack(entry)


def test_the_record_that_an_entry_is_about_may_go_but_the_entry_stays():
    maker = make_manufacturer()
    entry = AuditLog.objects.about(maker).get()
    before = stored(entry)

    maker.delete()

    assert stored(entry) == before


@pytest.mark.parametrize(
    "path",
    [
        "/admin/audit/auditlog/add/",
        "/admin/audit/auditlog/{pk}/change/",
        "/admin/audit/auditlog/{pk}/delete/",
        "/admin/audit/auditlog/",
        "/audit/",
        "/audit/{pk}/",
    ],
)
def test_no_page_changes_an_entry(entry, path):
    before = stored(entry)
    client = Client()
    client.force_login(make_administrator(is_superuser=True))

    response = client.post(
        path.format(pk=entry.pk),
        {
            "action": "delete_selected",
            "_selected_action": entry.pk,
            "post": "yes",
            "reason": "forged",
        },
    )

    assert response.status_code in (403, 405)
    assert stored(entry) == before


def test_new_entries_are_written_all_the_same(entry):
    make_asset()

    assert AuditLog.objects.count() > 1
