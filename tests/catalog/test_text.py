"""How text is made searchable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalog.text import fold


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Übersetzung für Šiauliai", "ubersetzung fur siauliai"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ærø smørrebrød", "aero smorrebrod"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("l’art", "l'art"),
        ("王", "王"),
    ],
)
def test_accents_and_case_make_no_difference(words, folded):
    assert fold(words) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(words):
    assert fold(fold(words)) == fold(words)
