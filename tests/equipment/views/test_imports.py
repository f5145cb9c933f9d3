from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from equipment.imports.uploads import survey_of, work_on
from equipment.models import Asset, Facility, ImportMapping, ImportRun, WordMeaning
from equipment.models.importing import ImportState
from equipment.views import imports
from tests.equipment.imports.loads import pumps
from tests.equipment.imports.registers import archive, as_csv, compound
from tests.factories import (
    make_administrator,
    make_asset,
    make_category,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
)

LIST = "/import/"


@pytest.fixture(autouse=True)
def work_here(tmp_path, settings, monkeypatch):
    """The work is done before the page answers, and leaves nothing behind."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(imports, "work_in_background", work_on)
    make_category(name="Infusion pump", code="PUMP")
    make_facility(name="General", code="GEN")


@pytest.fixture
def manager(client):
    manager = make_manager()
    client.force_login(manager)
    return manager


def send(client, rows, **said):
    content = rows if isinstance(rows, bytes) else as_csv(rows).encode()
    file = SimpleUploadedFile("list.csv", content)
    return client.post(LIST, {"file": file, **said})


def uploaded(client, rows):
    send(client, rows, facility=Facility.objects.get(code="GEN").pk)
    return ImportRun.objects.first()


def page(client, run):
    return client.get(run.get_absolute_url())


def choices_of(answer):
    """What the form of the page would send as it stands."""
    form = answer.context["form"]
    return {
        name: form[name].value() if form[name].value() is not None else ""
        for name in form.fields
    }


def start(client, run, then="check", **changes):
    sent = choices_of(page(client, run)) | changes | {"then": then}
    answer = client.post(reverse("equipment:import-start", args=[run.pk]), sent)
    run.refresh_from_db()
    return answer


def test_a_register_is_looked_at_checked_and_imported(client, manager):
    run = uploaded(client, pumps("P-1", "P-2"))
    assert run.state == ImportState.UPLOADED

    start(client, run)
    assert run.state == ImportState.CHECKED
    assert not Asset.objects.exists()

    start(client, run, "import")
    assert run.state == ImportState.IMPORTED
    assert Asset.objects.count() == 2
    assert "What was imported" in page(client, run).content.decode()


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"PK\3\4 no archive", b"Name\n", b"{}"]
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    client, manager, content
):
    answer = send(client, content)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, manager, settings):
    settings.IMPORT_MAX_BYTES = 10

    answer = send(client, pumps("P-1"))

    assert answer.status_code == 413
    assert "larger than 10" in answer.content.decode()


def test_an_import_without_a_check_of_the_same_choices_is_a_check(client, manager):
    run = uploaded(client, pumps("P-1", "P-2"))

    start(client, run, "import")
    assert run.state == ImportState.CHECKED

    start(client, run, "import", status="available")
    assert run.state == ImportState.CHECKED

    start(client, run, "import", date_order="day/month/year")
    assert run.state == ImportState.CHECKED
    assert not Asset.objects.exists()


def test_a_word_is_explained_once(client, manager):
    run = uploaded(client, pumps("P-1", Status="zona gris"))
    start(client, run)
    assert run.result["counts"] == {"refused": 1}

    start(client, run, word0="out_of_service storage")
    assert run.result["counts"] == {"created": 1}
    assert WordMeaning.objects.get().word == "zona gris"

    other = uploaded(client, pumps("P-2", Status="Zona  Gris"))
    start(client, other)
    assert other.result["counts"] == {"created": 1}


def test_columns_are_kept_by_name_and_used_again(client, manager):
    run = uploaded(client, pumps("P-1", Whatever="ACME"))
    start(client, run, column3="supplier", keep_as="Our list")
    mapping = ImportMapping.objects.get()

    other = uploaded(client, pumps("P-2", Whatever="ACME"))
    layout = {"header_row": 1, "mapping": mapping.pk}
    client.post(reverse("equipment:import-layout", args=[other.pk]), layout)

    other.refresh_from_db()
    assert other.options["columns"]["Whatever"] == "supplier"


def test_two_columns_of_one_meaning_are_refused_beside_the_second(client, manager):
    run = uploaded(client, pumps("P-1", Other="x"))

    answer = start(client, run, column3="name")

    assert "column3" in answer.context["form"].errors
    assert run.state == ImportState.UPLOADED


def test_refused_rows_can_be_left_out_and_taken_home(client, manager):
    run = uploaded(client, pumps("P-1", "P-1"))
    start(client, run)
    start(client, run, "import")
    assert run.state == ImportState.FAILED
    start(client, run)
    start(client, run, "import-rest")

    report = client.get(reverse("equipment:import-report", args=[run.pk, "refused"]))

    assert run.result["counts"] == {"created": 1, "refused": 1}
    content = b"".join(report.streaming_content).decode("utf-8-sig")
    report.close()
    assert content.splitlines()[0] == "Asset tag,Name,Category,Refused because"


def test_a_second_click_is_told_that_the_first_one_works(client, manager, monkeypatch):
    started = []
    monkeypatch.setattr(imports, "work_in_background", started.append)
    run = uploaded(client, pumps("P-1"))
    sent = choices_of(page(client, run)) | {"then": "check"}
    address = reverse("equipment:import-start", args=[run.pk])

    client.post(address, sent)
    second = client.post(address, sent)

    assert second.status_code == 409
    assert len(started) == 1


def test_progress_waits_on_the_page_of_the_run(client, manager, monkeypatch):
    monkeypatch.setattr(imports, "work_in_background", lambda run: None)
    run = uploaded(client, pumps("P-1"))
    start(client, run)

    answer = page(client, run)

    assert "0 rows done" in " ".join(answer.content.decode().split())
    moving = client.get(reverse("equipment:import-progress", args=[run.pk]))
    assert "HX-Redirect" not in moving
    work_on(run)
    moving = client.get(reverse("equipment:import-progress", args=[run.pk]))
    assert moving["HX-Redirect"] == run.get_absolute_url()


def test_runs_of_others_are_not_there(client, manager):
    run = uploaded(client, pumps("P-1"))
    start(client, run)
    client.force_login(make_administrator())

    addresses = [
        run.get_absolute_url(),
        reverse("equipment:import-progress", args=[run.pk]),
        reverse("equipment:import-report", args=[run.pk, "report"]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404] * 3
    for name in ("import-start", "import-layout"):
        address = reverse(f"equipment:{name}", args=[run.pk])
        assert client.post(address).status_code == 404


def test_who_may_not_import_is_refused(client):
    client.force_login(make_nurse())

    assert client.get(LIST).status_code == 403
    assert client.get("/import/1/").status_code == 403


def test_a_report_of_another_name_is_not_there(client, manager):
    run = uploaded(client, pumps("P-1"))

    for name in ("report", "register"):
        address = reverse("equipment:import-report", args=[run.pk, name])
        assert client.get(address).status_code == 404


def test_a_technician_imports_where_the_own_facility_is_chosen(client):
    facility = make_facility(name="Own", code="OWN")
    client.force_login(make_technician(facility))

    answer = client.get(LIST)

    assert answer.context["form"].fields["facility"].initial == facility


def test_only_what_the_role_may_add_is_offered(client, manager):
    run = uploaded(client, pumps("P-1"))

    assert "creates" not in page(client, run).context["form"].fields


# --- Our own files ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_export_changes_nothing(client, manager, kind):
    facility = Facility.objects.get()
    ward = make_department(facility=facility, name="ICU")
    room = make_location(facility=facility, name="Room 12", department=ward)
    for number in range(3):
        make_asset(
            facility=facility,
            current_location=room,
            owner_department=ward,
            purchase_date=date(2024, 3, 4 + number),
            purchase_cost=Decimal("1234.50"),
            currency="EUR",
            notes="=SUM(A1) -- not a formula",
        )
    exported = client.get(f"/assets/export.{kind}")

    run = uploaded(client, b"".join(exported.streaming_content))

    assert survey_of(run).doubtful == ()
    start(client, run)

    run.refresh_from_db()
    assert run.result["counts"] == {"unchanged": Asset.objects.count()}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("protected", "protected with a password"), ("bomb", "far more than")],
)
def test_a_workbook_that_cannot_be_opened_is_refused_beside_its_field(
    client, manager, tmp_path, name, sentence
):
    bomb = {"xl/workbook.xml": b"<xml/>", "xl/sheet.xml": b"0" * 100 * 1024**2}
    content = {
        "protected": compound("EncryptedPackage"),
        "bomb": archive(tmp_path, **bomb).read_bytes(),
    }

    answer = send(client, content[name])

    assert sentence in answer.context["form"].errors["file"][0]
    assert not ImportRun.objects.exists()
