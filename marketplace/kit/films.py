"""Films that a text names by a link on a line of its own: on YouTube, Vimeo, or a PeerTube that the site knows.

Nothing is loaded from there with the page: it shows a picture of ours and a link, and the player comes once the link is
pressed (static/js/film.js). So only a page that holds such a link may frame the host of its player.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from marketplace.kit import markdown

_ALONE = re.compile(r'<p>(?:<a href="([^"]+)"[^>]*>([^<]*)</a>|(https://[^\s<]+))</p>')
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Film:
    """Where it is watched: on a page of its host, and in the host's player."""

    host: str  # as people call it
    page: str
    player: str

    @property
    def origin(self) -> str:
        """What a page that shows the player must let itself frame."""
        parts = urlsplit(self.player)
        return f"{parts.scheme}://{parts.netloc}"


def of(address: str) -> Film | None:
    """The film at this address; None where it is none, or not on a host that the site knows."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme != "https" or parts.netloc != host:
        return None
    find = _HOSTS.get(host.removeprefix("www.")) or (_peertube if host in settings.PEERTUBE_HOSTS else None)
    return find(address, parts) if find else None


def shown(drawn: SafeString, poster: str) -> SafeString:
    """A text that was made HTML, with each film in the place of its line; the words of its link are its title.

    poster: the picture, as HTML.
    """

    def put(found: re.Match[str]) -> str:
        film = _film(found)
        if film is None:
            return found[0]
        return render_to_string("components/film.html", {"film": film, "title": _title(found), "poster": poster})

    return SafeString(_ALONE.sub(put, drawn))


def let_frame(response: HttpResponse, words: str) -> HttpResponse:
    """Let this answer frame the players of the films in this text (Content-Security-Policy), and nothing else."""
    films = [_film(found) for found in _ALONE.finditer(markdown.render(words))]
    if origins := sorted({film.origin for film in films if film}):
        response._csp_update = {"frame-src": origins}  # type: ignore[attr-defined]  # django-csp reads it
    return response


def _film(found: re.Match[str]) -> Film | None:
    return of(html.unescape(found[1] or found[3]))


def _title(found: re.Match[str]) -> str:
    """The words of its link; none where they are an address themselves."""
    words = html.unescape(found[2] or "").strip()
    return "" if of(words) else words


def _youtube(address: str, parts: SplitResult) -> Film | None:
    way = parts.path.strip("/").split("/")
    if way == ["watch"]:
        name = parse_qs(parts.query).get("v", [""])[0]
    else:
        name = way[1] if len(way) == 2 and way[0] in {"embed", "live", "shorts"} else ""
    return _on_youtube(address, name)


def _youtu_be(address: str, parts: SplitResult) -> Film | None:
    return _on_youtube(address, parts.path.strip("/"))


def _on_youtube(address: str, name: str) -> Film | None:
    if not re.fullmatch(r"[\w-]{11}", name, re.ASCII):
        return None
    return Film("YouTube", address, f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1&rel=0")


def _vimeo(address: str, parts: SplitResult) -> Film | None:
    """Its number, and for one that is not listed the word that opens it."""
    found = re.fullmatch(r"/(?:video/)?([0-9]{1,12})(?:/([0-9a-f]{1,20}))?/?", parts.path, re.ASCII)
    if found is None:
        return None
    opens = f"&h={found[2]}" if found[2] else ""
    return Film("Vimeo", address, f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1{opens}")


def _peertube(address: str, parts: SplitResult) -> Film | None:
    way = parts.path.strip("/").split("/")
    if way[:-1] not in (["w"], ["videos", "watch"]) or not _NAME.fullmatch(way[-1]):
        return None
    host = parts.netloc
    return Film(host, address, f"https://{host}/videos/embed/{way[-1]}?autoplay=1&p2p=0")


_HOSTS: dict[str, Callable[[str, SplitResult], Film | None]] = {
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "youtu.be": _youtu_be,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
}
