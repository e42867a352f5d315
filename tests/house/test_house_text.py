"""What may stand in the repository: our own words only, docstrings, no committed run."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GAZETTES = ROOT.parent / "shared" / "gazettes"
RUN = 24
NAMES = (
    "区住房城乡建设委（区住房保障办、区政府房屋征收办）",
    "中关村门头沟园管委会（区石龙经济开发区服务中心）",
    "序号主要任务完成时限任务措施牵头区领导牵头部门主责单位协办单位",
)
"""Names and column heads are facts, however long; a sentence never is one."""
_BINARY = re.compile(r"\.(png|jpg|ico|bin|npz|npy|safetensors|gz|pdf|docx|xlsx|lock|woff2)$")


def _squeeze(text: str) -> str:
    return re.sub(r"[\s*#|>`\-]", "", text)


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.real
@pytest.mark.skipif(not GAZETTES.is_dir(), reason="no ../shared/gazettes beside the checkout")
def test_no_text_of_a_real_gazette_is_tracked() -> None:
    seen: set[str] = set()
    for path in GAZETTES.rglob("*.txt"):
        text = _squeeze(path.read_text(encoding="utf-8", errors="ignore"))
        seen.update(text[i : i + RUN] for i in range(len(text) - RUN + 1))
    found = []
    for name in _tracked():
        if _BINARY.search(name):
            continue
        try:
            text = _squeeze((ROOT / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        for known in NAMES:
            text = text.replace(known, "\x00")
        hits = [text[i : i + RUN] for i in range(len(text) - RUN + 1) if text[i : i + RUN] in seen]
        if hits:
            found.append(f"{name}: {len(hits)} places, e.g. {hits[0]}")
    assert found == []


def test_runs_and_indexes_are_not_tracked() -> None:
    assert [n for n in _tracked() if n.startswith(("runs/", ".gongbao/", ".venv/"))] == []


def test_public_names_have_docstrings() -> None:
    bare = []
    for package in ("index", "assistant", "eval", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if not ast.get_docstring(tree) and tree.body:
                bare.append(f"{path.relative_to(ROOT)}")
            bare += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                for node in tree.body
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ]
    assert bare == []


def test_lock_names_torch_without_build_or_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "torch==2.13.0\n" in lock
    assert "+cpu" not in lock
    assert "--hash" not in lock


def test_lock_holds_every_declared_dependency() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    locked = {
        re.split(r"[=<>]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    }
    assert sorted({re.split(r"[\[=<>~ ]", d)[0].lower().replace("_", "-") for d in declared} - locked) == []


def test_notice_names_every_declared_library() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    declared = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    assert [d for d in declared if not re.search(rf"^    {re.escape(d)} ", notice, re.MULTILINE)] == []
