from __future__ import annotations

from tests.data_dictionary import DOCUMENT, document


def test_the_data_dictionary_tells_of_the_models_as_they_are():
    assert DOCUMENT.read_text() == document()
