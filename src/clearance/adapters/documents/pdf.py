# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The text layer of a PDF file, by PDFium (``clearance[extract]``). Nothing of its properties, forms or attachments.

A page without text is named as such, so that nobody takes the rest for the whole.
"""

from typing import Any

from clearance.adapters.documents.docx import Unreadable

MAX_PAGES = 2_000
_PASSWORD = "password"  # noqa: S105 - a word of PDFium's error, not a secret
_SOFT_HYPHEN = "\ufffe"
"""What PDFium puts where a word was divided at the end of a line."""


def load() -> Any:
    """PDFium, loaded. Raises Unreadable: it is not installed."""
    try:
        import pypdfium2  # noqa: PLC0415 - an extra, and only this process may load it
    except ImportError:
        raise Unreadable("unavailable") from None
    return pypdfium2


def pdf_text(data: bytes, pdfium: Any) -> str:
    """The text, pages apart by an empty line; "" where no page has any. Raises Unreadable."""
    try:
        document = pdfium.PdfDocument(data)
        if len(document) > MAX_PAGES:
            raise Unreadable("too_large")
        pages = [_page(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if _PASSWORD in str(error).lower() else "damaged") from None
    if not any(pages):
        return ""
    return "\n\n".join(page or f"[page {number} holds no text]" for number, page in enumerate(pages, 1))


def _page(page: Any) -> str:
    text: str = page.get_textpage().get_text_bounded()
    return text.replace("\r\n", "\n").replace(_SOFT_HYPHEN, "").strip()
