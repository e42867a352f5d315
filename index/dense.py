"""Dense side of the search: an encoder and a FAISS index (stages 5 and 7).

A static model (mean of word vectors) is read with tokenizers and numpy alone, so a cold
question imports neither torch nor sentence_transformers; its vectors equal theirs.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError, UsageError
from index.settings import IndexSettings

if TYPE_CHECKING:
    import faiss
    from sentence_transformers import SentenceTransformer

__all__ = [
    "DROPPED",
    "PAIR_MARK",
    "DenseIndex",
    "Encoder",
    "StaticEncoder",
    "TransformerEncoder",
    "Vectors",
    "load_encoder",
]

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
PAIR_MARK = "\u241f"
"""Stands between the two copies of a character in a tokenizer whose pieces are character pairs."""
DROPPED = r"[\s\u0300-\u036f\u200c\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f]+"
"""White space and marks that join a character, left out before pairs are made."""
BATCH = 2000
ROWS = 20_000
FLAT = 50_000
SHARE = 10
SAMPLE, ROUNDS = 40, 8
"""Training of the lists: rows for each, and rounds of k-means."""


FAMILIES = (
    (r"^bge-.*-zh", ("为这个句子生成表示以用于检索相关文章：", "")),
    (r"(^|-)e5-", ("query: ", "passage: ")),
    (
        r"^qwen3-embedding",
        ("Instruct: Given a question about government documents, retrieve the clauses that answer it\nQuery:", ""),
    ),
)
"""Pattern of a model's name → what its card asks to be put before a question and before a text."""


class Encoder(Protocol):
    """Turns texts into unit vectors. ``name`` and ``fingerprint`` say which model it is."""

    @property
    def name(self) -> str:
        """Name or path of the model."""

    @property
    def fingerprint(self) -> str:
        """Changes when the vectors would."""

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """One unit vector a row; a text without known words is a zero row."""


