"""The chat page in a real browser, over the scripted assistant and the tiny gazette."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def ask(page, question, *, key="Enter"):  # type: ignore[no-untyped-def]
    """Type a question, send it, and give its finished turn."""
    page.get_by_role("textbox", name="您的问题").fill(question)
    page.keyboard.press(key)
    return finished(page, question)


def finished(page, question):  # type: ignore[no-untyped-def]
    """The turn of a question once its answer is complete."""
    turn = page.locator(
        "#gb-live .gb-turn", has=page.locator(".gb-asked p", has_text=re.compile(f"^{re.escape(question)}$"))
    )
    turn.get_by_role("button", name="复制答复").wait_for()
    return turn


def marked(page):  # type: ignore[no-untyped-def]
    """The text of all marked words of the panel, as the source has it."""
    page.locator("#gb-panel mark").first.wait_for()
    return page.locator("#gb-panel mark").all_text_contents()


def test_first_screen_says_what_is_covered(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    page.get_by_role("heading", name="想了解哪项政策？").wait_for()
    expect(page.get_by_text("已收录《云河县人民政府公报》2023年第4期，共2个文件")).to_have_count(2)
    expect(page.get_by_text("内容摘自政府公报，仅供参考，以公报原文和主管部门解释为准")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize(
    ("question", "quote", "where"),
    [
        ("能停在消防通道吗？", ["禁止在消防通道停放车辆"], "p"),
        ("超过十二小时怎么算？", ["连续停放超过十二小时的，\n\n按十二小时计算"], "p"),
        ("清理河道由谁牵头？", ["县水务局", "各乡镇政府", "2023年9月底前"], "tr"),
    ],
    ids=["段落", "断页的条款", "表格行"],
)
def test_chip_opens_the_clause_with_the_exact_words(open_page, address, question, quote, where) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    turn = ask(page, question)
    assert turn.get_attribute("data-status") == "answered"
    turn.get_by_text("已答复").wait_for()
    turn.locator(".gb-text").get_by_role("link", name=re.compile("^依据1：《")).click()
    assert marked(page) == quote
    mark = page.locator("#gb-panel mark").first
    assert mark.evaluate(f"m => m.closest('{where}') !== null && m.closest('.hit') !== null")
    box, body = mark.bounding_box(), page.locator(".gb-panel-body").bounding_box()
    assert body["y"] < box["y"] < body["y"] + body["height"], "the marked words are in view"


def test_panel_steps_copies_and_closes(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    ask(page, "能停在消防通道吗？").locator(".gb-chip").click()
    panel = page.get_by_role("complementary", name="公报原文")
    panel.get_by_role("heading", name="第四条", exact=True).wait_for()
    panel.get_by_role("button", name="上一条").click()
    panel.get_by_role("heading", name="第三条（二）", exact=True).wait_for()
    panel.get_by_role("button", name="下一条").click()
    panel.get_by_role("heading", name="第四条", exact=True).wait_for()
    panel.get_by_role("button", name="复制引用").click()
    panel.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "《云河县人民政府办公室关于印发云河县停车管理办法的通知》（云政办发〔2023〕3号）第四条"
    panel.get_by_role("button", name="关闭").click()
    panel.wait_for(state="hidden")


def test_missing_fact_is_a_button_and_leads_to_the_calculation(open_page, address, scripted) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    turn = ask(page, "停车费要交多少？")
    assert turn.get_attribute("data-status") == "needs_facts"
    turn.get_by_role("button", name="老城范围内").click()
    turn = finished(page, "老城范围内")
    assert ("老城范围内", ("停车费要交多少？",)) in scripted.asked
    card = turn.get_by_role("region", name="计算结果")
    assert card.locator("output").inner_text().replace("\n", "") == "12,000元"
    assert card.get_by_text("壹万贰仟元整").is_visible()
    assert card.locator("tbody tr").first.locator("td").all_inner_texts() == ["1", "3 小时 × 4 元/小时", "12 元"]
    assert card.locator("dl").inner_text().split() == ["范围", "老城范围内", "小时", "3"]
    expect(page.locator("#gb-past .gb-turn")).to_have_count(1)


def test_list_answer_is_a_table_whose_rows_open(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    turn = ask(page, "有哪些任务？")
    assert turn.locator(".gb-table th").all_inner_texts() == ["序号", "事项", "牵头", "配合", "时限", "出处"]
    assert turn.locator(".gb-table tbody tr").count() == 2
    turn.locator(".gb-table tbody tr").nth(1).get_by_role("link").click()
    assert marked(page) == ["3", "修复破损道路"]


def test_refusal_gives_reason_and_nearest_clause(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    turn = ask(page, "明天下雨吗？")
    assert turn.get_attribute("data-status") == "not_found"
    for words in ("公报中未找到", "公报未写明这件事", "相近条款（不构成答复）", "收录范围"):
        expect(turn.get_by_text(words)).to_be_visible()
    turn.locator(".gb-source").click()
    assert marked(page) == ["本办法由县交通局负责解释"]


def test_a_fault_is_one_line_and_the_conversation_goes_on(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    page.get_by_role("textbox", name="您的问题").fill("出错")
    page.keyboard.press("Enter")
    page.get_by_text("这个问题没有处理成功").wait_for()
    assert ask(page, "能停在消防通道吗？").get_attribute("data-status") == "answered"
    page.get_by_role("button", name="新对话").click()
    page.get_by_role("heading", name="想了解哪项政策？").wait_for()
    expect(page.locator(".gb-turn")).to_have_count(0)


def test_hostile_text_stays_text(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    turn = ask(page, "什么是停车位？<img src=x onerror=alert(1)>")
    assert "<b>停车位</b>是指" in turn.locator(".gb-text").inner_text()
    turn.locator(".gb-chip").click()
    assert marked(page) == ["<script>window.hacked = 1</script>"]
    assert "${window.hacked = 3}{{constructor}}" in page.locator("#gb-panel").inner_text()
    assert page.locator("#gb-panel :is(img, script), .gb-turn :is(img, script, b:not(.gb-source b))").count() == 0
    assert page.evaluate("window.hacked") is None


def test_keyboard_only(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    box = page.get_by_role("textbox", name="您的问题")
    box.focus()
    page.keyboard.type("能停在")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("消防通道吗？")
    assert box.input_value() == "能停在\n消防通道吗？"
    page.keyboard.press("Enter")
    page.locator("#gb-live .gb-tools").wait_for()
    assert box.input_value() == ""
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.gb-chip')"):
            break
    page.keyboard.press("Enter")
    assert marked(page) == ["禁止在消防通道停放车辆"]
    page.keyboard.press("Escape")
    page.locator("#gb-panel").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.matches('.gb-chip')"), "the focus returns to the chip"


def test_enter_while_composing_does_not_send(open_page, address, scripted) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address)
    box = page.get_by_role("textbox", name="您的问题")
    box.focus()
    before = len(scripted.asked)
    input_method = page.context.new_cdp_session(page)
    input_method.send("Input.imeSetComposition", {"text": "xiaofang", "selectionStart": 8, "selectionEnd": 8})
    box.evaluate(
        """box => { for (const type of ["keydown", "keypress"]) box.dispatchEvent(
        new KeyboardEvent(type, {key: "Enter", code: "Enter", isComposing: true, bubbles: true, cancelable: true})) }"""
    )
    input_method.send("Input.insertText", {"text": "消防通道"})
    assert box.input_value() == "消防通道"
    assert page.locator(".gb-turn").count() == 0
    assert len(scripted.asked) == before
    page.keyboard.press("Enter")
    finished(page, "消防通道")


def test_phone_has_no_sideways_scrolling(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address, width=375, height=740)

    def narrow() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    page.get_by_role("textbox", name="您的问题").wait_for()
    assert narrow()
    ask(page, "停车费要交多少？").get_by_role("button", name="老城范围内").click()
    finished(page, "老城范围内")
    assert narrow()
    turn = ask(page, "有哪些任务？")
    assert narrow()
    turn.locator(".gb-text .gb-chip").first.click()
    assert marked(page) == ["1", "清理河道垃圾"]
    assert narrow()
    panel = page.locator("#gb-panel").bounding_box()
    assert panel["width"] == 375 and panel["y"] + panel["height"] == 740, "the panel lies below"
    chip = turn.locator(".gb-text .gb-chip").first.bounding_box()
    assert chip["y"] + chip["height"] <= panel["y"], "the chip stays visible above the panel"
    page.goto(address + "library")
    assert narrow()
    page.get_by_role("link", name=re.compile("整治任务清单")).click()
    page.wait_for_url("**/doc/**")
    page.get_by_role("heading", level=1).wait_for()
    assert narrow()


def test_dark_mode_has_dark_ground_and_light_words(open_page, address) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address, dark=True)
    turn = ask(page, "能停在消防通道吗？")
    turn.locator(".gb-chip").click()
    marked(page)
    for place in (".gb-answer", "#gb-panel", "#gb-question textarea"):
        ground, words = page.locator(place).first.evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color].map(c => "
            "c.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0))"
        )
        assert ground < 150 and words > 550, place


def test_documents_work_without_script(open_page, address, scripted) -> None:  # type: ignore[no-untyped-def]
    page = open_page(address + "library")
    page.get_by_role("link", name=re.compile("停车管理办法")).wait_for()
    cited = scripted.cite(1, "每个车位每小时4元")
    from ui.wording import doc_href

    page.goto(address + doc_href(cited.doc_id, cited.clause_id, cited.quotes))
    assert page.locator("mark").all_text_contents() == ["每个车位每小时4元"]
    assert page.locator("mark").evaluate("m => m.closest('section').matches(':target')")
    page.goto(address + "doc/云政办发[2023] 5号")
    page.get_by_role("heading", level=1, name="云河县人民政府办公室关于印发云河县整治任务清单的通知").wait_for()
    row = page.get_by_role("row", name=re.compile("修复破损道路"))
    assert row.get_by_role("cell").all_inner_texts() == [
        "3",
        "修复破损道路",
        "县交通局",
        "各乡镇政府",
        "2023年12月底前",
    ]


def test_works_under_a_sub_path(open_page, scripted, serve, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from ui.app import build_app
    from ui.ports import FixedSource
    from ui.settings import load_web_settings
    from ui.store import open_store

    settings = load_web_settings(env={}, data=tmp_path, root_path="/bao")
    app = build_app(FixedSource(scripted), open_store(tmp_path), settings)

    async def below(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        """What uvicorn makes of ``--root-path`` behind a proxy that takes the prefix away."""
        await app({**scope, "root_path": "/bao"} if scope["type"] == "http" else scope, receive, send)

    page = open_page(serve(below) + "bao/")
    ask(page, "能停在消防通道吗？").locator(".gb-chip").click()
    assert marked(page) == ["禁止在消防通道停放车辆"]
    page.get_by_role("link", name="看公报", exact=True).click()
    page.get_by_role("link", name=re.compile("停车管理办法")).click()
    page.get_by_role("heading", level=1).wait_for()
    assert "/bao/doc/" in page.url
