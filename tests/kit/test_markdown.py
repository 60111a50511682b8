"""What people write becomes safe HTML."""

import pytest

from marketplace.kit import markdown


class TestRender:
    def test_headings_begin_below_the_page_s_own(self):
        assert markdown.render("# A\n\n###### F") == "<h2>A</h2>\n<h6>F</h6>\n"

    def test_tables_and_strikethrough_are_known(self):
        html = markdown.render("| a | b |\n|---|---|\n| 1 | ~~2~~ |")
        assert "<td>1</td>" in html
        assert "<s>2</s>" in html

    @pytest.mark.parametrize(
        "words",
        [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "<img src=x onerror=alert(1)>",
            "![x](https://elsewhere.example/pixel.png)",
            "<a href='#' onclick='alert(1)'>x</a>",
            "[x](vbscript:msgbox)",
            "<svg><style><img src=x onerror=alert(1)>",
        ],
    )
    def test_nothing_that_runs_or_calls_elsewhere_gets_through(self, words):
        html = markdown.render(words)
        assert not any(f"<{tag}" in html for tag in ("script", "img", "svg", "style"))
        assert 'href="java' not in html
        assert 'href="data' not in html
        assert 'href="vb' not in html
        assert "<a href='#'" not in html

    def test_a_link_elsewhere_lends_no_weight(self):
        assert 'rel="nofollow ugc noopener"' in markdown.render("[x](https://elsewhere.example/)")

    def test_a_protocol_relative_link_is_elsewhere_too(self):
        assert "nofollow" in markdown.render("[x](//elsewhere.example/)")

    def test_a_link_within_the_site_does(self, settings):
        assert "rel=" not in markdown.render(f"[x](/discover/) [y]({settings.SITE_URL}/help/)")


def test_plain_keeps_the_words_only():
    assert markdown.plain("# Layout\n\n*for* a [journal](https://x.example) & more") == "Layout for a journal & more"
