"""A document named in the asker's own words is found when one title fits and no other does."""

from __future__ import annotations

import pytest

from assistant.loose_names import loose_names
from index.library import Library

NAMED = {
    "那个停车收费办法里怎么说？": ("青政发〔2024〕3号", "那个停车收费办法"),
    "烟花爆竹那个通告里几点到几点不许放？": ("青政发〔2023〕9号", "烟花爆竹那个通告"),
    "充电设施的管理办法里，谁来装？": ("青政发〔2023〕12号", "充电设施的管理办法"),
}


@pytest.mark.parametrize("text", NAMED)
def test_the_document_whose_title_fits(sample_library: Library, text: str) -> None:
    name = loose_names(sample_library)(text)
    assert name is not None
    assert (name.document.number, text[name.start : name.end]) == NAMED[text]


@pytest.mark.parametrize(
    "text",
    [
        "先得问谁的意见？",
        "多久报一次企业服务措施？",
        "我家旱厕能补多少钱？",
        "那个办法里怎么说？",
        "青禾区的通知里说了啥",
    ],
)
def test_no_name_or_one_that_fits_many(sample_library: Library, text: str) -> None:
    assert loose_names(sample_library)(text) is None
