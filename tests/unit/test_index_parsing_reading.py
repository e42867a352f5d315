"""Bytes of every kind → text; what cannot be read gets one Chinese line."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import ReadingError
from index.parsing import ParsedSource, parse_source
from index.reading import find_sources, read_bytes, read_source

LINES = (
    "云河县人民政府",
    "关于停车的通告",
    "",
    "云政发〔2023〕3号",
    "",
    "一、禁止在消防通道停车。",
    "",
    "二、违者依法处理。",
)
TEXT = "\n".join(LINES) + "\n"
CLAUSES = {"一": "一、禁止在消防通道停车。", "二": "二、违者依法处理。"}


def docx_bytes() -> bytes:
    import docx

    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("序号", "任务", "单位"), ("1", "清河", "县水务局")), strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def html_bytes() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in LINES if line)
    rows = "<tr><th>序号</th><th>任务</th><th>单位</th></tr><tr><td>1</td><td>清河</td><td>县水务局</td></tr>"
    return f"<html><head><style>p{{}}</style><script>var a;</script></head><body><nav>首页</nav>{body}<table>{rows}</table></body></html>".encode()


def pdf_bytes() -> bytes:
    """A one-page PDF whose text layer holds LINES (no font file: the ToUnicode map is enough to read it)."""
    glyphs = {c: i for i, c in enumerate(sorted(set("".join(LINES))), 1)}
    mapping = "\n".join(f"<{i:04X}> <{ord(c):04X}>" for c, i in glyphs.items())
    cmap = f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {len(glyphs)} beginbfchar\n{mapping}\nendbfchar endcmap end"
    shown = " ".join(f"<{''.join(f'{glyphs[c]:04X}' for c in line)}> Tj 0 -24 Td" for line in LINES)
    streams = [f"BT /F1 12 Tf 60 780 Td {shown} ET", cmap]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
        *(f"<< /Length {len(s)} >>\nstream\n{s}\nendstream" for s in streams),
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts [7 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    return f"{out}xref\n0 8\n0000000000 65535 f \n{table}trailer << /Size 8 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def bodies(parsed: ParsedSource) -> dict[str, str]:
    return {c.path: c.span.of(parsed.source.text) for c in parsed.clauses if c.path in CLAUSES}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert bodies(parse_source(read_bytes(TEXT.encode(encoding), "a.txt"))) == CLAUSES


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.docx", docx_bytes), ("a.html", html_bytes), ("a.pdf", pdf_bytes), ("scan-without-suffix", pdf_bytes)],
)
def test_formats(name: str, make: Callable[[], bytes]) -> None:
    parsed = parse_source(read_bytes(make(), name))
    assert parsed.source.extracted
    assert parsed.documents[0].number == "云政发〔2023〕3号"
    assert bodies(parsed)["一"] == CLAUSES["一"]


@pytest.mark.parametrize(("name", "make"), [("a.docx", docx_bytes), ("a.html", html_bytes)])
def test_tables_of_docx_and_html_become_rows(name: str, make: Callable[[], bytes]) -> None:
    rows = [c for c in parse_source(read_bytes(make(), name)).clauses if c.cells]
    assert [[(c.column, c.value) for c in r.cells] for r in rows] == [
        [("序号", "1"), ("任务", "清河"), ("单位", "县水务局")]
    ]


def test_scripts_and_navigation_of_a_page_are_left_out() -> None:
    text = read_bytes(html_bytes(), "a.html").text
    assert "var a" not in text
    assert "首页" not in text


def test_text_keeps_every_character_as_on_disk() -> None:
    text = TEXT.replace("\n", "\r\n") + "\u3000\n\t"
    assert read_bytes(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        pytest.param(b"", "a.txt", "文件是空的", id="空文件"),
        pytest.param(b" \n\t\n", "a.txt", "文件是空的", id="只有空白"),
        pytest.param(b"\x7fELF\x02\x00\x00\x01" * 40, "a.txt", "不是文本文件", id="改名的二进制"),
        pytest.param(bytes(range(128, 256)) * 20, "a.txt", "无法识别文件的文字编码", id="编码不明"),
        pytest.param(b"%PDF-1.4\nnothing", "a.pdf", "无法解析 PDF", id="坏的PDF"),
        pytest.param(b"PK\x03\x04broken", "a.docx", "无法解析 DOCX", id="坏的DOCX"),
        pytest.param(b"<html><script>x</script></html>", "a.html", "没有从文件中读到文字", id="没有文字的网页"),
    ],
)
def test_bad_bytes_get_one_chinese_line(data: bytes, name: str, message: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_bytes(data, name)
    assert message in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "only.xyz").write_text("甲", encoding="utf-8")
    with pytest.raises(ReadingError, match="找不到文件或文件夹"):
        find_sources([tmp_path / "none.txt"])
    with pytest.raises(ReadingError, match="没有可读的公报文件"):
        find_sources([tmp_path])
    with pytest.raises(ReadingError, match="无法读取文件"):
        read_source(tmp_path)


def test_folder_gives_its_readable_files_once_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "README.md", "c.xyz"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = find_sources([tmp_path, tmp_path / "b.txt", tmp_path / "c.xyz"])
    assert [p.name for p in found] == ["a.md", "b.txt", "c.xyz"]
