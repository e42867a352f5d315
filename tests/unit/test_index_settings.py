"""IndexSettings: layers, origins, refusal of what is not a setting."""

from pathlib import Path

import pytest

from index.errors import UsageError
from index.settings import IndexSettings, load_settings, setting_origins


def test_later_layers_win(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[index]\nbm25_k1 = 0.5\nbm25_b = 0.1\ncandidates = 7\n", encoding="utf-8")
    env = {"GONGBAO_BM25_B": "0.2", "GONGBAO_CANDIDATES": "8", "GONGBAO_LLM": "none"}
    made = load_settings(config, env, candidates=9, bm25_k1=None)
    assert (made.bm25_k1, made.bm25_b, made.candidates) == (0.5, 0.2, 9)
    origins = setting_origins(config, env, candidates=9)
    assert origins["bm25_k1"] == str(config)
    assert origins["bm25_b"] == "GONGBAO_BM25_B"
    assert origins["candidates"] == "命令行"
    assert origins["passage_chars"] == "默认"


def test_index_folder_comes_from_the_environment() -> None:
    assert load_settings(env={"GONGBAO_INDEX": "/x/y"}).index == Path("/x/y")
    assert load_settings(env={"GONGBAO_INDEX": ""}).index == Path(".gongbao/default")


@pytest.mark.parametrize(
    ("env", "word"), [({"GONGBAO_BM25_B": "2"}, "bm25_b"), ({"GONGBAO_CANDIDATES": "许多"}, "GONGBAO_CANDIDATES")]
)
def test_bad_value_names_the_setting_and_its_origin(env: dict[str, str], word: str) -> None:
    with pytest.raises(UsageError, match=word):
        load_settings(env=env)


def test_unknown_key_of_the_file_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[index]\nbm25 = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="bm25"):
        load_settings(config, {})


def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取设置文件"):
        load_settings(tmp_path / "none.toml", {})


def test_only_building_settings_change_the_hash() -> None:
    base = IndexSettings()
    assert base.build_hash() == base.model_copy(update={"candidates": 5, "heading_weight": 2.0}).build_hash()
    for name, value in {"bm25_k1": 2.0, "passage_chars": 100, "dense_model": "none"}.items():
        assert base.build_hash() != base.model_copy(update={name: value}).build_hash()


def test_every_field_is_described() -> None:
    assert all(field.description for field in IndexSettings.model_fields.values())
