"""Files to send in tests: ordinary ones, and what hostile or unlucky people would send."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def a_pdf(pages=1, change=None, **how):
    """A PDF of blank pages; `change` may put things into it."""
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        if change is not None:
            change(document)
        content = io.BytesIO()
        document.save(content, **how)
    return content.getvalue()


def a_zip(members, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def a_docx(**more):
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    return a_zip({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **more})


def an_xlsx(**more):
    return a_zip({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", **more})


def an_open_document(kind="text", **more):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    members = {"mimetype": mimetype, "META-INF/manifest.xml": "<manifest/>", "content.xml": "<office/>"}
    return a_zip({**members, **more})


def a_picture(kind="PNG", size=(40, 30)):
    content = io.BytesIO()
    Image.new("RGB", size, "#0a5a63").save(content, kind)
    return content.getvalue()


def a_png_that_says_it_is(width, height):
    """A small file whose header promises a huge picture."""

    def chunk(name, data):
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def a_zip_bomb(name="word/media/image1.bin", size=60 * 2**20):
    return a_docx(**{name: b"\0" * size})


def a_pdf_bomb(size=2**30):
    """A PDF whose list of objects unpacks to a gigabyte."""
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(b"\0" * 2**20) for _part in range(size // 2**20)) + packed.flush()
    head = b"%PDF-1.5\n"
    entry = (
        b"<</Type/XRef/Size 99999999/W[1 2 2]/Root 1 0 R/Filter/FlateDecode/Length " + str(len(data)).encode() + b">>"
    )
    body = head + b"1 0 obj\n" + entry + b"\nstream\n" + data + b"\nendstream\nendobj\n"
    return body + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"
