"""Every visible Chinese string of the pages, in one place.

Statuses are data: one label per ``AnswerStatus`` (held complete by a test). No
place name and no figure of a regulation stands here.
"""

from __future__ import annotations

from typing import Final

from assistant.records import AnswerStatus

__all__ = [
    "DISCLAIMER",
    "NOTICE_LABELS",
    "ROW_LABELS",
    "SAMPLE_EXAMPLES",
    "SAMPLE_PREFIX",
    "STATUS_LABELS",
    "TAGLINE",
    "TITLE_EXAMPLES",
]

TAGLINE: Final = "问政府公报，句句有出处，数数有依据"
DISCLAIMER: Final = "内容摘自政府公报，仅供参考，以公报原文和主管部门解释为准"

NAVIGATION: Final[tuple[tuple[str, str], ...]] = (
    ("", "问政策"),
    ("tasks", "查职责"),
    ("calc", "算一算"),
    ("library", "看公报"),
    ("reports", "评测"),
    ("admin", "管理"),
)
NAVIGATION_LABEL: Final = "栏目"
LARGE: Final = "长者模式"
ORGANISER: Final = "主办单位："
HOTLINE: Final = "咨询电话："
PRIVACY: Final = (
    "隐私：为改进答复，问题和答复以随机编号保存 {days} 天，身份证号、电话、卡号、门牌号先行隐去，不记录 IP；"
    "点输入框下方“删除记录”可立即删除。"
)
PRIVACY_NOTHING: Final = "隐私：本站不保存您的问题和答复。"
PRIVACY_SEEN: Final = "知道了"
DELETE: Final = "删除记录"
SAVE_DOCX: Final = "存为 Word"
SAVE_MARKDOWN: Final = "存为 Markdown"
SAVE_XLSX: Final = "下载 XLSX"
SAVE_CSV: Final = "下载 CSV"
TABLE: Final = "列表"
EXPORT_TITLE: Final = "公报问答记录"
EXPORT_FILE: Final = "gongbao"
TASKS_FILE: Final = "tasks"
RATE: Final = "评价这个答复"
HELPFUL: Final = "有用"
NOT_HELPFUL: Final = "没用"
WHY: Final = "哪里不好（可不填）"
ASK_AT: Final = "可以问"
EXPLAINED_BY: Final = "《{title}》由{name}负责解释"
CHANGE_INPUTS: Final = "修改条件重新计算"
NOT_GIVEN: Final = "未说明"
ASK_LABEL: Final = "您的问题"
ASK_PLACEHOLDER: Final = "用平常的话提问，例如谁牵头"
ASK_HINT: Final = "回车发送，Shift+回车换行"
SEND: Final = "发送"
NEW_CHAT: Final = "新对话"
WELCOME: Final = "想了解哪项政策？"
WELCOME_MORE: Final = "每句回答都标出公报原文，点方括号里的数字即可核对。"
EXAMPLES: Final = "可以这样问"
QUESTION: Final = "问"
SEARCHING: Final = "正在查阅公报…"
WRITING: Final = "正在整理答复…"
NOSCRIPT: Final = "提问需要启用浏览器脚本；不启用也可以直接阅读"

STATUS_LABELS: Final[dict[AnswerStatus, str]] = {
    AnswerStatus.ANSWERED: "已答复",
    AnswerStatus.CALCULATED: "已计算",
    AnswerStatus.LISTED: "已列出",
    AnswerStatus.NEEDS_FACTS: "还需补充",
    AnswerStatus.NOT_FOUND: "公报中未找到",
    AnswerStatus.NOT_IN_FORCE: "不在施行期内",
    AnswerStatus.OUT_OF_SCOPE: "超出收录范围",
    AnswerStatus.ERROR: "未能处理",
}
NOTICE_LABELS: Final[dict[str, str]] = {
    "dated": "时效",
    "repealed": "效力",
    "period_over": "期限",
    "caution": "注意",
    "assumption": "假定",
    "partial": "未尽",
    "ai": "由人工智能生成",
}
NOTICE_OTHER: Final = "提示"

