"""Commands of the index package: ingest, remove, search, docs, show, doctor.

Data goes to stdout, progress to stderr. Nothing heavy is imported for ``--help``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import GongbaoError, UsageError

if TYPE_CHECKING:
    from index.ingesting import IngestReport
    from index.store import LoadedIndex

__all__ = ["register"]

MAX_QUESTION = 2000
Status = Literal["in_force", "not_yet", "expired", "repealed", "unknown"]

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="索引目录；默认 .gongbao/default 或 GONGBAO_INDEX", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the commands of this package."""
    app.command("ingest", help="读入公报文件或文件夹，建立或更新索引。")(ingest)
    app.command("remove", help="从索引中移除来源文件。")(remove)
    app.command("search", help="检索条款，按相关程度排列。")(search)
    app.command("docs", help="列出已收录的期次和文件。")(docs)
    app.command("show", help="显示某个文号（或标题）的文件或其中一条。")(show)
    app.command("doctor", help="检查安装、设置、模型和索引。")(doctor)


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="公报文件或文件夹", show_default=False)] = None,
    index: IndexOption = None,
    check: Annotated[bool, typer.Option("--check", help="只检查：解析是否一字不丢，不写索引")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="用索引中保存的原文重建索引")] = False,
    articles: Annotated[
        bool, typer.Option("--articles", help="读入条文集：每行一条的 JSONL（_id、title、text），只供检索，可达百万条")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="逐项列出")] = False,
    as_json: JsonOption = False,
) -> None:
    """``gongbao ingest PATH…``"""
    if not paths and not rebuild:
        raise UsageError("没有给出公报文件", hint="例如 gongbao ingest 公报.txt")
    if check:
        _check(paths or [], verbose=verbose, as_json=as_json)
        return
    if articles:
        _ingest_articles(paths or [], index, as_json=as_json)
        return
    from index.ingesting import distinct_names, ingest_sources, rebuild_index
    from index.reading import find_sources, read_source
    from index.settings import load_settings

    settings = load_settings(index=index)
    with _progress() as progress:
        if rebuild and not paths:
            report = rebuild_index(settings.index, settings, progress)
        else:
            files = find_sources(paths or [])
            sources = distinct_names([read_source(path) for path in files], settings.index)
            report = ingest_sources(sources, settings.index, settings, progress)
    _report(report, settings.index, verbose=verbose, as_json=as_json)


def _ingest_articles(paths: Sequence[Path], index: Path | None, *, as_json: bool) -> None:
    import time

    from index.collection import build_collection, count_articles, read_articles
    from index.settings import load_settings

    settings = load_settings(index=index)
    started = time.perf_counter()
    total, digest = count_articles(paths)
    with _progress() as progress:
        manifest = build_collection(
            lambda: read_articles(paths), settings.index, settings, progress, name=digest, total=total
        )
    seconds = time.perf_counter() - started
    if as_json:
        _print_json(
            {"index_id": manifest.index_id, "counts": manifest.counts.model_dump(), "seconds": round(seconds, 2)}
        )
        return
    _say(f"已收录 {total} 条（{manifest.counts.documents} 份文件），用时 {seconds:.0f} 秒：{settings.index}")


