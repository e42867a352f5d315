"""The language-model mode against a scripted endpoint: whatever it does, only what the text says reaches the user, in time."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.llm.mode import FELL_BACK, LanguageAssistant, Progress
from assistant.llm.scripted import Reply, ScriptedEndpoint, shown_token
from assistant.llm.turn import AI_LABEL
from assistant.pipeline import Assistant
from assistant.plain import as_text
from assistant.records import Answer, AnswerStatus, SentenceKind
from eval.audit import audit_answer
from eval.evidence import EvidenceBase
from index.records import SourceText

DAY = date(2024, 9, 1)
AGE = "90岁老人的高龄补贴每月多少钱？"
MEAL = "70岁老人在老年餐桌吃饭每餐补贴多少？"
FEE = "在白石镇施工占道80平方米20天要交多少占道费？"
RIGHT = "90周岁至99周岁的，每人每月280元"
"""Words of the sample that answer AGE."""


def right(request: dict[str, Any]) -> Reply:
    """The right sentence with the right token."""
    return Reply(f"{RIGHT}[{shown_token(request, RIGHT)}]。")


def sound(answer: Answer, assistant: LanguageAssistant | Assistant, history: tuple[str, ...] = ()) -> None:
    """What must hold of every answer, whoever composed it."""
    report = audit_answer(answer.to_json(), EvidenceBase(assistant.library), history=history)
    assert [f"{f.place} {f.detail}" for f in report.faults] == []
    assert answer.text
    assert (answer.composer == "llm") == any(n.text == AI_LABEL for n in answer.notices)


@pytest.mark.parametrize("tools", ["native", "prompt"])
def test_good_tool_use(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], stream: bool, tools: str
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        if len(endpoint.requests) == 1:
            call = {"query": "助餐补贴标准"}
            return (
                Reply(calls=[("search", call)])
                if tools == "native"
                else Reply(json.dumps({"tool": "search", "args": call}))
            )
        answer = f"70周岁以上老年人在老年餐桌就餐的，每餐补贴4元[{shown_token(request, '每餐补贴4元')}]。"
        return Reply(
            answer if tools == "native" else f"```json\n{json.dumps({'answer': answer}, ensure_ascii=False)}\n```"
        )

    endpoint.script = script
    mode = with_model(stream=stream, tools=tools)
    answer = mode.answer(MEAL, (), DAY)
    sound(answer, mode)
    assert (answer.composer, answer.model, answer.repairs, answer.dropped) == ("llm", "scripted", 0, 0)
    assert "每餐补贴4元" in answer.text
    assert any(line.startswith("tool search") for line in answer.trace)
    assert any("100+20 tokens" in line for line in answer.trace)
    assert ("tools" in endpoint.requests[0]) == (tools == "native")
    assert AI_LABEL in as_text(answer, mode.coverage())
    assert answer.to_json()["model"] == "scripted"


def test_endpoint_that_refuses_tools_gets_them_in_the_prompt(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        return (
            Reply(status=400, body='{"error": {"message": "tools are not supported"}}')
            if "tools" in request
            else right(request)
        )

    endpoint.script = script
    mode = with_model()
    assert mode.answer(AGE, (), DAY).composer == "llm"
    assert mode.answer(AGE, (), DAY).composer == "llm"
    assert ["tools" in r for r in endpoint.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("first", "fault"),
    [
        (lambda t: f"90周岁至99周岁的，每人每月380元[{t}]。", "380"),
        (lambda t: f"{RIGHT}[E99]。", "E99"),
        (lambda t: f"云政发〔2024〕99号规定，{RIGHT}[{t}]。", "99号"),
        (lambda t: f"{RIGHT}。", "没有令牌"),
        (lambda t: f"80周岁至89周岁的，每人每月280元[{t}]。", "280"),
        (lambda t: f"高龄老人都能领取，{RIGHT}[{t}]。", "老人都能领"),
        (lambda t: "可以按规定领取。", "没有令牌"),
        (lambda t: f"{RIGHT}[{t}]。电话请拨打12345咨询。", "没有令牌"),
    ],
    ids=["数字不对", "编造令牌", "编造文号", "没有出处", "数字配错条件", "编造词语", "空话", "加一句无依据的话"],
)  # fmt: skip
def test_fault_is_named_and_repaired(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], first: Callable[[str], str], fault: str
) -> None:
    seen: list[str] = []

    def script(request: dict[str, Any]) -> Reply:
        if len(endpoint.requests) == 1:
            return Reply(first(shown_token(request, RIGHT)))
        seen.append(request["messages"][-1]["content"])
        return right(request)

    endpoint.script = script
    mode = with_model()
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert (answer.composer, answer.repairs, answer.dropped) == ("llm", 1, 0)
    assert "280元" in answer.text and "380" not in answer.text and "12345" not in answer.text
    assert any(fault in text for text in seen) or fault == "280", seen


def test_flood_of_text_is_cut_short(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    for text in ("补贴" * 4000 + "[E1]。", "90周岁至99周岁的，每人每月280元[E1]。" * 300, "[E1]" * 2000, "。" * 5000):
        endpoint.replies(text)
        mode = with_model(deadline_s=5.0)
        started = time.perf_counter()
        sound(mode.answer(AGE, (), DAY), mode)
        assert time.perf_counter() - started < 5 + 1 + 6  # deadline, grace, a busy machine


@pytest.mark.parametrize(
    "text", ["90周岁至99周岁的，每人每月380元[E1]。", "每人每月380元[E99]。", "每人每月380元。", "好的，没问题！"]
)
def test_what_stays_wrong_is_dropped_for_the_extract(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], plain: Assistant, text: str
) -> None:
    endpoint.replies(text)
    mode = with_model()
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert (answer.composer, answer.repairs, answer.dropped) == ("extractive", 1, 1)
    assert answer.text == plain.answer(AGE, (), DAY).text
    assert [n.text for n in answer.notices].count(FELL_BACK) == 1


def test_only_the_offending_sentence_is_dropped(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.script = lambda r: Reply(f"{RIGHT}[{shown_token(r, RIGHT)}]。另发放取暖费500元[{shown_token(r, RIGHT)}]。")
    mode = with_model()
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert (answer.composer, answer.repairs, answer.dropped) == ("llm", 1, 1)
    assert "280元" in answer.text and "500" not in answer.text


def test_calculation_comes_from_the_tool(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant
) -> None:
    endpoint.replies("一共要交1,900元[C1]。")
    mode = with_model(sample_assistant)
    answer = mode.answer(FEE, (), DAY)
    sound(answer, mode)
    assert answer.repairs == 1
    assert "1,600 元" in answer.text and "1,900" not in answer.text
    assert answer.calculations[0].result == "1600"


def test_words_beside_a_calculation_keep_their_source(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        if len(request["messages"]) < 4:
            return Reply(
                calls=[
                    ("clause", {"document": "青政发〔2023〕11号 城市道路", "path": "第七条"}),
                    ("search", {"query": "占道费征收程序 领取缴费函 缴费"}),
                ]
            )
        late = "申请人领取缴费函时应提交诚信承诺书（附件2），并自领取缴费函之日起20天内到区税务局服务窗口缴费"
        return Reply(f"要交1600元[C1]。{late}[{shown_token(request, '诚信承诺书')}]。")

    endpoint.script = script
    mode = with_model(sample_assistant)
    answer = mode.answer(FEE, (), DAY)
    sound(answer, mode)
    assert (answer.status, answer.composer) == (AnswerStatus.CALCULATED, "llm")
    assert answer.sentences[0].kind is SentenceKind.CALCULATION
    assert "20天内" in answer.text


@pytest.mark.parametrize(
    ("question", "word", "stays"),
    [
        ("谁牵头打造柳塘夜市？", "收摊后1小时内完成清扫", "责任单位：柳塘街道办事处、区商务局、区城市管理委"),
        ("居家养老服务补贴管理办法从哪一天开始施行？", "本办法自2024年4月1日起施行", "已废止：由青政发〔2024〕2号废止"),
    ],
    ids=["职责", "效力"],
)
def test_what_the_registry_says_stays(
    endpoint: ScriptedEndpoint,
    with_model: Callable[..., LanguageAssistant],
    sample_assistant: Assistant,
    question: str,
    word: str,
    stays: str,
) -> None:
    endpoint.script = lambda r: Reply(f"{word}[{shown_token(r, word)}]。")
    mode = with_model(sample_assistant)
    answer = mode.answer(question, (), DAY)
    sound(answer, mode)
    assert answer.composer == "llm"
    assert stays in answer.text and word in answer.text


def test_copied_line_of_the_registry_is_said_once(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant
) -> None:
    line = "打造柳塘夜市——责任单位：柳塘街道办事处、区商务局、区城市管理委"
    endpoint.script = lambda r: Reply(f"登记：{line}[{shown_token(r, line)}]。")
    mode = with_model(sample_assistant)
    answer = mode.answer("谁牵头打造柳塘夜市？", (), DAY)
    sound(answer, mode)
    assert (answer.text.count(line), answer.repairs, answer.dropped) == (1, 0, 0)


def test_fitting_calculator_is_a_tool_with_typed_inputs(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        if len(endpoint.requests) > 1:
            return Reply("[C1]")
        facts = {"zone": "白石镇", "kind": "施工", "area": "80平方米", "days": 20}
        return Reply(calls=[("road_fee", facts)])

    endpoint.script = script
    mode = with_model(sample_assistant)
    answer = mode.answer(FEE, (), DAY)
    sound(answer, mode)
    offered = {t["function"]["name"]: t["function"]["parameters"] for t in endpoint.requests[0]["tools"]}
    assert {"zone", "kind", "area", "days"} <= set(offered["road_fee"]["properties"])
    assert {"search", "clause", "document", "tasks", "people"} <= set(offered)
    assert any(line.startswith("tool road_fee") for line in answer.trace)
    assert (answer.calculations[0].result, len(answer.calculations)) == ("1600", 1)


def test_model_may_not_fill_in_facts(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant
) -> None:
    results: list[str] = []

    def script(request: dict[str, Any]) -> Reply:
        if len(request["messages"]) < 4:
            facts = {"zone": "白石镇", "kind": "施工", "area": "500平方米", "days": 20}
            return Reply(
                calls=[
                    ("calculate", {"rule": "qinghe/road_fee", "inputs": facts}),
                    ("calculate", {"rule": "x", "inputs": {}}),
                ]
            )
        results.extend(str(m["content"]) for m in request["messages"][-2:])
        return Reply("无依据")

    endpoint.script = script
    mode = with_model(sample_assistant)
    answer = mode.answer("青政发〔2023〕12号第十条规定什么？", (), DAY)
    sound(answer, mode)
    assert "不能代填" in results[0]
    assert "没有规则" in results[1]
    assert answer.calculations == ()


def test_endless_tool_loop_ends(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], stream: bool
) -> None:
    endpoint.replies(Reply(calls=[("search", {"query": "高龄补贴"})]))
    mode = with_model(stream=stream, max_steps=4)
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert answer.composer == "extractive"
    assert len(endpoint.requests) == 4


def test_token_budget_ends_it(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    endpoint.replies(Reply(calls=[("search", {"query": "高龄补贴"})]))
    mode = with_model(max_steps=20, token_budget=1000)
    sound(mode.answer(AGE, (), DAY), mode)
    assert len(endpoint.requests) < 12


FAULTS: list[tuple[str, Reply]] = [
    ("限流", Reply(status=429, headers={"retry-after": "30"})),
    ("出错", Reply(status=500)),
    ("挂起", Reply(wait_s=2.5)),
    ("中断", Reply(f"{RIGHT}[E1]。" * 3, drop_after=3)),
    ("不是JSON", Reply(body="<html>oops</html>")),
    ("空对象", Reply(body="{}")),
    ("工具参数不是JSON", Reply(calls=[("search", '{"query": "高龄')])),
    ("工具参数是列表", Reply(calls=[("search", "[1, 2]")])),
    ("没有这个工具", Reply(calls=[("rm_rf", {})])),
    (
        "参数不对",
        Reply(
            calls=[
                ("search", {"q": 1, "k": "x"}),
                ("tasks", {"role": "皇帝"}),
                ("clause", {"document": "x", "path": "y"}),
            ]
        ),
    ),
    ("空", Reply("")),
    ("半个JSON", Reply('{"answer": "90周岁至99周岁的，每人')),
]


@pytest.mark.parametrize("fault", [r for _, r in FAULTS], ids=[n for n, _ in FAULTS])
def test_broken_endpoint_falls_back_in_time(
    endpoint: ScriptedEndpoint,
    with_model: Callable[..., LanguageAssistant],
    plain: Assistant,
    stream: bool,
    fault: Reply,
) -> None:
    endpoint.replies(fault)
    mode = with_model(stream=stream, deadline_s=0.8, max_steps=3)
    started = time.perf_counter()
    answer = mode.answer(AGE, (), DAY)
    assert time.perf_counter() - started < 0.8 + 1 + 4  # deadline, grace, a busy machine
    sound(answer, mode)
    assert answer.composer == "extractive"
    assert answer.text == plain.answer(AGE, (), DAY).text
    assert [n.text for n in answer.notices].count(FELL_BACK) == 1


def test_malformed_protocol_answers(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    for text in (
        '{"tool": "search", "args": ',
        '{"tool": 5}',
        '["answer"]',
        '{"answer": 7}',
        '{"tool": "search", "args": [1]}',
    ):
        endpoint.replies(text)
        mode = with_model(tools="prompt", max_steps=3)
        answer = mode.answer(AGE, (), DAY)
        sound(answer, mode)
        assert answer.composer == "extractive"


def test_no_endpoint_at_all(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    mode = with_model(base_url="http://127.0.0.1:9/v1")
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert answer.composer == "extractive"


def test_rate_limited_endpoint_is_left_alone_for_a_while(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.replies(Reply(status=429, headers={"retry-after": "60"}))
    mode = with_model(cooldown_s=30.0)
    for _ in range(3):
        sound(mode.answer(AGE, (), DAY), mode)
    assert len(endpoint.requests) == 1


def test_model_that_only_echoes(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], plain: Assistant, stream: bool
) -> None:
    endpoint.script = lambda r: Reply(str(r["messages"][-1]["content"]))
    mode = with_model(stream=stream)
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert "⟦" not in answer.text and "问题：" not in answer.text


def test_private_reasoning_is_not_shown(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.script = lambda r: Reply(f"<think>也许是380元[E1]。</think>{RIGHT}[{shown_token(r, RIGHT)}]。")
    mode = with_model()
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert (answer.composer, answer.repairs) == ("llm", 0)
    assert "380" not in answer.text


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("区水务局牵头的任务有哪些？", AnswerStatus.LISTED),
        ("今天天气怎么样？", AnswerStatus.OUT_OF_SCOPE),
        ("在白石镇占道80平方米施工要交多少占道费？", AnswerStatus.NEEDS_FACTS),
    ],
    ids=["清单", "无关", "缺事实"],
)
def test_router_decides_first(
    endpoint: ScriptedEndpoint,
    with_model: Callable[..., LanguageAssistant],
    sample_assistant: Assistant,
    question: str,
    status: AnswerStatus,
) -> None:
    mode = with_model(sample_assistant)
    answer = mode.answer(question, (), DAY)
    sound(answer, mode)
    assert answer.status is status
    assert answer.text == sample_assistant.answer(question, (), DAY).text
    assert endpoint.requests == []


def test_refusal_stands(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    def script(request: dict[str, Any]) -> Reply:
        return Reply(
            '{"questions": ["养犬登记费多少钱？"]}' if "改写" in str(request["messages"]) else "每只200元[E1]。"
        )

    endpoint.script = script
    mode = with_model()
    answer = mode.answer("养狗登记要花多少钱？", (), DAY)
    sound(answer, mode)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert "200" not in answer.text


def test_follow_up_is_restated(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    history = ("90岁老人的高龄补贴每月多少钱？",)

    def script(request: dict[str, Any]) -> Reply:
        if "改写" in str(request["messages"]):
            return Reply('{"questions": ["重度失能老人的失能补贴每月多少钱？"], "unclear": false}')
        return Reply(
            f"失能补贴：轻度失能的，每人每月200元；中度失能的，每人每月400元；重度失能的，每人每月700元[{shown_token(request, '重度失能的')}]。"
        )

    endpoint.script = script
    mode = with_model()
    answer = mode.answer("那重度失能的失能补贴呢？", history, DAY)
    sound(answer, mode, history)
    assert "700元" in answer.text
    assert any("restated" in line for line in answer.trace)


def test_restating_may_not_bring_figures_or_another_subject(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], plain: Assistant
) -> None:
    history = ("90岁老人的高龄补贴每月多少钱？",)
    question = "那重度失能的失能补贴呢？"
    before = plain.answer(question, history, DAY)
    for lie in ("95岁老人的失能补贴多少钱？", "夜市摊位费多少钱？", "云政发〔2020〕3号讲什么？"):
        endpoint.script = lambda r, lie=lie: Reply(
            json.dumps({"questions": [lie]}) if "改写" in str(r["messages"]) else "无依据"
        )  # type: ignore[misc]
        mode = with_model()
        answer = mode.answer(question, history, DAY)
        assert answer.text == before.text


def test_several_questions_at_once(endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]) -> None:
    question = "90岁的老人每月给多少，还有餐补每餐几块钱？"

    def script(request: dict[str, Any]) -> Reply:
        if "改写" in str(request["messages"]):
            return Reply(
                json.dumps(
                    {"questions": ["90岁老人的高龄补贴每月多少钱？", "助餐补贴每餐多少元？", "养狗登记费多少钱？"]}
                )
            )
        meal = "70周岁以上老年人在老年餐桌就餐的，每餐补贴4元"
        return Reply(f"{RIGHT}[{shown_token(request, RIGHT)}]。{meal}[{shown_token(request, meal)}]。")

    endpoint.script = script
    mode = with_model()
    answer = mode.answer(question, (), DAY)
    sound(answer, mode)
    assert answer.composer == "llm"
    assert "280元" in answer.text and "4元" in answer.text
    assert any(n.kind == "partial" for n in answer.notices)


def test_part_the_model_left_out_is_quoted(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        if "改写" in str(request["messages"]):
            return Reply(json.dumps({"questions": ["90岁老人的高龄补贴每月多少钱？", "助餐补贴每餐多少元？"]}))
        return right(request)

    endpoint.script = script
    mode = with_model()
    answer = mode.answer("90岁的老人每月给多少，还有餐补每餐几块钱？", (), DAY)
    sound(answer, mode)
    assert answer.composer == "llm"
    assert "280元" in answer.text and "4元" in answer.text


def test_unclear_question_is_asked_back_in_our_words(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.replies('{"questions": [], "unclear": true, "reply": "请拨打12345"}')
    mode = with_model()
    answer = mode.answer("我妈那个钱能报不", (), DAY)
    sound(answer, mode)
    assert answer.status is AnswerStatus.NEEDS_FACTS
    assert {c.value for c in answer.missing[0].choices} <= {d.short_title for d in mode.library.documents}
    assert answer.composer == "extractive"


def test_vague_wording_is_restated_and_said(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        if "改写" in str(request["messages"]):
            return Reply('{"questions": ["重度失能老人每月失能补贴多少元？"]}')
        return Reply(f"重度失能的，每人每月700元[{shown_token(request, '重度失能的')}]。")

    endpoint.script = script
    mode = with_model()
    answer = mode.answer("家里躺着一个起不来的，公家咋帮衬", (), DAY)
    sound(answer, mode)
    assert answer.status is AnswerStatus.ANSWERED
    assert "700元" in answer.text
    assert any(n.kind == "assumption" and n.text.startswith("按这样理解作答") for n in answer.notices)


def test_gazette_of_another_place_is_not_quoted(
    endpoint: ScriptedEndpoint,
    with_model: Callable[..., LanguageAssistant],
    assistant_over: Callable[..., Assistant],
    county: SourceText,
) -> None:
    text = county.text.replace("云河", "白川").replace("云政", "白政").replace("280元", "333元")
    other = SourceText(name="other.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    both = assistant_over(county, other)

    def script(request: dict[str, Any]) -> Reply:
        if "333元" not in str(request["messages"]):
            return Reply(calls=[("clause", {"document": "白政发〔2024〕2号", "path": "第二条（一）"})])
        theirs = "90周岁至99周岁的，每人每月333元"
        return Reply(f"{theirs}[{shown_token(request, theirs)}]。{RIGHT}[{shown_token(request, RIGHT)}]。")

    endpoint.script = script
    mode = with_model(both)
    answer = mode.answer("云河县90岁老人的高龄补贴每月多少钱？", (), DAY)
    sound(answer, mode)
    assert "280元" in answer.text and "333元" not in answer.text
    assert (answer.repairs, answer.dropped) == (1, 1)


def test_repealed_document_is_never_silent(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.script = lambda r: Reply(f"90周岁至99周岁的，每人每月220元[{shown_token(r, '每人每月220元')}]。")
    mode = with_model()
    answer = mode.answer(AGE, (), DAY)
    sound(answer, mode)
    assert "220元" in answer.text
    assert any(n.kind == "repealed" for n in answer.notices)
    assert "已废止" in answer.text


# one shape everywhere ----------------------------------------------------------
def _comparable(answer: Answer) -> dict[str, Any]:
    return {**answer.to_json(), "latency_ms": 0}


def test_same_answer_streamed_whole_through_the_api_and_reloaded(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from ui.api.ask import ask_router

    endpoint.script = right
    mode = with_model()
    plain = _comparable(mode.answer(AGE, (), DAY))
    parts = list(mode.stream(AGE, (), DAY))
    assert isinstance(parts[-1], Answer)
    assert _comparable(parts[-1]) == plain
    shown = [p for p in parts if isinstance(p, Progress)]
    assert shown and all(plain["answer"].startswith(p.text) for p in shown)
    assert [c.to_json() for c in shown[-1].citations] == plain["citations"]
    assert _comparable(with_model(stream=False).answer(AGE, (), DAY)) == plain

    class Desk:
        async def answer_soon(self, *asked: Any) -> Answer:
            return await asyncio.to_thread(mode.answer, *asked)

    app = FastAPI()
    app.include_router(ask_router(Desk()))  # type: ignore[arg-type]
    reply = TestClient(app).post("/api/v1/ask", json={"question": AGE, "as_of": DAY.isoformat()}).json()
    assert {**reply, "latency_ms": 0} == plain
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain


def test_nothing_unchecked_is_streamed(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant]
) -> None:
    endpoint.script = lambda r: Reply(
        f"{RIGHT}[{shown_token(r, RIGHT)}]。另发放取暖费500元[{shown_token(r, RIGHT)}]。请拨打12345。"
    )
    parts = list(with_model().stream(AGE, (), DAY))
    assert not any("500" in p.text or "12345" in p.text for p in parts)


def test_stream_of_a_bad_question_raises_at_once(with_model: Callable[..., LanguageAssistant]) -> None:
    from index.errors import UsageError

    with pytest.raises(UsageError):
        next(with_model().stream("？？？"))
