"""The tokenizer of the shipped model: overlapping pairs of neighbouring characters.

A pre-tokenizer cannot hand out overlapping pieces, a normalizer can: a character map
writes every known character twice with a mark between, ``甲乙丙`` becomes ``甲␟甲乙␟乙丙␟丙``,
and the runs between marks are the pairs. So the pairs live in a plain ``tokenizer.json``
that any tokenizers or sentence-transformers installation reads.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from index.dense import DROPPED, PAIR_MARK

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["count_pairs", "double_map", "make_tokenizer"]

UNKNOWN = "<unk>"
KEPT = r"[\u4e00-\u9fff]|[a-z0-9]"
_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9]+")


def count_pairs(texts: Iterable[str]) -> Counter[str]:
    """How often each pair of neighbouring characters (Chinese, Latin, digits) occurs.

    >>> sorted(count_pairs(["问答，问 答1"]).items())
    [('答1', 1), ('问答', 2)]
    """
    found: Counter[str] = Counter()
    for text in texts:
        folded = re.sub(DROPPED, "", unicodedata.normalize("NFKC", text).lower())
        for run in _RUN.findall(folded):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def make_tokenizer(pairs: Sequence[str]) -> Tokenizer:
    """A tokenizer whose pieces are these pairs, numbered from 1; everything else is piece 0."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({UNKNOWN: 0, **{p: i for i, p in enumerate(pairs, 1)}}, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(DROPPED), ""),
            normalizers.Precompiled(double_map({c for pair in pairs for c in pair})),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(f"(?:{KEPT})+"), "removed", invert=True)
    return tokenizer


def double_map(characters: Iterable[str]) -> bytes:
    """A character map (SentencePiece's binary form) that writes each character as itself, mark, itself.

    The form is a double-array trie over UTF-8 bytes, then the replacements, each ended by a
    zero byte. A unit of the array holds, from the lowest bit: label (8), has-leaf (1),
    offset-is-shifted (1), offset to the children (22); a leaf's unit holds the place of the
    replacement under a set highest bit.
    """
    texts = bytearray()
    trie: dict[int, Any] = {}
    for character in sorted(set(characters)):
        node = trie
        for byte in character.encode():
            node = node.setdefault(byte, {})
        node[0] = len(texts)
        texts += f"{character}{PAIR_MARK}{character}".encode() + b"\0"
    units = [0] * 512  # the root and, in a block of its own, the first bytes
    waiting = [(trie, 0, 256)]
    while waiting:
        node, at, base = waiting.pop()
        units[at] |= (at ^ base) << 10
        for byte, child in sorted(node.items()):
            units[base ^ byte] |= byte
            if 0 in child:
                units.append(child[0] | 1 << 31)
                units[base ^ byte] |= 1 << 8 | (base ^ byte ^ (len(units) - 1)) << 10
            else:  # its bytes are 0x80 to 0xbf: 64 units
                block = -(-len(units) // 64) * 64
                units += [0] * (block + 64 - len(units))
                waiting.append((child, base ^ byte, block ^ 0x80))
    units += [0] * (-len(units) % 256)
    blob = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(blob)) + blob + bytes(texts)
