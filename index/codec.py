"""Records as JSON lines and back (stage 5). No pickle: pydantic checks every line it reads."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from index.errors import IndexDamagedError
from index.parsing import ParsedSource
from index.records import Clause, Furniture, GazetteDocument, Issue, SourceText

__all__ = ["Record", "dump_parsed", "dump_records", "load_parsed", "load_records", "schema_hash"]

Record = Mapping[str, object]
T = TypeVar("T")
KINDS: dict[str, type] = {"issue": Issue, "document": GazetteDocument, "clause": Clause, "furniture": Furniture}


@lru_cache(maxsize=8)
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


@lru_cache(maxsize=1)
def schema_hash() -> str:
    """Sixteen hex digits over the fields of the stored records: it changes when a record does."""
    from index.records import Cell

    lines = [
        f"{cls.__name__}.{f.name}:{f.type}"
        for cls in KINDS.values()
        if dataclasses.is_dataclass(cls)
        for f in dataclasses.fields(cls)
    ]
    lines += [f"{cls.__name__}:{cls._fields}" for cls in (Cell, Furniture)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def dump_parsed(parsed: ParsedSource) -> bytes:
    """The records of one source, one a line: ``kind``, a tab, JSON."""
    lines = [_line("issue", parsed.issue)]
    lines += [_line("document", document) for document in parsed.documents]
    lines += [_line("clause", clause) for clause in parsed.clauses]
    lines += [_line("furniture", furniture) for furniture in parsed.furniture]
    return b"".join(lines)


def _line(kind: str, record: object) -> bytes:
    return b"%s\t%s\n" % (kind.encode(), _adapter(kind).dump_json(record, exclude_defaults=True))


def load_parsed(source: SourceText, data: bytes) -> ParsedSource:
    """The records that :func:`dump_parsed` wrote. Raises IndexDamagedError."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    try:
        for line in data.splitlines():
            kind, _, text = line.partition(b"\t")
            name = kind.decode()
            found[name].append(_adapter(name).validate_json(text))
        (issue,) = found["issue"]
    except (ValidationError, ValueError, KeyError) as exc:
        raise IndexDamagedError(f"索引中 {source.name} 的记录损坏", hint="请执行 gongbao ingest --rebuild") from exc
    return ParsedSource(
        source=source,
        issue=issue,
        documents=tuple(found["document"]),
        clauses=tuple(found["clause"]),
        furniture=tuple(found["furniture"]),
    )


def dump_records(records: Iterable[Record]) -> bytes:
    """Any JSON objects, one a line."""
    return b"".join(json.dumps(dict(r), ensure_ascii=False, default=str).encode() + b"\n" for r in records)


def load_records(data: bytes, name: str) -> Sequence[dict[str, Any]]:
    """The objects that :func:`dump_records` wrote. Raises IndexDamagedError."""
    try:
        return [json.loads(line) for line in data.splitlines()]
    except ValueError as exc:
        raise IndexDamagedError(f"索引中的表 {name} 损坏", hint="请执行 gongbao ingest --rebuild") from exc
