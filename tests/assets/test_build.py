"""What bin/build-static makes, and when it makes it again."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.assets import fonts, scripts, styles
from marketplace.assets.build import Step
from marketplace.assets.places import BUILT, STATIC, write
from marketplace.assets.problems import CannotBuildError


class TestStyles:
    def test_comments_and_idle_space_go(self) -> None:
        assert styles.minified("/* why */\n.a {\n  color : red;\n}\n") == ".a{color :red}\n"

    def test_what_a_selector_or_a_sum_needs_stays(self) -> None:
        css = ".a .b > .c:hover { inline-size: calc(100% - var(--s4)); }"
        assert styles.minified(css) == ".a .b > .c:hover{inline-size:calc(100% - var(--s4))}\n"

    def test_strings_are_left_alone(self) -> None:
        assert styles.minified('.a::after { content: " /* ; */  "; }') == '.a::after{content:" /* ; */  "}\n'

    def test_the_order_of_the_layers_stands_first(self) -> None:
        assert (BUILT / "site.css").read_text().startswith("@layer reset,base,layout,components,pages,utilities;")

    def test_fonts_are_found_from_where_the_sheet_is_served(self) -> None:
        css = (BUILT / "site.css").read_text()
        assert 'url("fonts/inter.woff2")' in css
        assert "../built" not in css

    def test_it_weighs_at_most_forty_kilobytes_packed(self) -> None:
        import brotli

        assert len(brotli.compress((BUILT / "site.css").read_bytes())) < 40_000


class TestScripts:
    def test_a_behaviour_that_imports_is_refused(self) -> None:
        with pytest.raises(CannotBuildError, match="stands alone"):
            scripts.module("x.js", 'import { a } from "./a.js";')

    def test_names_stay_apart_and_a_failure_stays_alone(self) -> None:
        assert scripts.module("x.js", "// why\nconst a = 1;\n") == (
            "try {\nconst a = 1;\n} catch (error) { reportError(error) }\n"
        )


class TestFonts:
    def test_the_two_that_a_page_loads_weigh_at_most_sixty_kilobytes(self) -> None:
        assert sum((BUILT / "fonts" / f"{name}.woff2").stat().st_size for name in ("inter", "bricolage")) <= 60_000

    def test_ranges_are_read_as_code_points(self) -> None:
        assert list(fonts.code_points("41-43 20AC")) == [0x41, 0x42, 0x43, 0x20AC]

    def test_headings_keep_the_axis_that_gives_them_their_character(self) -> None:
        from fontTools.ttLib import TTFont

        axes = {
            axis.axisTag: (axis.minValue, axis.maxValue)
            for axis in TTFont(BUILT / "fonts/bricolage.woff2")["fvar"].axes
        }
        assert axes == {"opsz": (12, 96), "wght": (400, 720)}


class TestSteps:
    def test_what_is_there_is_not_made_again(self, tmp_path: Path) -> None:
        read, made = tmp_path / "read", tmp_path / "made"
        write(read, b"1")
        step = Step("one", (read,), (made,), lambda: write(made, b"x"))
        assert not step.is_done({})
        step.run()
        assert step.is_done({"one": step.digest()})

    def test_it_is_made_again_when_what_it_reads_changes_or_it_is_gone(self, tmp_path: Path) -> None:
        read, made = tmp_path / "read", tmp_path / "made"
        write(read, b"1")
        write(made, b"x")
        step = Step("one", (read,), (made,), lambda: None)
        stamps = {"one": step.digest()}
        write(read, b"2")
        assert not step.is_done(stamps)
        write(read, b"1")
        made.unlink()
        assert not step.is_done(stamps)

    def test_a_second_run_has_nothing_to_do(self) -> None:
        run = [sys.executable, str(settings.BASE_DIR / "bin" / "build-static")]
        subprocess.run(run, check=True, capture_output=True)
        assert subprocess.run(run, check=True, capture_output=True, text=True).stdout.endswith("nothing has changed\n")

    def test_two_at_once_do_not_disturb_each_other(self) -> None:
        (BUILT / "site.css").unlink()
        run = [sys.executable, str(settings.BASE_DIR / "bin" / "build-static")]
        both = [subprocess.Popen(run, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.communicate()[0] for process in both]
        assert [process.returncode for process in both] == [0, 0]
        assert sum("styles built" in each for each in said) == 1


def test_every_sheet_is_named_in_the_index() -> None:
    folder = STATIC / "css"
    named = (folder / "index.css").read_text()
    sheets = {str(path.relative_to(folder)) for path in folder.glob("*/*.css")}
    assert {sheet for sheet in sheets if f'url("{sheet}")' not in named} == set()
