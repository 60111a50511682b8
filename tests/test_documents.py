"""The documents that come from the code say what the code says."""

import pytest
from django.conf import settings

from marketplace.kit.management.commands.describe import DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_the_one_that_the_models_give(name: str) -> None:
    written = (settings.BASE_DIR / "docs" / name).read_text()
    assert written == DOCUMENTS[name](), "Run `manage.py describe`."
