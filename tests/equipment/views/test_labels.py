from __future__ import annotations

import pypdfium2
import pytest
from django.urls import reverse

from audit.models import AuditLog
from equipment.views import labels
from tests.factories import make_asset, make_facility, make_nurse, make_technician

URL = reverse("equipment:label-print")
CHOICES = {"format": "tape-50x25", "start": 1}


def words_of(response):
    document = pypdfium2.PdfDocument(response.content)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_labels_of_chosen_devices_are_printed(client):
    first, second, _ = make_asset(), make_asset(), make_asset()
    client.force_login(make_technician())

    response = client.post(f"{URL}?ids={second.pk},{first.pk}", CHOICES)

    assert response["Content-Type"] == "application/pdf"
    pages = words_of(response)
    assert len(pages) == 2
    assert first.asset_tag in pages[0]
    assert second.asset_tag in pages[1]


def test_labels_of_a_filtered_list_are_printed(client):
    facility = make_facility()
    here, _ = make_asset(facility=facility), make_asset()
    client.force_login(make_technician())

    response = client.post(f"{URL}?facility={facility.pk}", CHOICES)

    (page,) = words_of(response)
    assert here.asset_tag in page


def test_the_boxes_of_the_list_choose_devices_unless_all_are_meant(client):
    chosen, other = make_asset(), make_asset(name="Other")
    client.force_login(make_technician())

    boxes = client.post(f"{URL}?asset={chosen.pk}&search=other", CHOICES)
    everything = client.post(f"{URL}?asset={chosen.pk}&search=other&all=1", CHOICES)

    assert chosen.asset_tag in words_of(boxes)[0]
    assert other.asset_tag in words_of(everything)[0]


def test_the_audit_log_says_that_labels_were_printed(client):
    asset = make_asset()
    technician = make_technician()
    client.force_login(technician)

    client.post(f"{URL}?ids={asset.pk}", CHOICES)

    entry = AuditLog.objects.get(action="asset.labels_printed")
    assert (entry.actor, entry.entity_id) == (technician, str(asset.pk))
    assert entry.payload["number"] == 1


def test_a_device_out_of_sight_gets_no_label(client):
    client.force_login(make_technician(make_facility()))

    response = client.post(f"{URL}?ids={make_asset().pk}", CHOICES)

    assert "no asset to print" in response.text
    assert not AuditLog.objects.filter(action="asset.labels_printed").exists()


def test_a_page_asks_for_the_sheet_before_it_prints(client):
    asset = make_asset()
    client.force_login(make_technician())

    response = client.get(f"{URL}?ids={asset.pk}")

    assert "1 label:" in " ".join(response.text.split())
    assert asset.asset_tag in response.text


def test_the_page_warns_of_codes_that_lead_nowhere(client, settings):
    asset = make_asset()
    client.force_login(make_technician())
    url = f"{URL}?ids={asset.pk}"

    assert "which no phone can open" in client.get(url).text
    settings.PUBLIC_URL = "https://assets.hospital.example"
    assert "which no phone can open" not in client.get(url).text


def test_the_sheet_that_was_used_last_is_proposed(client):
    asset = make_asset()
    client.force_login(make_technician())
    client.post(f"{URL}?ids={asset.pk}", {"format": "l4731", "start": 3})

    response = client.get(f"{URL}?ids={asset.pk}")

    assert '<option value="l4731" selected>' in response.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("ids=x", "is not the number of one"),
        ("ids=%C2%B2", "is not the number of one"),
        ("ids=999999999999999999999", "is not the number of one"),
        ("status=banana", "Correct the filter first"),
        ("ids=999999999", "no asset to print"),
    ],
)
def test_what_cannot_be_printed_is_said(client, query, sentence):
    client.force_login(make_technician())

    for response in (client.get(f"{URL}?{query}"), client.post(f"{URL}?{query}")):
        assert response.status_code == 200
        assert sentence in response.text


def test_more_labels_than_one_pdf_holds_are_refused(client, monkeypatch):
    monkeypatch.setattr(labels, "MOST_LABELS", 2)
    for _ in range(3):
        make_asset()
    client.force_login(make_technician())

    response = client.post(URL, CHOICES)

    assert "These are 3 labels, and one PDF holds 2." in response.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"format": "l7160", "start": "22"}, "That sheet has 21 labels."),
        ({"format": "l7160", "start": "0"}, "The first label of a sheet is number 1."),
        ({"format": "l7160", "start": "x"}, "Enter a whole number."),
        ({"format": "nothing", "start": "1"}, "Select a valid choice."),
    ],
)
def test_what_was_mistyped_is_said_beside_the_field(client, form, sentence):
    asset = make_asset()
    client.force_login(make_technician())

    response = client.post(f"{URL}?ids={asset.pk}", form)

    assert sentence in response.text


def test_printing_asks_for_the_right_to_export(client):
    client.force_login(make_nurse())

    assert client.get(URL).status_code == 403


def test_the_page_needs_as_many_queries_for_many_devices_as_for_one(
    client, django_assert_num_queries
):
    client.force_login(make_technician())
    client.get(URL)
    for number in (1, 20):
        for _ in range(number):
            make_asset()
        with django_assert_num_queries(5):
            client.get(URL)
