# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""PDF and DOCX files, made here, as small as they can be."""

import io
import zipfile
import zlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:a="{A}" xmlns:mc="{MC}"><w:body>'
_FOOT = "</w:body></w:document>"


def pdf(*pages: str, secret: str = "a title", extra: bytes = b"") -> bytes:
    """A PDF with a page for each text (one without text is a drawing), and metadata."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        lines = "".join(f"({line}) Tj T* " for line in text.split("\n"))
        drawn = f"BT /F1 12 Tf 14 TL 72 700 Td {lines}ET" if text else "0 0 100 100 re f"
        stream = zlib.compress(drawn.encode("latin-1"))
        resources = "<< /Font << /F1 3 0 R >> >>"
        box = f"/MediaBox [0 0 612 792] /Resources {resources}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects.append(f"<< /Title ({secret}) /Author ({secret}) >>".encode())
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R %b >>" % (len(objects) + 1, len(objects), extra)
    return bytes(out + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start)


def locked_pdf() -> bytes:
    """A PDF that says it needs a password nobody has."""
    key = "00" * 32
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00> <00>]"
    return pdf("text", extra=encrypt.encode())


def paragraph(text: str) -> str:
    """One paragraph of a document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body and further parts, as XML; metadata beside them."""
    written = {"word/document.xml": _HEAD + body + _FOOT, "docProps/core.xml": "<x>secret author</x>"}
    written |= {f"word/{name}.xml": _HEAD + xml + _FOOT for name, xml in parts.items()}
    return archive(written)


def archive(parts: dict[str, str]) -> bytes:
    """A ZIP file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()