SOURCES: Final = "依据"
NEAREST: Final = "相近条款（不构成答复）"
REASON: Final = "原因"
COVERED: Final = "收录范围"
RESULT: Final = "计算结果"
IN_WORDS: Final = "大写"
INPUTS: Final = "已知条件"
STEPS: Final = "计算步骤"
STEP_NUMBER: Final = "步"
STEP_FORMULA: Final = "算式"
STEP_RESULT: Final = "得数"
ASSUMPTIONS: Final = "按以下假定计算"
CHOOSE: Final = "请选择"
CHOOSE_MORE: Final = "也可以直接在下方输入。"
SUGGESTIONS: Final = "接着问"
COPY_ANSWER: Final = "复制答复"
COPIED: Final = "已复制"
ROW_COUNT: Final = "共 {count} 项"
ROW_SOURCE: Final = "出处"
MODEL_WORDS: Final = "；由它组织文字的答复标明“由人工智能生成”"
AS_OF: Final = "按 {date} 的规定答复"

ROW_LABELS: Final[dict[str, str]] = {
    "seq": "序号",
    "title": "事项",
    "name": "姓名",
    "post": "职务",
    "role": "关系",
    "area": "工作",
    "measure": "措施",
    "text": "原文",
    "lead": "牵头",
    "main": "主责",
    "support": "配合",
    "departments": "责任单位",
    "leader": "区领导",
    "deadline": "时限",
    "number": "文号",
    "status": "效力",
    "date": "日期",
    "doc_number": "文件",
}

PANEL: Final = "公报原文"
PANEL_PREVIOUS: Final = "上一条"
PANEL_NEXT: Final = "下一条"
PANEL_COPY: Final = "复制引用"
PANEL_PAGE: Final = "整页打开"
PANEL_CLOSE: Final = "关闭"
PANEL_LOADING: Final = "正在打开原文…"
PANEL_FAILED: Final = "原文没有打开，请稍后再试。"

DOC_NUMBER: Final = "文号"
DOC_ISSUER: Final = "发文机关"
DOC_ISSUED: Final = "成文日期"
DOC_EFFECTIVE: Final = "施行日期"
DOC_ENDS: Final = "有效期至"
DOC_STANDING: Final = "效力"
DOC_CHANGES: Final = "变动"
PERIOD_OVER: Final = "标题所写期间已过"
DOC_ISSUE: Final = "刊载"
DOC_ORIGINAL: Final = "官方原文"
DOC_NONE: Final = "未载明"
CELL_INHERITED: Final = "原表为合并单元格，沿用上行"
CELL_MISSING_MARK: Final = "〔缺〕"
CELL_MISSING: Final = "原表缺此单元格"
FURNITURE: Final = "版面内容，不属于条文"
LIBRARY_SAME_NUMBER: Final = "同一文号下有多个文件，请选择"
COVERAGE: Final = "已收录{issues}，共{count}个文件"
COVERAGE_DATES: Final = "成文日期{first}至{last}"
COVERAGE_EMPTY: Final = "尚未收录公报"
DAY: Final = "{year}年{month}月{day}日"
ISSUE_NUMBER: Final = "{year}年第{number}期"

LIBRARY: Final = "看公报"
ERROR_NOT_FOUND: Final = "没有这个页面"
ERROR_NO_DOCUMENT: Final = "没有收录这个文件"
ERROR_WITHDRAWN: Final = "这个文件已撤下"
ERROR_METHOD: Final = "这个地址不支持这种请求"
ERROR_BUSY: Final = "现在提问的人太多，请稍后再试"
ERROR_BUSY_HINT: Final = "请按 Retry-After 所示秒数后再试"
ERROR_LATE: Final = "这个问题处理超时，请稍后再试"
ERROR_RATE: Final = "提问太频繁，请稍后再试"
ERROR_TOO_LARGE: Final = "请求的内容过大"
CORRECTION: Final = "更正说明：{text}"
ERROR_INTERNAL: Final = "这个问题没有处理成功，请换一种问法或稍后再试。"
ERROR_REQUEST: Final = "请求的内容不符合要求"
ERROR_REQUEST_HINT: Final = "字段见 /api"
ERROR_EMPTY: Final = "问题是空的"
ERROR_EMPTY_HINT: Final = "请写一个问题"
ERROR_PORT: Final = "端口 {port} 已被占用，请换一个，例如 gongbao serve --port {other}"
ERROR_HOST: Final = "不能在 {host}:{port} 上提供服务：{reason}"
ERROR_OPTIONS: Final = "--index 和 --gazette 只能给一个"

