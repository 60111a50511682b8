"""Files that people send are judged by what stands in them."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from marketplace.kit import filetypes, images, scanning, uploads
from marketplace.kit.scanning import EICAR
from marketplace.kit.uploads import DOCUMENTS, PICTURES, Refused


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (200, 40, 30)).save(drawn, kind, **saved)
    return drawn.getvalue()


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return packed.getvalue()


def sent(content: bytes, name: str = "anything.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def code_of(content: bytes, rule: uploads.Rule = PICTURES) -> str:
    """The code with which the file is refused."""
    with pytest.raises(Refused) as refused:
        uploads.check(sent(content), rule)
    return str(refused.value.code)


PNG_BOMB = (  # 60,000 by 60,000 pixels in a few bytes
    b"\x89PNG\r\n\x1a\n"
    + (lambda head: struct.pack("!I", 13) + head + struct.pack("!I", zlib.crc32(head)))(
        b"IHDR" + struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    )
    + struct.pack("!I", 0)
    + b"IEND"
    + struct.pack("!I", zlib.crc32(b"IEND"))
)


class TestCheck:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    def test_pictures_are_taken(self, kind):
        upload = uploads.check(sent(picture(kind)), PICTURES)
        assert upload.type == f"image/{kind.lower()}"

    def test_the_name_is_ours_and_the_title_theirs(self):
        one, two = (uploads.check(sent(picture(), "../../etc/passwd.php"), PICTURES) for _time in range(2))
        assert one.name.endswith(".jpg")
        assert one.name != two.name
        assert one.title == "passwd.php"

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"%PDF-1.7 ...", "application/pdf"),
            ("Grüße".encode(), "text/plain"),
            (archive(word__document_DOT_xml=b"<x/>"), filetypes.WORD),
            (archive(xl__workbook_DOT_xml=b"<x/>"), filetypes.EXCEL),
            (archive(mimetype=filetypes.OPEN_TEXT.encode()), filetypes.OPEN_TEXT),
        ],
    )
    def test_documents_are_known_by_what_is_in_them(self, content, kind):
        assert uploads.check(sent(content), DOCUMENTS).type == kind

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"\xef\xbb\xbf  <html><script>alert(1)</script>",
            b"MZ\x90\x00",
            b"\x7fELF\x02",
            b"text with \x00 in it",
            b"\xff\xfe\x00 not utf-8",
            archive(a_DOT_txt=b"x"),
            archive(word__document_DOT_xml=b"<x/>", word__vbaProject_DOT_bin=b"macro"),
            b"PK\x03\x04 not an archive",
        ],
    )
    def test_what_can_run_or_is_not_known_is_refused(self, content):
        assert code_of(content, DOCUMENTS) == "type"

    def test_a_document_is_no_picture_whatever_its_name_says(self):
        assert code_of(b"%PDF-1.7") == "type"

    def test_an_empty_file_is_refused(self):
        assert code_of(b"") == "empty"

    def test_one_that_is_too_large_is_refused_before_it_is_read(self):
        rule = uploads.Rule(PICTURES.types, 100, "JPEG")
        assert code_of(picture(), rule) == "too_large"

    def test_a_picture_that_would_fill_the_memory_is_refused(self):
        assert code_of(PNG_BOMB) == "pixels"

    def test_one_of_sixty_million_pixels_is_refused_though_it_is_small(self):
        drawn = io.BytesIO()
        Image.new("1", (10_000, 6_000)).save(drawn, "PNG", compress_level=1)
        assert code_of(drawn.getvalue()) == "pixels"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_a_damaged_picture_is_refused(self, kind):
        whole = picture(kind, (300, 200))
        assert code_of(whole[: len(whole) // 2]) == "damaged"

    def test_what_the_scanner_finds_is_refused(self):
        assert code_of(b"harmless " + EICAR, DOCUMENTS) == "harmful"

    def test_while_the_scanner_is_away_nothing_is_taken(self, settings):
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        assert code_of(picture()) == "later"

    def test_reasons_are_sentences_for_people(self):
        with pytest.raises(Refused, match=r"Send one of: JPEG, PNG, WebP, AVIF, GIF\."):
            uploads.check(sent(b"%PDF-1.7"), PICTURES)


class TestScanning:
    def test_the_test_file_is_found_across_two_pieces(self, monkeypatch):
        monkeypatch.setattr(scanning, "CHUNK", 50)
        assert scanning.LocalScanner().find(io.BytesIO(b"x" * 30 + EICAR + b"x" * 30)) == "EICAR test file"

    @pytest.mark.parametrize(("answer", "found"), [("stream: OK", ""), ("stream: Win.EICAR FOUND", "Win.EICAR")])
    def test_clamd_is_understood(self, answer, found):
        assert scanning.ClamScanner()._finding(answer) == found

    def test_an_answer_that_is_neither_is_no_all_clear(self):
        with pytest.raises(OSError, match="limit exceeded"):
            scanning.ClamScanner()._finding("INSTREAM size limit exceeded. ERROR")


class TestStore:
    def stored(self, content: bytes) -> tuple[str, Image.Image]:
        path = images.store(uploads.check(sent(content), PICTURES), "works")
        return path, Image.open(default_storage.open(path))

    def test_it_is_kept_in_the_widths_that_pages_ask_for(self):
        path, kept = self.stored(picture(size=(3000, 1500)))
        assert path.endswith("-1280.webp")
        assert (kept.format, kept.size) == ("WEBP", (1280, 640))
        assert Image.open(default_storage.open(path.replace("-1280", "-640"))).size == (640, 320)

    def test_it_is_never_made_larger_than_it_came(self):
        path, kept = self.stored(picture(size=(500, 300)))
        assert path.endswith("-500.webp")
        assert kept.size == (500, 300)

    def test_place_and_camera_are_not_told(self):
        exif = Image.Exif()
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
        path, kept = self.stored(picture(exif=exif))
        assert not kept.getexif()
        assert b"A camera" not in default_storage.open(path).read()

    def test_it_stands_as_its_camera_was_held(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by a quarter
        _path, kept = self.stored(picture(size=(60, 40), exif=exif))
        assert kept.size == (40, 60)

    def test_what_is_see_through_stays_so(self):
        drawn = io.BytesIO()
        Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(drawn, "PNG")
        _path, kept = self.stored(drawn.getvalue())
        assert kept.mode == "RGBA"

    def test_it_can_be_discarded_in_all_widths(self, settings):
        path, _kept = self.stored(picture(size=(1300, 700)))
        images.discard(path)
        assert list(Path(settings.MEDIA_ROOT, "works").iterdir()) == []
