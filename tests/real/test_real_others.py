"""Policy documents of other governments beside the checkout: every one parses whole; forty checked by hand.

The counts of ``CHECKED`` were compared with the line beginnings of the text by a script, doubtful places by eye, on
2026-11-24 (the first twenty, then twenty more, those with every child's number in order): 发文字号, first issuer, 成文日期, how the title begins, and how many 章, 条, 一、 and （一） there
are. Facts only. What is known to be wrong stands in ``RUN_ON``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.checking import check_source
from index.parsing import ParsedSource, parse_source
from index.reading import read_source
from index.records import ClauseKind

pytestmark = pytest.mark.real

CHECKED = (
    ("huace-074", "沪科合〔2025〕42号", "上海市科学技术委员会", "2025-12-22", "关于印发《上海市加快食品", 0, 0, 8, 0),
    ("huace-075", "沪科合〔2025〕17号", "上海市科学技术委员会", "2025-07-10", "关于印发《上海市高质量", 0, 0, 5, 17),
    (
        "huace-076",
        "沪府办发〔2025〕17号",
        "上海市人民政府办公厅",
        "2025-09-04",
        "上海市人民政府办公厅关于",
        0,
        0,
        3,
        15,
    ),
    ("huace-078", "沪科〔2025〕5号", "上海市科学技术委员会", "2025-01-10", "关于印发《上海市脑机接口", 0, 0, 6, 0),
    ("huace-079", "沪科规〔2025〕10号", "上海市科学技术委员会", "2025-12-26", "关于印发《上海市重点实验", 6, 36, 0, 16),
    ("huace-080", "沪科合〔2025〕20号", "上海市科学技术委员会", "2025-07-16", "关于印发《关于加强公共", 0, 0, 7, 18),
    ("huace-081", "沪科合〔2025〕7号", "上海市科学技术委员会", "2025-03-10", "关于印发《杨", 0, 0, 3, 4),
    ("huace-085", None, "上海市发展和改革委员会", "2024-09-04", "《上海市关于进一步加大", 0, 0, 0, 9),
    ("huace-088", None, "上海市农业农村委员会", "2022-05-26", "上海关于贯彻落实", 0, 0, 4, 13),
    ("huace-091", "国发〔2021〕36号", "国务院", "2021-12-30", "国务院关于印发", 0, 0, 11, 40),
    ("huace-092", "国发〔2021〕29号", "国务院", "2021-12-12", "国务院关于印发", 0, 0, 11, 37),
    ("huace-093", None, "国务院", "2022-10-28", "国务院关于数字经济发展", 0, 0, 3, 14),
    ("huace-094", "工信部信管〔2025〕180号", "工业和信息化部", "2025-08-25", "工业和信息化部关于优化", 0, 0, 7, 19),
    ("huace-096", "国信办发文〔2025〕1号", "国家互联网信息办公室", "2025-04-23", "关于印发《终端设备直连", 5, 41, 0, 5),
    ("xvshiting-024", None, None, None, "“十四五”智能制造发展规", 0, 0, 5, 10),
    ("xvshiting-025", None, None, None, "国家智能制造标准体系建设", 0, 0, 4, 6),
    ("xvshiting-028", None, None, None, "智能网联汽车道路测试与", 7, 38, 0, 58),
    ("xvshiting-036", None, None, None, "为贯彻落实党中央", 0, 0, 7, 11),
    ("xvshiting-049", None, "最高人民法院", "2018-12-07", "为进一步提升智慧法院", 0, 0, 8, 22),
    ("xvshiting-070", None, None, None, "推动青岛市汽车智能化", 8, 40, 0, 53),
    ("huace-082", None, "上海市科学技术委员会", "2025-10-13", "问答实录：《关于加快", 0, 0, 0, 0),
    ("huace-084", None, "上海市科学技术委员会", "2025-04-21", "问答实录：《新时代新", 0, 0, 0, 0),
    ("huace-086", None, "上海市发展和改革委员会", "2022-02-04", "《上海市营商环境创新", 0, 0, 0, 9),
    ("huace-089", None, "中共中央", "2023-01-02", "关于做好2023年全", 0, 0, 9, 33),
    ("huace-095", None, None, None, "扩大内需战略规玥纲要", 0, 0, 11, 38),
    ("xvshiting-004", None, None, None, "促进智能网联汽车推广", 0, 0, 4, 8),
    ("xvshiting-005", None, None, None, "构筑我国防震减灾领域", 0, 0, 4, 16),
    ("xvshiting-014", None, "交通运输部", "2022-09-20", "为落实《交通强国建设", 0, 0, 9, 20),
    ("xvshiting-016", None, None, None, "测绘地理信息数据采集", 0, 0, 6, 0),
    ("xvshiting-021", None, "水利部办公厅", "2022-06-14", "2022年推进智慧水", 0, 0, 2, 0),
    ("xvshiting-026", None, None, None, "2021年人工智能创", 0, 0, 6, 11),
    ("xvshiting-027", "教师函〔2021〕13号", "教育部", None, "教育部关于实施第二批", 0, 0, 4, 0),
    ("xvshiting-029", "民函〔2021〕742号", "民政部", None, "民政部对“关于应对老", 0, 0, 2, 0),
    ("xvshiting-031", None, None, None, "智能网联汽车生产企业", 0, 10, 24, 74),
    ("xvshiting-032", None, None, None, "为加快煤矿智能化建设", 6, 25, 0, 0),
    ("xvshiting-039", None, "国家自然科学基金委员会", "2019-09-10", "国家自然科学基金委员", 0, 0, 5, 11),
    ("xvshiting-043", None, "最高人民法院办公厅", "2019-07-22", "按照《人民法院第五个", 0, 0, 9, 0),
    ("xvshiting-065", None, None, None, "济南市国家新一代人工", 0, 0, 3, 0),
    ("xvshiting-067", None, None, None, "山东省推动智能传感器", 0, 0, 5, 11),
    ("xvshiting-071", None, None, None, "为打造国内领先的工业", 0, 0, 5, 0),
)
RUN_ON = ("xvshiting-012", "xvshiting-024", "xvshiting-025", "xvshiting-057", "xvshiting-060")
"""Here seven headings stand in the line of the sentence before; they are kept in its clause, not lost."""


def _parse(gazettes: Path, name: str) -> ParsedSource:
    return parse_source(read_source(gazettes / "others" / f"{name}.txt"))


@pytest.mark.parametrize("facts", CHECKED, ids=[row[0] for row in CHECKED])
def test_checked_by_hand(gazettes: Path, facts: tuple[object, ...]) -> None:
    parsed = _parse(gazettes, str(facts[0]))
    (document,) = parsed.documents
    labels = [clause.label or "" for clause in parsed.clauses]
    kinds = [clause.kind for clause in parsed.clauses]
    assert document.title.startswith(str(facts[4]))
    assert (
        document.number,
        document.issuer.split(" ")[0] if document.issuer else None,
        document.issued.isoformat() if document.issued else None,
        kinds.count(ClauseKind.CHAPTER),
        kinds.count(ClauseKind.ARTICLE),
        sum(re.match(r"[一二三四五六七八九十]+、", label) is not None for label in labels),
        sum(re.match(r"[（(][一二三四五六七八九十]+[）)]", label) is not None for label in labels),
    ) == (*facts[1:4], *facts[5:])


def test_every_file_is_one_document_and_loses_nothing(gazettes: Path) -> None:
    names = sorted(path.stem for path in (gazettes / "others").glob("*.txt"))
    assert len(names) == 97
    for name in names:
        parsed = _parse(gazettes, name)
        assert check_source(parsed).passed, name
        assert len(parsed.documents) == 1, name
        assert f"{name}.txt" not in (parsed.documents[0].issuer, parsed.issue.publisher), name
