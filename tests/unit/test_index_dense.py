"""Encoders and the FAISS index: no torch for a static model, the same vectors, filters, foreign models."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex, StaticEncoder, TransformerEncoder, family_prefixes, load_encoder
from index.errors import IndexDamagedError, UsageError
from index.settings import SHIPPED_MODEL, IndexSettings

ROOT = Path(__file__).parents[2]
TEXTS = [
    *("住宅怎么收费？", "区商务局牵头，2023年12 月底前完成", "ＶＯＣｓ PM2.5 abc", "", "🙂", "甲" * 3000),
    *("第一行\r\n第二\u3000行", "①②㎡ ﬁne İstanbul e\u0301", "\u9f98\u9750\U00020000中国", "税", "\0中国\0"),
]


def test_shipped_model_is_small_enough() -> None:
    assert sum(p.stat().st_size for p in SHIPPED_MODEL.rglob("*") if p.is_file()) <= 20_000_000


def test_static_vectors_equal_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(SHIPPED_MODEL), device="cpu").float().encode(TEXTS)
    ours = StaticEncoder(SHIPPED_MODEL).encode(TEXTS)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_static_encoding_imports_no_torch() -> None:
    code = (
        "import sys\nfrom index.dense import StaticEncoder\nfrom index.settings import SHIPPED_MODEL\n"
        "StaticEncoder(SHIPPED_MODEL).encode(['公报'])\n"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_vectors_are_unit_or_zero_and_do_not_depend_on_company() -> None:
    encoder = StaticEncoder(SHIPPED_MODEL)
    made = encoder.encode(TEXTS)
    lengths = np.linalg.norm(made, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert lengths[3] == 0
    for text, vector in zip(TEXTS, made, strict=True):
        np.testing.assert_allclose(encoder.encode([text])[0], vector, atol=1e-6)


def test_prefixes_go_to_their_side() -> None:
    plain = StaticEncoder(SHIPPED_MODEL)
    encoder = StaticEncoder(SHIPPED_MODEL, query_prefix="问题：", passage_prefix="正文：")
    np.testing.assert_allclose(encoder.encode(["收费"], query=True), plain.encode(["问题：收费"]))
    np.testing.assert_allclose(encoder.encode(["收费"]), plain.encode(["正文：收费"]))


def test_settings_choose_the_encoder(tmp_path: Path) -> None:
    assert isinstance(load_encoder(IndexSettings()), StaticEncoder)
    assert load_encoder(IndexSettings(dense_model="none")) is None
    assert isinstance(load_encoder(IndexSettings(dense_model=str(SHIPPED_MODEL))), StaticEncoder)
    other = load_encoder(IndexSettings(dense_model="BAAI/bge-small-zh-v1.5"))
    assert isinstance(other, TransformerEncoder)
    assert other.name == other.fingerprint == "BAAI/bge-small-zh-v1.5"


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示", ""),
        ("models/multilingual-e5-small/", "query: ", "passage: "),
        ("Qwen/Qwen3-Embedding-0.6B", "Instruct: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("", "", ""),
    ],
)
def test_prefixes_of_known_families(name: str, asked: str, told: str) -> None:
    question, text = family_prefixes(name)
    assert question.startswith(asked) and bool(question) == bool(asked)
    assert text == told


def test_a_familys_prefix_reaches_its_model(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "tiny-e5-static"
    shutil.copytree(SHIPPED_MODEL, folder)
    plain, named = StaticEncoder(SHIPPED_MODEL), load_encoder(IndexSettings(dense_model=str(folder)))
    assert named is not None
    np.testing.assert_allclose(named.encode(["收费"], query=True), plain.encode(["query: 收费"]))
    own = load_encoder(IndexSettings(dense_model=str(folder), query_prefix="问："))
    assert own is not None
    np.testing.assert_allclose(own.encode(["收费"], query=True), plain.encode(["问：收费"]))


def test_foreign_model_path_is_used(tmp_path: Path) -> None:
    """A transformer made on the spot takes the sentence-transformers way."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"住宅怎么收费区商务局"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(dict.fromkeys(words))}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(
        tmp_path / "bert"
    )
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    module = Transformer(str(tmp_path / "bert"))
    SentenceTransformer(modules=[module, Pooling(8)], device="cpu").save(
        str(tmp_path / "model"), create_model_card=False
    )
    encoder = load_encoder(IndexSettings(dense_model=str(tmp_path / "model")))
    assert isinstance(encoder, TransformerEncoder)
    made = encoder.encode(["住宅怎么收费", "区商务局"])
    assert made.shape == (2, 8)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)


def test_unreadable_models_are_refused_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "x.StaticEmbedding"}, {"type": "x.Normalize"}]))
    (tmp_path / "model.safetensors").write_bytes(b"no")
    encoder = load_encoder(IndexSettings(dense_model=str(tmp_path)))
    with pytest.raises(UsageError, match="无法读取向量模型"):
        encoder.encode(["公报"])


def test_search_finds_the_nearest_and_obeys_the_filter(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((50, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = DenseIndex.build(vectors)
    expected = np.argsort(-(vectors @ vectors[7]))[:5]
    assert index.search(vectors[7], 5).tolist() == expected.tolist()
    allowed = np.array([3, 9, 30], dtype=np.int64)
    assert set(index.search(vectors[7], 5, allowed).tolist()) == {3, 9, 30}
    assert index.search(vectors[7], 5, np.array([], dtype=np.int64)).tolist() == []
    rows = np.array([1, 7], dtype=np.int64)
    np.testing.assert_allclose(index.scores(vectors[7], rows), vectors[rows] @ vectors[7], atol=1e-6)
    index.save(tmp_path / "x.faiss")
    again = DenseIndex(tmp_path / "x.faiss")
    assert len(again) == 50
    assert again.search(vectors[7], 5).tolist() == expected.tolist()


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.faiss").write_bytes(b"not an index")
    with pytest.raises(IndexDamagedError, match="向量索引损坏"):
        len(DenseIndex(tmp_path / "x.faiss"))
