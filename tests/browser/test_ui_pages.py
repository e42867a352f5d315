"""Every page beside the chat in a real browser, over the sample: staff, calculators, library, reports, administration."""

from __future__ import annotations

import io
import re
import time

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

NEW_GAZETTE = """海棠县人民政府公报

2031 年

第 1 期

目 录

1. 海棠县人民政府关于印发海棠县夜间照明补贴办法的通知
海政发〔2031〕1号..... 1

海棠县人民政府
关于印发海棠县夜间照明补贴办法的通知

海政发〔2031〕1号

各乡镇人民政府：

现将《海棠县夜间照明补贴办法》印发给你们。

海棠县人民政府

2031 年 3 月 5 日

海棠县夜间照明补贴办法

第一条 夜间照明补贴按每盏路灯每年73元发放，<script>window.hacked = 1</script>由乡镇申报。

第二条 本办法自2031年4月1日起施行，由县城管局负责解释。
"""


def narrow(page):  # type: ignore[no-untyped-def]
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def seen(page, word):  # type: ignore[no-untyped-def]
    """Reload while a child process is at work."""
    for _ in range(120):
        if page.get_by_text(word).count():
            return
        time.sleep(0.5)
        page.reload()
    raise AssertionError(f"{word} never came: {page.locator('main').inner_text()[:500]}")


def test_staff_filter_opens_the_clause_and_exports_what_is_shown(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "tasks")
    page.get_by_label("部门").fill("水务局")
    page.get_by_label("角色").select_option("牵头")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("“水务局”按“区水务局”查询").wait_for()
    assert "department=" in page.url, "the address can be shared"
    rows = page.locator(".gb-tasks tbody tr")
    assert page.get_by_role("status").first.inner_text().startswith(f"共 {rows.count()} 项")
    rows.first.locator(".gb-chip").click()
    page.locator("#gb-panel .hit").wait_for()
    page.keyboard.press("Escape")
    with page.expect_download() as saved:
        page.get_by_role("link", name="导出 XLSX").click()
    book = load_workbook(io.BytesIO(saved.value.path().read_bytes()))
    titles = [row[5].value for row in book["任务"].iter_rows(min_row=2)]
    assert titles == rows.locator("td:first-child").all_inner_texts()
    page.get_by_role("link", name="时限", exact=True).click()
    assert page.locator("th[aria-sort]").inner_text().startswith("时限")
    assert page.locator("svg.chart").count() == 2


def test_calculator_recomputes_while_facts_change(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "calc")
    page.get_by_role("link", name=re.compile("城市道路临时占用费")).click()
    page.get_by_role("combobox", name="地段", exact=True).select_option("文澜街道")
    page.get_by_role("combobox", name="占用性质", exact=True).select_option("施工")
    page.get_by_text("占用多少平方米").wait_for()
    page.get_by_role("textbox", name="占用面积", exact=True).fill("50")
    page.get_by_role("spinbutton", name="占用天数", exact=True).fill("30")
    result = page.locator("[data-result] output")
    result.get_by_text("2,250").wait_for()
    page.get_by_role("spinbutton", name="占用天数", exact=True).fill("60")
    result.get_by_text("4,500").wait_for()
    expect(page.get_by_text("肆仟伍佰元整")).to_be_visible()
    page.locator("[data-result] .gb-chip").first.click()
    page.locator("#gb-panel mark").first.wait_for()
    page.reload()
    assert page.locator("[data-result] output").inner_text().startswith("4,500"), "the address holds the facts"


def test_calculation_card_of_the_chat_is_edited_in_its_form(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url)
    page.get_by_role("textbox", name="您的问题").fill("文澜街道施工占道50平方米30天要交多少占道费？")
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="计算结果")
    card.get_by_text("修改条件重新计算").click()
    assert card.get_by_role("combobox", name="地段", exact=True).input_value() == "文澜街道"
    card.get_by_role("spinbutton", name="占用天数", exact=True).fill("10")
    card.locator("output").get_by_text("750").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为 Markdown").click()
    assert "2,250" in saved.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="没用").click()
    page.get_by_label("哪里不好").fill("少了减免")
    page.locator(".gb-why").get_by_role("button").click()
    page.get_by_role("button", name="没用", pressed=True).wait_for()
    page.reload()
    page.locator("#gb-live .gb-turn").get_by_text("贰仟贰佰伍拾元整").wait_for()
    page.get_by_role("button", name="删除记录").click()
    page.get_by_role("heading", name="想了解哪项政策？").wait_for()
    page.reload()
    page.get_by_role("heading", name="想了解哪项政策？").wait_for()
    expect(page.locator(".gb-turn")).to_have_count(0)


def test_list_answer_sorts_and_is_saved(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url)
    page.get_by_role("textbox", name="您的问题").fill("区水务局牵头哪些任务？")
    page.keyboard.press("Enter")
    table = page.locator("#gb-live .gb-table")
    table.wait_for()
    before = table.locator("tbody td:nth-child(2)").all_inner_texts()
    table.get_by_role("button", name="事项").click()
    after = table.locator("tbody td:nth-child(2)").all_inner_texts()
    assert sorted(before) == sorted(after) and before != after
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 XLSX").click()
    sheet = load_workbook(io.BytesIO(saved.value.path().read_bytes())).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == before


def test_library_search_and_document_page(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "library")
    page.get_by_label("标题、文号").fill("占道费")
    page.get_by_role("button", name="查找").click()
    page.locator(".gb-hits a").first.click()
    page.locator("#gb-panel .hit").first.wait_for()
    page.goto(site.url + "doc/青政办发〔2023〕18号")
    assert page.locator("dd.standing").inner_text() == "已废止"
    page.get_by_text("效力沿革").click()
    page.locator(".gb-events li", has_text="废止").first.wait_for()
    page.get_by_text("目录", exact=True).click()
    page.locator(".gb-outline a").nth(3).click()
    expect(page.locator(".doc :target")).to_have_count(1)


