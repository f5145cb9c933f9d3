from __future__ import annotations

from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import make_nurse, make_work_order
from tests.files import PDF, upload


def url_of(page, order):
    return reverse(f"maintenance:work-order-{page}", args=[order.pk])


def test_a_comment_stands_on_the_page(client):
    order = make_work_order()
    client.force_login(make_nurse())

    response = client.post(url_of("comment", order), {"text": "Still beeps"})

    assertRedirects(response, f"{order.get_absolute_url()}#comments")
    assertContains(client.get(order.get_absolute_url()), "Still beeps")


def test_an_empty_comment_is_refused_beside_the_field(client):
    client.force_login(make_nurse())

    response = client.post(url_of("comment", make_work_order()), {"text": " "})

    assertContains(response, "Write something first.")


def test_what_ended_takes_no_comment(client):
    client.force_login(make_nurse())
    order = make_work_order(status="cancelled")

    response = client.post(url_of("comment", order), {"text": "Hm"})

    assert response.status_code == 409


def test_a_document_is_added(client):
    order = make_work_order()
    client.force_login(make_nurse())
    said = {"file": upload(PDF, "quote.pdf"), "kind": "other"}

    client.post(url_of("file", order), said)

    assertContains(client.get(order.get_absolute_url()), "quote")


def test_a_file_of_no_known_kind_is_refused(client):
    client.force_login(make_nurse())
    said = {"file": upload(b"MZ\x90\x00", "x.exe"), "kind": "other"}

    response = client.post(url_of("file", make_work_order()), said)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
