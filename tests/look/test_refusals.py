from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from tests.sources import ROOT

REFUSALS = ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503"]
# These must come out when the database or the session does not answer.
BARE = ["400", "403_csrf", "413", "429", "500", "503"]


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_happened_and_offers_a_way_on(name):
    page = render_to_string(f"{name}.html")

    assert re.search(r"<h1[^>]*>\w", page)
    assert 'href="/"' in page


@pytest.mark.parametrize("name", BARE)
def test_a_refusal_comes_out_when_nothing_else_does(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(f"{name}.html")

    assert "Hospital Assets" in page


@pytest.mark.parametrize("name", BARE)
def test_a_refusal_names_only_files_that_exist(name):
    page = render_to_string(f"{name}.html")
    files = re.findall(r'(?:href|src)="/static/((?:css|js|img)/[^"]+)"', page)

    ours = [file for file in files if not file.endswith("bootstrap.min.css")]
    assert ours
    assert [file for file in ours if not (ROOT / "static" / file).is_file()] == []


def test_a_refusal_gives_the_sentence_of_who_refused():
    page = render_to_string("409.html", {"sentence": "Ana Silva moved it to Bed 4."})

    assert "Ana Silva moved it to Bed 4." in page