SERVE_HELP: Final = "打开网页问答（默认只在本机 127.0.0.1 上）。"
SERVE_HOST: Final = "监听的地址"
SERVE_PORT: Final = "监听的端口"
SERVE_INDEX: Final = "索引文件夹；不给则用随带的样例公报"
SERVE_GAZETTE: Final = "公报文件或文件夹；先建索引再打开网页"
SERVE_ROOT: Final = "放在子路径下时的前缀，如 /gongbao"
SERVE_CERTIFICATE: Final = "TLS 证书文件"
SERVE_KEY: Final = "TLS 私钥文件"
SERVE_LLM: Final = "语言模型：none（默认）、auto 或模型名"
SERVE_DATA: Final = "会话、反馈、审计和上传文件所在的文件夹；默认 .gongbao/web"
SERVE_CONFIG: Final = "设置文件（TOML，web 表）"
ADMIN_HELP: Final = "管理：口令散列、备份与恢复。"
ADMIN_HASH: Final = "把口令变成散列，放进 GONGBAO_ADMIN_PASSWORD_HASH（可从标准输入读口令）。"
ADMIN_PASSWORD: Final = "管理员口令"
ADMIN_AGAIN: Final = "再输一次"
ADMIN_BACKUP: Final = "把数据库备份到一个文件（服务运行时也可以）。"
ADMIN_RESTORE: Final = "用备份恢复数据库（先停止服务）。"
ADMIN_FILE: Final = "备份文件"
ADMIN_WRITTEN: Final = "已备份到 {path}"
ADMIN_RESTORED: Final = "已恢复"
ERROR_EXPOSED: Final = "不在 {host} 上提供管理页：口令会明文传输"
ERROR_EXPOSED_HINT: Final = "请用 --certificate 和 --key，或设 GONGBAO_TRUSTED_PROXIES，或不设管理员口令"
ERROR_PATIENCE: Final = "GONGBAO_LLM_DEADLINE_S（{deadline} 秒）要比 GONGBAO_ASK_TIMEOUT_S（{timeout} 秒）少一秒以上，否则摘录的答案来不及给出"
ERROR_TLS: Final = "--certificate 和 --key 要一起给出"
ERROR_FILE: Final = "找不到文件：{path}"
SERVE_STARTING: Final = "正在准备网页…"
SERVE_READY: Final = "公报通已就绪：{url}（按 Ctrl+C 结束）"

SAMPLE_PREFIX: Final = "qinghe-"
"""File names of the sample gazette, whose example questions stand here."""

SAMPLE_EXAMPLES: Final[tuple[str, ...]] = (
    "占道费按什么标准收？",
    "区水务局牵头哪些任务？",
    "居家养老服务补贴管理办法（试行）还有效吗？",
    "高岩分管哪些部门？",
    "夜市营业到几点？",
)
EXAMPLE_LEAD: Final = "{name}牵头哪些任务？"
EXAMPLE_PERSON: Final = "{name}分管哪些工作？"
TITLE_EXAMPLES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("办法", "细则", "规定", "条例", "措施"), "《{title}》由谁负责解释？"),
    (("方案", "要点", "计划", "规划"), "《{title}》的目标是什么？"),
    (("办法", "细则", "规定", "条例", "通告"), "《{title}》从什么时候起施行？"),
)
"""Endings of titles and the question that such documents answer."""
