"""Names found in a text: as the longest alternative of a pattern would find them; numerals as cn2an reads them."""

import random
import re

import cn2an
import pytest

from index.lexicon.names import NameFinder
from index.numerals import cn_int, format_cn_int


@pytest.mark.parametrize("seed", range(20))
def test_names_are_found_as_by_a_pattern_of_all_names(seed: int) -> None:
    rng = random.Random(seed)
    names = {"".join(rng.choices("甲乙丙丁", k=rng.randint(1, 4))) for _ in range(12)}
    text = "".join(rng.choices("甲乙丙丁戊", k=60))
    pattern = re.compile("|".join(sorted(names, key=lambda n: (-len(n), n))))
    finder = NameFinder(names)
    assert list(finder.find(text)) == [m.span() for m in pattern.finditer(text)]
    assert finder.replace(text, "|") == pattern.sub("|", text)


def test_numerals_are_read_and_written_as_cn2an_does() -> None:
    rng = random.Random(1)
    for number in [*range(300), *(rng.randrange(10 ** rng.randint(3, 8)) for _ in range(500))]:
        said = cn2an.an2cn(str(number), "low")
        assert format_cn_int(number) == said
        assert cn_int(said) == number