class StaticEncoder:
    """A sentence-transformers ``StaticEmbedding`` folder without torch.

    Args:
        folder: The model folder; it is read at the first text.
        query_prefix: Put before a question.
        passage_prefix: Put before a passage.
    """

    def __init__(self, folder: Path, *, query_prefix: str = "", passage_prefix: str = "") -> None:
        self._folder = folder
        self._prefixes = (passage_prefix, query_prefix)

    @staticmethod
    def fits(folder: Path) -> bool:
        """Whether the folder holds a static model that numpy can read (fp32 or fp16)."""
        try:
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
            kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
            return (
                kinds == ["StaticEmbedding", "Normalize"]
                and _module_folder(folder, modules).joinpath("model.safetensors").is_file()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._folder.name

    @cached_property
    def fingerprint(self) -> str:
        """Digest of tokenizer, module list and the weights' size, beginning and end."""
        digest = hashlib.sha256()
        for path in sorted(p for p in self._folder.rglob("*") if p.suffix in (".json", ".safetensors")):
            size = path.stat().st_size
            digest.update(f"{path.name} {size}\n".encode())
            with path.open("rb") as file:
                digest.update(file.read(65536))
                file.seek(max(0, size - 65536))
                digest.update(file.read())
        return digest.hexdigest()[:16]

    @cached_property
    def _parts(self) -> tuple[Pieces, Vectors]:
        from safetensors import safe_open

        try:
            inside = _module_folder(self._folder, json.loads((self._folder / "modules.json").read_text("utf-8")))
            pieces = _read_pieces(inside / "tokenizer.json")
            with safe_open(inside / "model.safetensors", framework="np") as file:
                return pieces, np.asarray(file.get_tensor("embedding.weight"), dtype=np.float32)
        except Exception as exc:  # noqa: BLE001  # tokenizers raises nothing narrower
            raise UsageError(f"无法读取向量模型：{self._folder}", hint="请检查设置 dense_model") from exc

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """One unit vector a row, equal to sentence-transformers' in fp32 (a mean and a sum are one direction)."""
        pieces, weights = self._parts
        prefix = self._prefixes[query]
        found = np.zeros((len(texts), weights.shape[1]), dtype=np.float32)
        for at in range(0, len(texts), BATCH):
            ids, lengths = pieces([prefix + text for text in texts[at : at + BATCH]])
            ends = np.cumsum(lengths)
            first = 0
            while first < len(lengths):  # as many texts as make a block that stays small in memory
                start = ends[first] - lengths[first]
                last = max(first + 1, int(np.searchsorted(ends, start + ROWS, side="right")))
                filled = first + np.flatnonzero(lengths[first:last])
                if len(filled):
                    rows = weights[ids[start : ends[last - 1]]]
                    found[at + filled] = np.add.reduceat(rows, (ends - lengths)[filled] - start, axis=0)
                first = last
        return _unit(found)


Pieces = Callable[[Sequence[str]], tuple[Ids, Ids]]
"""Texts → the piece numbers of all of them in one row, and how many each text has."""


def _read_pieces(path: Path) -> Pieces:
    """The tokenizer in a file; one of character pairs is run by numpy, which is several times faster."""
    stored = json.loads(path.read_text("utf-8"))
    steps = (stored.get("normalizer") or {}).get("normalizers") or []
    if stored["model"]["type"] == "WordLevel" and steps and steps[-1]["type"] == "Precompiled":
        return PairPieces(stored["model"]["vocab"])
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()

    def pieces(texts: Sequence[str]) -> tuple[Ids, Ids]:
        ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        lengths = np.fromiter(map(len, ids), np.int64, len(ids))
        return np.fromiter(chain.from_iterable(ids), np.int64, int(lengths.sum())), lengths

    return pieces


class PairPieces:
    """The known pairs of neighbouring characters of texts (what ``training/pairwords.py`` puts into a tokenizer)."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        pairs = [pair for pair in vocabulary if len(pair) == 2]
        codes = np.frombuffer("".join(pairs).encode("utf-32-le"), dtype=np.uint32).reshape(-1, 2)
        keys = codes[:, 0] << 16 | codes[:, 1]
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._ids = np.fromiter((vocabulary[pair] for pair in pairs), np.int64, len(pairs))[order]

    def __call__(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        # No pair of the vocabulary holds the character 0, so none reaches over the border of two texts.
        joined = unicodedata.normalize("NFKC", "\0".join(text.replace("\0", "\1") for text in texts)).lower()
        codes = np.frombuffer(re.sub(DROPPED, "", joined).encode("utf-32-le"), dtype=np.uint32)
        keys = np.where(codes < 65536, codes, 0)
        keys = keys[:-1] << 16 | keys[1:]
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = np.flatnonzero(self._keys[places] == keys)
        borders = np.append(np.flatnonzero(codes == 0), len(codes))
        return self._ids[places[known]], np.diff(np.searchsorted(known, borders), prepend=0)


class TransformerEncoder:
    """Any sentence-transformers model by name or path; torch is imported at the first text."""

    def __init__(self, name: str, *, query_prefix: str = "", passage_prefix: str = "") -> None:
        self._name = name
        self._prefixes = (passage_prefix, query_prefix)

    @property
    def name(self) -> str:
        """The name or path as set."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The name: a published model does not change."""
        return self._name

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """One unit vector a row."""
        made = self._model.encode(
            [self._prefixes[query] + text for text in texts], normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(made, dtype=np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._name, device="cpu").float()
        except (OSError, ValueError) as exc:
            raise UsageError(
                f"无法加载向量模型：{self._name}", hint="请检查设置 dense_model；离线时只能用本机已有的模型文件夹"
            ) from exc


def family_prefixes(name: str) -> tuple[str, str]:
    """What a model of a known family wants before a question and before a text, told by its name.

    >>> family_prefixes("intfloat/multilingual-e5-small")
    ('query: ', 'passage: ')
    """
    last = name.rstrip("/").rsplit("/", 1)[-1].lower()
    return next((prefixes for mark, prefixes in FAMILIES if re.search(mark, last)), ("", ""))


def load_encoder(settings: IndexSettings) -> Encoder | None:
    """The encoder that the settings ask for; ``None`` for ``dense_model = none`` or no shipped model."""
    name = settings.dense_model
    if name == "none":
        return None
    asked, told = family_prefixes(name)
    prefixes = {"query_prefix": settings.query_prefix or asked, "passage_prefix": settings.passage_prefix or told}
    folder = settings.model_folder()
    if folder is not None and StaticEncoder.fits(folder):
        return StaticEncoder(folder, **prefixes)
    return TransformerEncoder(name, **prefixes) if name else None


class DenseIndex:
    """Passage vectors under inner product. Passage numbers are row numbers.

    Args:
        index: A FAISS index, or the file that holds one (read at the first use).
    """

    def __init__(self, index: faiss.Index | Path) -> None:
        self._source = index

    @cached_property
    def _index(self) -> faiss.Index:
        if not isinstance(self._source, Path):
            return self._source
        try:
            opened: faiss.Index = _faiss().read_index(str(self._source))
        except RuntimeError as exc:
            raise IndexDamagedError(f"向量索引损坏：{self._source}", hint="请重新执行 gongbao ingest") from exc
        return opened

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """An index over the rows."""
        return cls.gather([vectors])

    @classmethod
    def gather(cls, chunks: Sequence[Vectors] | Sequence[Path]) -> DenseIndex:
        """An index over the rows of all chunks, or of the ``.npy`` files that hold them, one in memory at a time.

        Up to ``FLAT`` rows every one is compared. Above, rows lie in 4·√n lists, eight bits
        a number, and a question looks into one list of ``SHARE``.
        """
        faiss = _faiss()
        opened = [np.load(c, mmap_mode="r", allow_pickle=False) if isinstance(c, Path) else c for c in chunks]
        size, dims = sum(map(len, opened)), opened[0].shape[1]
        if size <= FLAT:
            index = faiss.IndexFlatIP(dims)
        else:
            lists = int(4 * math.sqrt(size))
            kind = faiss.ScalarQuantizer.QT_8bit
            index = faiss.IndexIVFScalarQuantizer(
                faiss.IndexFlatIP(dims), dims, lists, kind, faiss.METRIC_INNER_PRODUCT
            )
            index.cp.niter, index.cp.max_points_per_centroid = ROUNDS, SAMPLE
            step = max(1, size // (lists * SAMPLE))
            index.train(np.concatenate([_floats(chunk[::step]) for chunk in opened]))
            index.nprobe = max(1, lists // SHARE)
        for chunk in opened:
            index.add(_floats(chunk))
        if size > FLAT:
            index.make_direct_map()
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int, allowed: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.int64]:
        """Passage numbers of the ``k`` nearest rows, best first; among ``allowed`` only, if given.

        An empty ``allowed`` gives an empty result.
        """
        if allowed is not None and not len(allowed):
            return np.zeros(0, dtype=np.int64)
        faiss = _faiss()
        options = {}
        if allowed is not None:
            chosen = faiss.IDSelectorBatch(allowed)
            lists = getattr(self._index, "nlist", 0)
            # All lists: the few rows that a filter leaves may lie in any of them.
            options["params"] = (
                faiss.SearchParametersIVF(sel=chosen, nprobe=lists) if lists else faiss.SearchParameters(sel=chosen)
            )
        _, found = self._index.search(query.reshape(1, -1), min(k, len(self)), **options)
        row: npt.NDArray[np.int64] = found[0]
        return row[row >= 0]

    def scores(self, query: Vectors, rows: npt.NDArray[np.int64]) -> Vectors:
        """Inner products of the query with the given rows."""
        made: Vectors = self.vectors(rows) @ query
        return made

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The given rows."""
        if not len(rows):
            return np.zeros((0, self._index.d), dtype=np.float32)
        made: Vectors = self._index.reconstruct_batch(rows)
        return made

    def save(self, path: Path) -> None:
        """Write FAISS's own file."""
        _faiss().write_index(self._index, str(path))


def _faiss() -> ModuleType:
    import faiss

    faiss.omp_set_num_threads(1)
    module: ModuleType = faiss
    return module


def _floats(vectors: npt.NDArray[np.floating]) -> Vectors:
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _module_folder(folder: Path, modules: list[dict[str, str]]) -> Path:
    return folder / modules[0].get("path", "")


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    made: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 1e-12)
    return made