def remove(
    names: Annotated[list[str], typer.Argument(help="来源文件名（见 gongbao docs）")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao remove NAME…``"""
    from index.ingesting import remove_sources
    from index.settings import load_settings

    settings = load_settings(index=index)
    with _progress() as progress:
        report = remove_sources(names, settings.index, settings, progress)
    _report(report, settings.index, verbose=False, as_json=as_json)


def search(
    query: Annotated[str, typer.Argument(help="要找的内容")],
    k: Annotated[int, typer.Option("-k", "--limit", min=1, max=200, help="条数")] = 10,
    issuer: Annotated[str | None, typer.Option("--issuer", help="只找发文机关含此名的文件")] = None,
    district: Annotated[str | None, typer.Option("--district", help="只找此地的公报")] = None,
    year: Annotated[int | None, typer.Option("--year", min=1900, max=2200, help="只找此年（四位）成文的文件")] = None,
    document: Annotated[str | None, typer.Option("--document", help="只找此文号、doc_id 或标题的文件")] = None,
    status: Annotated[
        Status | None,
        typer.Option(
            "--status",
            help="只找此效力状态的文件（按 --as-of 或今天）：in_force、not_yet、expired、repealed 或 unknown",
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="只找此日未失效、已施行的文件，如 2021-01-31"),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao search "…"``"""
    text = _question(query)
    from index.collection import has_collection, open_collection
    from index.filters import DocumentFilter, allowed_documents
    from index.listing import hit_json
    from index.records import Query
    from index.settings import load_settings

    settings = load_settings(index=index)
    wanted = DocumentFilter(
        issuer=issuer, district=district, year=year, document=document, status=status,
        as_of=as_of.date() if as_of else None,
    )  # fmt: skip
    if has_collection(settings.index):
        if wanted != DocumentFilter():
            raise UsageError("条文集没有发文机关、日期和效力", hint="去掉筛选条件再检索")
        collection = open_collection(settings.index, settings)
        articles = collection.search(Query(text=text, k=k))
        if as_json:
            listed = [{"score": round(hit.score, 6), **article._asdict()} for hit, article in articles]
            _print_json({"query": query, "hits": listed, "index_id": collection.manifest.index_id})
            return
        for place, (hit, article) in enumerate(articles, 1):
            _say(f"{place}. {article.title}  [{hit.score:.3f}]")
            _say(f"   {_short(article.text, 120)}")
        if not articles:
            _say("没有找到相关条文。")
        return
    loaded = _open(index)
    within = allowed_documents(loaded.library, wanted, date.today())  # noqa: DTZ011 - the day where the user is
    hits = loaded.searcher.search(Query(text=text, k=k, doc_ids=within))
    if as_json:
        rows = [hit_json(loaded.library, hit) for hit in hits]
        _print_json({"query": query, "hits": rows, "index_id": loaded.index_id})
        return
    for place, hit in enumerate(hits, 1):
        clause = loaded.library.clause(hit.clause_id)
        found = loaded.library.document(clause.doc_id)
        _say(f"{place}. {found.number or found.title} {clause.path}  [{hit.score:.3f}]")
        _say(f"   {_short(loaded.library.clean_text(clause), 120)}")
    if not hits:
        _say("没有找到相关条款。")


def docs(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """``gongbao docs``"""
    from index.listing import document_json, issue_json

    loaded = _open(index)
    library = loaded.library
    if as_json:
        rows = [document_json(library, d) for d in library.documents]
        _print_json({"issues": issue_json(library), "documents": rows, "index_id": loaded.index_id})
        return
    for issue in library.issues:
        inside = [d for d in library.documents if d.issue_id == issue.issue_id]
        when = "".join(f"{n}{unit}" for n, unit in ((issue.year, "年"), (issue.number, "期")) if n is not None)
        _say(f"{issue.title} {when}（{issue.source}，{len(inside)} 份文件）")
        for document in inside:
            _say(f"  {document.number or '（无文号）'}  {document.title}  {document.issued or ''}".rstrip())
    if not library.issues:
        _say("索引是空的。")


def show(
    name: Annotated[str, typer.Argument(help="文号、标题中的词或 doc_id")],
    clause: Annotated[str | None, typer.Argument(help="条款，如 第三条（二）1", show_default=False)] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao show 文号 [条]``"""
    from index.listing import clause_json, document_json, find

    loaded = _open(index)
    library = loaded.library
    found = find(library, name, clause)
    several = len(found.documents) > 1
    if as_json:
        documents = [document_json(library, d) for d in found.documents]
        clauses = [clause_json(library, c) for c in found.clauses]
        shown = {"candidates": documents} if several else {"document": documents[0], "clauses": clauses}
        _print_json({**shown, "index_id": loaded.index_id})
        return
    if several:
        _say(f"有 {len(found.documents)} 份文件符合，请用 doc_id 指定：")
    for document in found.documents:
        _say(f"{document.doc_id}  {document.number or '（无文号）'}  {document.title}")
    for item in found.clauses:
        own = item.own or clause is not None
        if own:
            _say(f"【{item.path}】{library.clean_text(item) if clause else _own(loaded, item.clause_id)}")


def doctor(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """``gongbao doctor``"""
    from index.doctor import examine
    from index.settings import load_settings, setting_origins

    found = examine(load_settings(index=index), setting_origins(index=index))
    if as_json:
        _print_json({"findings": [{"topic": f.topic, "text": f.text, "ok": f.ok} for f in found]})
    else:
        for finding in found:
            _say(f"{'正常' if finding.ok else '异常'}  {finding.topic}  {finding.text}")
    if not all(f.ok for f in found):
        raise typer.Exit(1)


def _check(paths: Sequence[Path], *, verbose: bool, as_json: bool) -> None:
    """Parse every file and prove that nothing is lost; exit 1 when one fails."""
    from index.checking import check_source
    from index.parsing import parse_source
    from index.reading import find_sources, read_source

    rows: list[dict[str, object]] = []
    failed = 0
    files = find_sources(paths)
    for path in files:
        try:
            parsed = parse_source(read_source(path))
        except GongbaoError as exc:
            failed += 1
            rows.append({"name": path.name, "passed": False, "error": str(exc)})
            if not as_json:
                _say(f"不通过  {path.name}  {exc}")
            continue
        report = check_source(parsed)
        failed += not report.passed
        furniture = [
            {"kind": f.kind, "start": f.span.start, "end": f.span.end, "text": f.span.of(parsed.source.text)}
            for f in parsed.furniture
        ]
        rows.append({**report.to_json(), **({"furniture_items": furniture} if verbose else {})})
        if as_json:
            continue
        _say(
            f"{'通过' if report.passed else '不通过'}  {report.name}  {report.documents} 份文件，{report.clauses} 条条款，"
            f"{report.rows} 个表格行，丢失 {sum(s.end - s.start for s in report.lost)} 字，"
            f"版面字符 {report.furniture_share:.1%}"
        )
        for span in (*report.lost, *report.twice):
            _say(
                f"  {'丢失' if span in report.lost else '重复'} [{span.start}:{span.end}] {_short(span.of(parsed.source.text), 60)}"
            )
        for item in furniture if verbose else ():
            _say(f"  版面 {item['kind']} [{item['start']}:{item['end']}] {_short(str(item['text']), 60)}")
    if as_json:
        _print_json({"files": rows, "passed": failed == 0})
    else:
        _say(f"共 {len(files)} 个文件，{failed} 个不通过。")
    if failed:
        raise typer.Exit(1)


def _report(report: IngestReport, folder: Path, *, verbose: bool, as_json: bool) -> None:
    names = {
        "added": report.added, "replaced": report.replaced, "unchanged": report.unchanged,
        "duplicates": report.duplicates, "removed": report.removed, "lost": report.lost,
    }  # fmt: skip
    counts = report.counts
    if as_json:
        figures = counts.model_dump() if counts else {}
        lists = {key: list(value) for key, value in names.items()}
        _print_json({"index": str(folder), "index_id": report.index_id, "built": report.built, **lists, "counts": figures, "seconds": round(report.seconds, 3)})  # fmt: skip
        return
    words = dict(zip(names, ("新增", "替换", "未变", "内容重复已跳过", "移除", "原文损坏未能保留"), strict=True))
    parts = [f"{words[key]} {len(value)} 个" for key, value in names.items() if value]
    total = f"；现有 {counts.documents} 份文件、{counts.clauses} 条条款" if counts else ""
    _say(f"{'，'.join(parts) or '没有来源'}{total}。索引在 {folder}（{report.seconds:.1f} 秒）")
    for key, value in names.items():
        if verbose or key in ("duplicates", "lost"):
            for name in value:
                _say(f"  {words[key]}  {name}")


def _open(index: Path | None) -> LoadedIndex:
    from index.store import open_default

    with _progress() as progress:
        return open_default(index, progress=progress)


def _question(text: str) -> str:
    """A usable question, or UsageError."""
    cleaned = "".join(c if c.isprintable() else " " for c in text).strip()
    if not cleaned:
        raise UsageError("检索内容是空的", hint="例如 gongbao search “退耕还林补助”")
    if len(cleaned) > MAX_QUESTION:
        raise UsageError(f"检索内容过长（{len(cleaned)} 字）", hint=f"请缩短到 {MAX_QUESTION} 字以内")
    if not any(c.isalnum() for c in cleaned):
        raise UsageError("检索内容里没有文字", hint="请写出要找的词")
    return cleaned


def _own(loaded: LoadedIndex, clause_id: str) -> str:
    """The clause's own words, without those of its children."""
    clause = loaded.library.clause(clause_id)
    return " ".join(loaded.library.clean_span(clause.source, span) for span in clause.own)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, when a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show_stage(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show_stage


def _short(text: str, size: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1] + "…"


def _print_json(data: object) -> None:
    _say(json.dumps(data, ensure_ascii=False, indent=1))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
