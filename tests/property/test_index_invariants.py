"""Properties of the index: terms, windows, codec, fusion, saved search."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building import build_index
from index.codec import dump_parsed, load_parsed
from index.freshness import sample_sources
from index.fusion import fuse
from index.parsing import ParsedSource, parse_source
from index.passages import split_windows
from index.records import Cell, Clause, ClauseKind, GazetteDocument, Issue, Query, SourceText, Span, Valued
from index.settings import IndexSettings
from index.sparse import SparseIndex
from index.store import LoadedIndex, open_index
from index.tokens import TermMaker, fold, grow_dictionary

SETTINGS = IndexSettings()
CHINESE = st.text(
    st.sampled_from("区商务局牵头配合2023年12月底前完成，。；（）〔〕 \n\t一二三VOCs%.元第条"), max_size=60
)


@pytest.fixture(scope="module")
def maker() -> TermMaker:
    return grow_dictionary([])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedIndex:
    folder = tmp_path_factory.mktemp("index") / "i"
    build_index([parse_source(s) for s in sample_sources()], folder, SETTINGS)
    return open_index(folder, SETTINGS)


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=CHINESE | st.text(max_size=60))
def test_terms_never_fail_and_hold_no_blank(maker: TermMaker, text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in maker.terms(text))


@given(text=CHINESE, at=st.integers(0, 60))
def test_a_space_between_chinese_characters_changes_no_term(maker: TermMaker, text: str, at: int) -> None:
    at = min(at, len(text))
    if 0 < at < len(text) and all("\u4e00" <= c <= "\u9fff" for c in text[at - 1 : at + 1]):
        assert maker.terms(text[:at] + " " + text[at:]) == maker.terms(text)


@given(text=st.text(st.sampled_from("甲乙丙丁。；！\n"), max_size=200), size=st.integers(1, 60))
def test_windows_cover_the_text_in_order(text: str, size: int) -> None:
    windows = split_windows(text, size)
    at = end = 0
    for window in windows:
        assert window in text
        at = text.index(window, max(0, end - len(window)) if window in text[max(0, end - len(window)) :] else 0)
        assert at <= end
        end = at + len(window)
    assert end == len(text) or not text


spans = st.builds(Span, st.integers(0, 50), st.integers(50, 99))
names = st.text(max_size=12)
cells = st.builds(Cell, names, names, st.none() | spans, st.booleans(), st.booleans())
clauses = st.builds(
    Clause,
    clause_id=names, doc_id=names, source=names, parent_id=st.none() | names, order=st.integers(0, 9), depth=st.integers(0, 9),
    kind=st.sampled_from(ClauseKind), label=names, path=names, title=names, headings=st.tuples(names), span=spans,
    own=st.tuples(spans) | st.just(()), cells=st.tuples(cells) | st.just(()), part=names,
)  # fmt: skip
documents = st.builds(
    GazetteDocument,
    doc_id=names, source=names, issue_id=names, ordinal=st.integers(0, 9), number=st.none() | names, number_span=st.none() | spans,
    title=names, title_span=spans, short_title=names, issuer=st.none() | names, issued=st.none() | st.dates(),
    issued_span=st.none() | spans, kind=names, span=spans, effective=st.none() | st.dates(),
    attachments=st.tuples(st.builds(Valued, names, spans)) | st.just(()),
)  # fmt: skip


@given(
    documents=st.lists(documents, max_size=3),
    clauses=st.lists(clauses, max_size=4),
    published=st.none() | st.dates(min_value=date(1949, 10, 1)),
)
def test_records_survive_the_codec(documents: list, clauses: list, published: date | None) -> None:
    source = SourceText(name="甲.txt", text="甲", sha256="0" * 64)
    issue = Issue(
        issue_id="i",
        source="甲.txt",
        title="公报",
        publisher=None,
        jurisdiction=None,
        year=2023,
        number=2,
        published=published,
    )
    parsed = ParsedSource(source=source, issue=issue, documents=tuple(documents), clauses=tuple(clauses), furniture=())
    assert load_parsed(source, dump_parsed(parsed)) == parsed


scores = st.lists(st.floats(0, 50, width=32), min_size=1, max_size=30)


@given(scores, st.floats(0, 3), st.randoms(use_true_random=False))
def test_fusion_does_not_depend_on_the_order_of_candidates(sparse: list[float], weight: float, rng) -> None:
    dense = [rng.random() for _ in sparse]
    order = list(range(len(sparse)))
    rng.shuffle(order)
    left = fuse(np.array(sparse, dtype=np.float32), np.array(dense, dtype=np.float32), weight)
    right = fuse(np.array(sparse, dtype=np.float32)[order], np.array(dense, dtype=np.float32)[order], weight)
    np.testing.assert_allclose(left[order], right, rtol=1e-3, atol=1e-3)


@given(st.lists(st.lists(st.sampled_from(["甲", "乙", "~丙丁", "戊"]), max_size=8), max_size=8))
@settings(max_examples=25, deadline=None)
def test_saved_sparse_index_scores_the_same(docs: list[list[str]]) -> None:
    import tempfile

    index = SparseIndex.build(docs, docs[::-1], k1=1.2, b=0.75)
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        again = SparseIndex.load(Path(folder), len(docs))
        query = [("甲", 1.0), ("~丙丁", 0.5), ("己", 1.0)]
        ours, theirs = (i.score(query, heading_weight=0.4) for i in (index, again))
        np.testing.assert_array_equal(ours.scores, theirs.scores)


def test_every_long_clause_is_found_by_its_own_words(loaded: LoadedIndex) -> None:
    library = loaded.library
    own = [(c.clause_id, " ".join(library.clean_span(c.source, s) for s in c.own)) for c in library.leaves()]
    long = [(clause_id, text) for clause_id, text in own if len(text) >= 40][::5]
    assert len(long) > 20
    first = [loaded.searcher.search(Query(text=text, k=3))[0].clause_id == clause_id for clause_id, text in long]
    assert sum(first) >= 0.95 * len(first)


def test_spans_slice_back_after_save_and_load(loaded: LoadedIndex) -> None:
    originals = {s.name: s.text for s in sample_sources()}
    for clause in loaded.library.clauses:
        assert loaded.library.clause_text(clause) == originals[clause.source][clause.span.start : clause.span.end]
