"""Makes ``index/lexicon/formal_words.tsv``: how common a word is in official Chinese.

Counts in how many of the public statutes of ``../shared/stard`` (corpus.jsonl, laws and
regulations) each jieba word of two or more characters stands. A word of a question that
is common there but absent from the loaded gazette is a topic the gazette does not treat;
an absent everyday word is only another way of saying something.

Run: ``python -m index.training.fit_formal_words ../shared/stard``. Deterministic.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import jieba

MIN_DF, KEEP = 12, 24000


def _flags() -> dict[str, str]:
    """``n`` for the words jieba's dictionary calls nouns."""
    text = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return {
        row[0]: "n"
        for row in rows
        if len(row) == 3 and row[2].startswith(("n", "vn")) and row[2] not in ("ns", "nr", "nrt")
    }


def main(folder: Path) -> None:
    """Count and write."""
    tokenizer = jieba.Tokenizer()
    han = re.compile(r"[\u4e00-\u9fff]{2,6}")
    counts: Counter[str] = Counter()
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            counts.update({w for w in tokenizer.cut(text, HMM=False) if han.fullmatch(w)})
    flags = _flags()
    kept = sorted(((w, n) for w, n in counts.items() if n >= MIN_DF), key=lambda x: (-x[1], x[0]))[:KEEP]
    out = Path(__file__).parents[1] / "lexicon" / "formal_words.tsv"
    out.write_text("".join(f"{w}\t{n}\t{flags.get(w, '')}\n" for w, n in kept), encoding="utf-8")
    sys.stdout.write(f"{len(kept)} words -> {out}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/stard"))
