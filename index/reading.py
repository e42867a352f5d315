"""Stage 1: bytes → SourceText.

Text and Markdown files keep every character (UTF-8 or GB18030, newlines untouched);
PDF, DOCX and HTML are extracted by a library each, and the extracted text is stored
beside the index so that offsets hold.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from index.errors import ReadingError
from index.records import SourceText

__all__ = ["SUFFIXES", "find_sources", "read_bytes", "read_source", "real_path"]

log = logging.getLogger(f"gongbao.{__name__}")

SUFFIXES = {".txt", ".md", ".pdf", ".docx", ".html", ".htm"}
MAX_BYTES = 64 * 1024 * 1024


def find_sources(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The readable files of the given files and folders, sorted; a named file is taken whatever its suffix.

    Raises:
        ReadingError: A path does not exist, or a folder holds nothing readable.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ReadingError(f"找不到文件或文件夹：{path}", hint="请检查路径")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            inside = [p for p in inside if p.name.lower() != "readme.md"]
            if not inside:
                raise ReadingError(f"文件夹中没有可读的公报文件：{path}", hint="支持 txt、md、pdf、docx、html")
            found.extend(inside)
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def real_path(path: Path) -> Path:
    """The path with its links followed; one whose links run in a circle stays as it is (``Path.resolve`` raises)."""
    return Path(os.path.realpath(path))


def read_source(path: Path) -> SourceText:
    """The file as SourceText.

    Raises:
        ReadingError: The file is missing, empty, too large, binary or in an unknown encoding.
    """
    try:
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise ReadingError(f"无法读取文件：{path}", hint="这不是普通文件")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadingError(f"文件过大（{size // 1024 // 1024} MB）：{path.name}", hint="单个文件上限 64 MB，请拆分")
        data = path.read_bytes()
    except OSError as exc:
        raise ReadingError(f"无法读取文件：{path}", hint="请检查路径和权限") from exc
    return read_bytes(data, path.name, path=str(path))


def read_bytes(data: bytes, name: str, *, path: str = "") -> SourceText:
    """The bytes of a file as SourceText; ``name`` decides the kind by its suffix."""
    suffix = Path(name).suffix.lower()
    digest = hashlib.sha256(data).hexdigest()
    if not data.strip():
        raise ReadingError(f"文件是空的：{name}", hint="请换一个有内容的文件")
    extracted = True
    if suffix == ".pdf" or data[:5] == b"%PDF-":
        text = _pdf(data, name)
    elif suffix == ".docx":
        text = _docx(data, name)
    elif suffix in {".html", ".htm"}:
        text = _html(_decode(data, name))
    else:
        text, extracted = _decode(data, name), False
    if not text.strip():
        raise ReadingError(f"没有从文件中读到文字：{name}", hint="扫描件请先做文字识别（OCR）")
    return SourceText(name=name, text=text, sha256=digest, path=path, extracted=extracted)


def _decode(data: bytes, name: str) -> str:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadingError(f"这不是文本文件（含二进制内容）：{name}", hint="支持 txt、md、pdf、docx、html")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausible(text):
            return text
        break
    raise ReadingError(f"无法识别文件的文字编码：{name}", hint="请另存为 UTF-8 或 GB18030")


def _plausible(text: str) -> bool:
    sample = text[:20000]
    odd = sum(
        1 for c in sample if (ord(c) < 32 and c not in "\n\r\t\f\v") or "\ue000" <= c <= "\uf8ff" or c == "\ufffd"
    )
    return odd <= max(2, len(sample) // 200)


def _pdf(data: bytes, name: str) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        return "\n\n".join((page.extract_text() or "").strip() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as exc:
        raise ReadingError(f"无法解析 PDF：{name}", hint="文件可能已损坏或加密") from exc


def _docx(data: bytes, name: str) -> str:
    import zipfile

    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(io.BytesIO(data))
    except (ValueError, KeyError, zipfile.BadZipFile, OSError) as exc:
        raise ReadingError(f"无法解析 DOCX：{name}", hint="文件可能已损坏，或不是 docx 格式") from exc
    parts: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, Table):
            rows = []
            for row in block.rows:
                cells, last = [], None
                for cell in row.cells:
                    cells.append("" if cell._tc is last else " ".join(cell.text.split()))
                    last = cell._tc
                rows.append("\t".join(cells))
            parts.append("\n".join(rows))
    return "\n\n".join(parts)


def _html(markup: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup(["script", "style", "noscript", "template", "nav", "header", "footer"]):
        tag.decompose()
    for table in soup.find_all("table"):
        lines = []
        for row in table.find_all("tr"):
            lines.append("\t".join(" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])))
        table.replace_with("\n\n" + "\n".join(lines) + "\n\n")
    for tag in soup.find_all(["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "article"]):
        tag.insert_after("\n")
    lines = [line.strip(" \u00a0\u3000") for line in soup.get_text().splitlines()]
    return "\n".join(lines).strip() + "\n"
