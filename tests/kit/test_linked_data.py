"""Facts for search engines."""

import json

from django.conf import settings

from marketplace.kit import linked_data


def test_what_is_empty_is_left_out() -> None:
    script = linked_data.script({"@type": "Thing", "name": "A", "image": "", "about": None, "rank": 0})
    assert json.loads(script.split(">", 1)[1].rsplit("<", 1)[0])["@graph"] == [
        {"@type": "Thing", "name": "A", "rank": 0}
    ]


def test_a_name_cannot_end_the_script() -> None:
    script = linked_data.script({"name": "</script><script>alert(1)</script>"})
    assert script.count("<") == 2
    assert json.loads(script.split(">", 1)[1].rsplit("<", 1)[0])["@graph"][0]["name"].startswith("</script>")


def test_the_way_to_a_page_counts_from_one_and_ends_without_an_address() -> None:
    steps = linked_data.breadcrumbs([("Help", "/help/"), ("Fees", "")])["itemListElement"]
    assert steps[0] == {"@type": "ListItem", "position": 1, "name": "Help", "item": f"{settings.SITE_URL}/help/"}
    assert steps[1] == {"@type": "ListItem", "position": 2, "name": "Fees"}