def test_reports_compare_two_runs(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "reports")
    page.get_by_label("对比").select_option("1")
    page.get_by_role("button", name="比较").click()
    row = page.get_by_role("row", name=re.compile(r"^通过率 0\.500")).first
    assert "+0.375" in row.inner_text()


def test_unknown_addresses_are_answered_in_our_words(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url)
    missing = page.request.get(f"{site.url}nowhere", headers={"Accept": "text/html"})
    assert (missing.status, "回到首页" in missing.text()) == (404, True)
    for path in ("api/v1/nowhere", "v1/nowhere", "api/v1/ask"):
        reply = page.request.get(site.url + path)
        assert (reply.status, reply.json()["error"]["code"]) == (404, "not_found")


def test_large_type_is_kept(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "library")
    page.get_by_role("button", name="长者模式").click()
    page.goto(site.url + "tasks")
    expect(page.get_by_role("button", name="长者模式", pressed=True)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).zoom") == "1.25"


def test_phone_and_dark_pages(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "library", width=375, height=740, dark=True)
    for path in ("library", "tasks", "calc", "calc/road_fee?zone=文澜街道&kind=施工&area=50&days=30", "reports", "api"):
        page.goto(site.url + path)
        assert narrow(page), path
        outside = "form => [...form.querySelectorAll('input, select, button')].filter(e => e.getBoundingClientRect().right > form.getBoundingClientRect().right).length"
        assert (
            page.locator("main form").evaluate_all(f"forms => forms.map({outside})")
            == [0] * page.locator("main form").count()
        ), path
        ground, words = page.evaluate(
            "['backgroundColor', 'color'].map(p => getComputedStyle(document.querySelector('main'))[p]"
            ".match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0))"
        )
        assert ground < 150 and words > 550, path


def test_administration(open_page, site) -> None:  # type: ignore[no-untyped-def]
    page = open_page(site.url + "library", missing={401, 403, 404, 410, 503})
    page.get_by_role("link", name="管理", exact=True).click()
    page.get_by_label("口令").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("口令不对").wait_for()
    page.get_by_label("口令").fill(site.password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="收录的公报").wait_for()

    page.get_by_label("上传公报").set_input_files(
        [{"name": "../海棠.txt", "mimeType": "text/plain", "buffer": NEW_GAZETTE.encode()}]
    )
    page.get_by_role("button", name="上传并解析").click()
    seen(page, "一字不丢")
    expect(page.get_by_role("cell", name="海政发〔2031〕1号")).to_be_visible()
    page.get_by_role("button", name="发布").click()
    seen(page, "已发布，可以提问")

    other = open_page(site.url)
    other.get_by_role("textbox", name="您的问题").fill("《海棠县夜间照明补贴办法》第一条是什么？")
    other.keyboard.press("Enter")
    other.locator("#gb-live .gb-text .gb-chip").first.click()
    other.locator("#gb-panel mark").first.wait_for()
    assert "每盏路灯每年73元" in other.locator("#gb-panel").inner_text()
    assert "<script>window.hacked = 1</script>" in other.locator("#gb-panel").inner_text()
    assert other.evaluate("window.hacked") is None and other.locator("#gb-panel script").count() == 0

    page.goto(site.url + "admin")
    withdraw = page.locator("section", has=page.get_by_role("heading", name="撤下一个文件"))
    withdraw.locator("select").select_option(label="海政发〔2031〕1号 海棠县夜间照明补贴办法")
    withdraw.get_by_label("原因").fill("测试")
    withdraw.get_by_role("button", name="立即撤下").click()
    page.get_by_role("button", name="恢复").wait_for()
    page.goto(site.url + "doc/海政发〔2031〕1号")
    page.get_by_text("没有收录这个文件").wait_for()
    page.goto(site.url + "admin")
    page.get_by_role("button", name="恢复").click()

    page.get_by_label("显示给用户的说明").fill("系统维护中")
    page.get_by_role("button", name="暂停").click()
    page.locator(".gb-paused").get_by_text("系统维护中").wait_for()
    other.get_by_role("textbox", name="您的问题").fill("夜市营业到几点？")
    other.keyboard.press("Enter")
    other.locator("#gb-live").get_by_text("系统维护中").wait_for()
    page.get_by_label("显示给用户的说明").fill("")
    page.get_by_role("button", name="更新").click()

    page.get_by_role("row", name=re.compile("海棠.txt")).get_by_role("button", name="移除").click()
    seen(page, "已完成")
    page.get_by_text("操作记录").click()
    for act in ("登录失败", "登录", "解析上传", "已发布", "撤下文件", "恢复文件", "暂停作答", "恢复作答", "移除公报"):
        assert page.get_by_role("cell", name=act, exact=True).count() >= 1, act
    page.get_by_role("button", name="退出").click()
    page.get_by_label("口令").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "",
        "tasks",
        "calc",
        "calc/road_fee?zone=文澜街道&kind=施工&area=50&days=30",
        "library",
        "doc/青政发〔2023〕11号",
        "reports",
        "api",
        "admin",
    ],
)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_issue(open_page, site, path, dark) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(site.url + path, dark=dark, missing={401})
    if not path:
        page.get_by_role("textbox", name="您的问题").fill("文澜街道施工占道50平方米30天要交多少占道费？")
        page.keyboard.press("Enter")
        page.locator("#gb-live .gb-chip").first.click()
        page.locator("#gb-panel mark").first.wait_for()
    page.locator("h1, h2").first.wait_for()
    found = Axe().run(page)
    serious = [
        (v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:4])
        for v in found.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
