"""Questions about size: rooms and floor area of a homestay."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_SPARE = (
    r"还(?:能|可以?)(?:再)?(?:加|扩|盖|建|添|增|多)|离[^，。；]{0,8}(?:差|多少|几|远)|余量|富余|(?:还)?差(?:多少|几)"
)

_WHOLE = r"规模|条件|要求|标准|算(?:不算|得上|是)?[^，。]{0,6}民宿|够[^，。]{0,6}民宿|申请|申报"
_ONE_SIDE = r"(?:间数|房数|房间数?|客房数?|面积)(?:上|方面)?[^，。\d]{0,6}(?:超|够|符合|达标|合规|行不|可以)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    rooms = [
        a
        for a in q.of("count")
        if a.unit in ("间", "套") or (a.unit in ("个", "") and q.text.startswith(("房", "客房"), a.end))
    ]
    areas = q.of("area")
    if len(rooms) == 1 and rooms[0].value == int(rooms[0].value):
        found["rooms"] = int(rooms[0].value)
    if len(areas) == 1:
        found["area"] = areas[0].text
    if len(rooms) > 1 or len(areas) > 1:
        return []
    if q.has(r"(证|照)[^，。]{0,6}(没|不)(有)?(办)?(齐|全|下来|到手)|没办证|无照"):
        found["licences"] = "不齐"
    if q.has(r"(有|存在|搭了)[^，。]{0,4}(违建|违法建设)") and not q.has("没有违"):
        found["violation"] = "有"
    if q.has(_SPARE):
        found["spare"] = True
    if ("rooms" in found) != ("area" in found) and q.has(_WHOLE) and not q.has(_ONE_SIDE, _SPARE):
        found["whole"] = True
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A size was given and its fitness asked for."""
    return any("rooms" in c or "area" in c for c in found) and q.has(
        r"符合|算不算|算(是)?(乡村|精品)?民宿|能(不能)?|可以|行不行|行吗|合不合|超|够|达标|满足|合规|合格|吗|规模|减[掉去]?(?:多少|几)",
        _SPARE,
    )
