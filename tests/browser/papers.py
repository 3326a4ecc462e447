"""What people attach as evidence: a photo as a phone takes it, and a scanned document."""

from __future__ import annotations

import io
import random

import pikepdf
from PIL import Image
from playwright.sync_api import FilePayload


def photo(name: str = "anh-hien-truong.jpg") -> FilePayload:
    """A JPEG with the noise of a real photo, some hundred kilobytes."""
    noise = Image.frombytes("RGB", (640, 480), random.Random(74).randbytes(640 * 480 * 3))
    content = io.BytesIO()
    noise.resize((1600, 1200)).save(content, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def scan(name: str = "Biên bản nghiệm thu.pdf") -> FilePayload:
    """A PDF of one empty page."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content)
    return {"name": name, "mimeType": "application/pdf", "buffer": content.getvalue()}
