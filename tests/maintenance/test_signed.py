from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.saving import save
from maintenance.choices import InspectionStatus, LogOutcome, LogStatus
from maintenance.models import Inspection, MaintenanceLog, ProcedureVersion
from maintenance.signed import REFUSAL
from tests.factories import make_asset, make_procedure, make_technician, saved

pytestmark = pytest.mark.django_db


def make_log(**fields):
    defaults = {"performed_by": make_technician(), "started_at": timezone.now()}
    return saved(MaintenanceLog(asset=make_asset(), **defaults | fields))


def make_signed_log():
    now = timezone.now()
    return make_log(
        started_at=now,
        completed_at=now,
        performed_at=now,
        status=LogStatus.COMPLETED,
        outcome=LogOutcome.PASSED,
        summary="Checked",
        signed_at=now,
    )


def refused(sql, *parameters):
    with (
        pytest.raises(DatabaseError, match=REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)


def test_a_signed_log_is_neither_changed_nor_removed():
    log = make_signed_log()

    refused("UPDATE maintenance_maintenancelog SET summary = 'x' WHERE id = %s", log.pk)
    refused("DELETE FROM maintenance_maintenancelog WHERE id = %s", log.pk)


def test_a_signed_log_is_not_saved_again():
    log = make_signed_log()
    log.summary = "Nothing was checked"

    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        save(log, by=None)

    log.refresh_from_db()
    assert log.summary == "Checked"


def test_a_log_that_is_not_signed_changes():
    log = make_log()
    log.findings = "A cracked housing"
    save(log, by=None)

    log.refresh_from_db()
    assert log.findings == "A cracked housing"


def test_a_signed_inspection_does_not_change():
    inspection = saved(
        Inspection(
            asset=make_asset(),
            inspected_by=make_technician(),
            inspected_at=timezone.now(),
            status=InspectionStatus.FAILED,
            signed_at=timezone.now(),
        )
    )

    refused(
        "UPDATE maintenance_inspection SET status = 'passed' WHERE id = %s",
        inspection.pk,
    )


def test_a_version_of_a_procedure_does_not_change():
    version = ProcedureVersion.objects.get(procedure=make_procedure())

    refused(
        "UPDATE maintenance_procedureversion SET items = '[]' WHERE id = %s", version.pk
    )


@pytest.mark.sqlite
def test_sqlite_replaces_no_signed_log():
    log = make_signed_log()

    refused(
        "REPLACE INTO maintenance_maintenancelog SELECT * "
        "FROM maintenance_maintenancelog WHERE id = %s",
        log.pk,
    )
