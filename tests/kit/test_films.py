"""Films that a text names: which addresses are ones, and what a page shows and may load."""

import pytest
from django.http import HttpResponse

from marketplace.kit import films, markdown

ID = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        (f"https://www.youtube.com/watch?v={ID}&t=3", f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0"),
        (f"https://youtu.be/{ID}?si=x", f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0"),
        (f"https://m.youtube.com/shorts/{ID}", f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
        ),
        ("https://framatube.org/w/9c9de5e8", "https://framatube.org/videos/embed/9c9de5e8?autoplay=1&p2p=0"),
        ("https://framatube.org/videos/watch/9c9d", "https://framatube.org/videos/embed/9c9d?autoplay=1&p2p=0"),
    ],
)
def test_an_address_is_a_film(address, player):
    film = films.of(address)
    assert film
    assert film.player == player


@pytest.mark.parametrize(
    "address",
    [
        f"http://youtu.be/{ID}",
        f"https://youtu.be/{ID}x",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil@youtube.com/watch?v={ID}",
        f"https://youtube.com:8443/watch?v={ID}",
        'https://youtube.com/watch?v="><script>',
        "https://vimeo.com/channels/staffpicks",
        "https://elsewhere.example/w/9c9de5e8",
        "https://framatube.org/w/../admin",
        "https://[",
        "javascript:alert(1)",
    ],
)
def test_another_is_none(address):
    assert films.of(address) is None


@pytest.mark.parametrize(
    "line", [f"https://youtu.be/{ID}", f"<https://youtu.be/{ID}>", f"[Film](https://youtu.be/{ID})"]
)
def test_a_line_of_its_own_becomes_a_picture_that_loads_nothing(line):
    drawn = films.shown(markdown.render(f"Look:\n\n{line}\n\nThank you."), "<img>")
    assert f'data-film="https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&amp;rel=0"' in drawn
    assert f'href="https://youtu.be/{ID}"' in drawn
    assert "<iframe" not in drawn
    assert "src=" not in drawn


def test_the_words_of_its_link_are_its_title():
    drawn = films.shown(markdown.render(f'[How we "cut" it](https://youtu.be/{ID})'), "")
    assert "<strong>How we &quot;cut&quot; it</strong>" in drawn
    assert 'data-title="How we &quot;cut&quot; it"' in drawn


@pytest.mark.parametrize("line", [f"https://youtu.be/{ID}", f"<https://youtu.be/{ID}>"])
def test_an_address_is_no_title(line):
    drawn = films.shown(markdown.render(line), "")
    assert "<strong>" not in drawn
    assert 'data-title="Film on YouTube"' in drawn


def test_a_link_within_a_sentence_stays_one():
    drawn = markdown.render(f"See [it](https://youtu.be/{ID}) there.")
    assert films.shown(drawn, "") == drawn


def test_only_the_hosts_of_its_films_may_be_framed():
    said = f"https://youtu.be/{ID}\n\nhttps://vimeo.com/76979871\n\nhttps://elsewhere.example/w/1"
    answer = films.let_frame(HttpResponse(), said)
    assert answer._csp_update == {"frame-src": ["https://player.vimeo.com", "https://www.youtube-nocookie.com"]}
    assert not hasattr(films.let_frame(HttpResponse(), "No film."), "_csp_update")
