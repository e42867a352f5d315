"""``python -m ui.admin.preview FILE``: an uploaded gazette parsed for inspection, as JSON; writes nothing."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

from index.checking import check_source
from index.errors import GongbaoError, ReadingError
from index.parsing import parse_source
from index.reading import read_source
from index.registry.registry import Registry
from index.store import make_library

__all__ = ["preview"]

_UNPACKED = 200 * 1024 * 1024
_RATIO = 200


def preview(path: Path) -> dict[str, object]:
    """Coverage, documents and findings of a file.

    Raises:
        ReadingError: It cannot be read as a gazette.
    """
    _refuse_bomb(path)
    parsed = parse_source(read_source(path))
    report = check_source(parsed)
    library = make_library([parsed])
    registry = Registry.of(library)
    return {
        "coverage": report.to_json(),
        "passed": report.passed,
        "issue": {"title": parsed.issue.title, "year": parsed.issue.year, "number": parsed.issue.number},
        "documents": [
            {
                "number": d.number, "title": d.title, "issued": str(d.issued or ""),
                "clauses": len(library.clauses_of(d.doc_id)),
            }
            for d in parsed.documents
        ],
        "tasks": len(registry.tasks),
        "findings": [
            {"message": f.message, "clause": f.first.path, "number": library.document(f.doc_id).number or ""}
            for f in registry.findings
        ],
    }  # fmt: skip


def _refuse_bomb(path: Path) -> None:
    if path.suffix.lower() != ".docx":
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except (zipfile.BadZipFile, OSError) as exc:
        raise ReadingError(f"不是 docx 文件：{path.name}") from exc
    if size > _UNPACKED or size > _RATIO * max(path.stat().st_size, 1024):
        raise ReadingError(f"文件展开后过大：{path.name}", hint="请检查文件，或另存为文本")


def main() -> None:
    """Print the preview, or one Chinese line on stderr."""
    try:
        found = preview(Path(sys.argv[1]))
    except GongbaoError as exc:
        sys.stderr.write(f"错误：{exc}\n")
        raise SystemExit(2) from None
    except MemoryError:
        sys.stderr.write("错误：文件过大，解析超出了内存限制\n")
        raise SystemExit(2) from None
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
