"""A writer killed at any moment leaves an index that serves, and the next writer goes on."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.freshness import sample_sources
from index.generations import current_generation
from index.ingesting import ingest_sources, rebuild_index
from index.records import Query
from index.settings import IndexSettings
from index.store import open_index, verify_files

ROOT = Path(__file__).parents[2]
SETTINGS = IndexSettings()
ROUNDS = 25
ENOUGH_S = 25.0

# Forks, for every line it reads, a writer that never stops replacing the index. It has
# imported everything and built once, so that a writer spends its life in building.
NURSERY = """
import os, sys, time
from pathlib import Path
from index.ingesting import ingest_sources
from index.reading import read_bytes
from index.settings import IndexSettings

def replace(folder, at):
    text = f"云州市青禾区人民政府\\n关于公园开放的通告\\n\\n青政发〔2023〕5号\\n\\n一、第{at}次通告，公园六点开放。\\n"
    ingest_sources([read_bytes(text.encode(), "moving.txt")], folder, IndexSettings())

replace(Path(sys.argv[1]), 0)
start = time.monotonic()
replace(Path(sys.argv[1]), 1)
print(time.monotonic() - start, flush=True)
home = os.getpid()
for line in sys.stdin:
    child = os.fork()
    if not child:
        at = os.getpid() * 1000
        while os.getppid() == home:
            replace(Path(line.strip()), at)
            at += 1
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


class Nursery:
    """Starts writers that can be killed; ``build_s`` is about how long one of their builds takes."""

    def __init__(self, scratch: Path) -> None:
        command = [sys.executable, "-c", NURSERY, str(scratch)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        assert self._process.stdout is not None
        self.build_s = float(self._process.stdout.readline())

    def start(self, folder: Path) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(tmp_path_factory.mktemp("nursery") / "index")
    yield made
    made.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "index"
    ingest_sources(sample_sources()[1:], folder, SETTINGS)
    return folder


def test_killed_writer_leaves_a_serving_index(built: Path, tmp_path: Path, nursery: Nursery) -> None:
    folder = tmp_path / "index"
    shutil.copytree(built, folder)
    rng = random.Random(20231)
    seen = set()
    end = time.monotonic() + ENOUGH_S
    for _ in range(ROUNDS):
        if time.monotonic() > end and len(seen) > 1:
            break
        child = nursery.start(folder)
        time.sleep(rng.uniform(0.0, 3 * nursery.build_s))
        os.kill(child, signal.SIGKILL)
        loaded = open_index(folder, SETTINGS)
        seen.add(loaded.index_id)
        verify_files(folder, loaded.generation, loaded.manifest)
        assert loaded.searcher.search(Query(text="路侧停车怎么收费", k=3))
        assert sample_sources()[1].name in loaded.library.sources
    assert len(seen) > 1
    report = ingest_sources(sample_sources()[1:], folder, SETTINGS, wait_s=10)
    assert report.unchanged == (sample_sources()[1].name,)


def test_abandoned_writes_are_collected(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(built, folder)
    left = folder / "generations" / ".building-1-dead"
    left.mkdir()
    (left / "bm25.terms.npy").write_bytes(b"half")
    (folder / "CURRENT.new").write_text("half", encoding="utf-8")
    before = current_generation(folder)
    rebuild_index(folder, SETTINGS)
    rebuild_index(folder, SETTINGS)
    assert not left.exists()
    assert current_generation(folder) != before
    assert len(list((folder / "generations").iterdir())) == 2
    open_index(folder, SETTINGS)


def test_reader_beside_a_writer_always_gets_an_index(built: Path, tmp_path: Path, nursery: Nursery) -> None:
    folder = tmp_path / "index"
    shutil.copytree(built, folder)
    child = nursery.start(folder)
    try:
        seen = set()
        end = time.monotonic() + 60
        while time.monotonic() < end and len(seen) < 4:
            loaded = open_index(folder, SETTINGS)
            seen.add(loaded.index_id)
            assert loaded.searcher.search(Query(text="公园开放", k=1))
        assert len(seen) >= 4
    finally:
        os.kill(child, signal.SIGKILL)
