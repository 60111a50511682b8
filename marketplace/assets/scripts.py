"""One script from the small ones that every page needs. Each keeps its names to itself, and one that fails takes no
other with it, as if each were a module of its own.

A module here attaches one behaviour and imports nothing; where two must talk, one sends an event on the document.
What a single page needs stays a file in static/js, linked by that page.
"""

import re

from marketplace.assets.places import BUILT, STATIC, write
from marketplace.assets.problems import CannotBuildError


def build() -> None:
    """Write static/built/site.js from static/js/site, in the order of the names."""
    modules = sorted((STATIC / "js" / "site").glob("*.js"))
    write(BUILT / "site.js", "".join(module(path.name, path.read_text()) for path in modules).encode())


def module(name: str, source: str) -> str:
    """A behaviour closed in itself, without its comments. Raises CannotBuildError where it imports or exports."""
    if re.search(r"^\s*(import|export)\b", source, re.MULTILINE):
        raise CannotBuildError(f"js/site/{name} imports or exports; a behaviour stands alone")
    lines = (line.strip() for line in source.splitlines())
    kept = [line for line in lines if line and not line.startswith("//")]
    return "try {\n" + "\n".join(kept) + "\n} catch (error) { reportError(error) }\n"
