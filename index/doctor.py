"""What ``gongbao doctor`` looks at: packages, settings, model and index of this installation."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from index.dense import StaticEncoder, load_encoder
from index.errors import GongbaoError, MissingIndexError
from index.generations import current_generation
from index.manifest import Manifest, check_manifest, library_versions
from index.settings import IndexSettings
from index.store import verify_files

__all__ = ["Finding", "examine"]

PACKAGES = ("index", "assistant", "eval", "ui")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; ``ok`` false makes the command exit 1."""

    topic: str
    text: str
    ok: bool = True


def examine(settings: IndexSettings, origins: dict[str, str]) -> list[Finding]:
    """Everything that is worth knowing when something does not work."""
    version = ".".join(map(str, sys.version_info[:3]))
    found = [Finding(topic="Python", text=version, ok=sys.version_info >= (3, 11))]
    found += _packages()
    found += [Finding(topic="库", text=f"{name} {number}") for name, number in library_versions().items()]
    for name, origin in origins.items():
        found.append(Finding(topic="设置", text=f"{name} = {getattr(settings, name)}（{origin}）"))
    return [*found, _model(settings), _index(settings)]


def _packages() -> list[Finding]:
    """Whether our four packages come from this checkout and from no other distribution."""
    from importlib.metadata import packages_distributions

    home = Path(__file__).resolve().parent.parent
    found = []
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        places = [Path(p).resolve() for p in (spec.submodule_search_locations or [])] if spec else []
        text = "、".join(map(str, places)) or "没有找到"
        found.append(Finding(topic="包", text=f"{name}：{text}", ok=places == [home / name]))
    owners = packages_distributions()
    for name in PACKAGES:
        strangers = sorted(set(owners.get(name, [])) - {"gongbao"})
        if strangers:
            found.append(Finding(topic="包", text=f"{name} 也由 {'、'.join(strangers)} 安装", ok=False))
    return found


def _model(settings: IndexSettings) -> Finding:
    try:
        encoder = load_encoder(settings)
        if encoder is None:
            return Finding(topic="向量模型", text="不用", ok=settings.dense_model == "none")
        if not isinstance(encoder, StaticEncoder):
            return Finding(topic="向量模型", text=f"{encoder.name}（由 sentence-transformers 加载）")
        shape = encoder.encode(["公报"]).shape
        return Finding(topic="向量模型", text=f"{encoder.name}，{shape[1]} 维，{encoder.fingerprint}")
    except GongbaoError as exc:
        return Finding(topic="向量模型", text=str(exc), ok=False)


def _index(settings: IndexSettings) -> Finding:
    """Every file of the index against its digest, however large."""
    folder = settings.index
    try:
        generation = current_generation(folder)
        manifest = Manifest.read(generation / "manifest.json")
        verify_files(folder, generation, manifest)
        check_manifest(manifest, settings, load_encoder(settings))
    except MissingIndexError as exc:
        return Finding(topic="索引", text=f"{exc.message}，首次使用时会用自带样例建立")
    except GongbaoError as exc:
        return Finding(topic="索引", text=str(exc), ok=False)
    except FileNotFoundError as exc:
        return Finding(topic="索引", text=f"缺少文件 {exc.filename}（请执行 gongbao ingest --rebuild）", ok=False)
    counts = manifest.counts
    size = sum(f.bytes for f in manifest.files.values()) / 1e6
    text = f"{folder}：{counts.sources} 个来源，{counts.documents} 份文件，{counts.clauses} 条条款，{size:.1f} MB，{manifest.index_id}"
    return Finding(topic="索引", text=text)
