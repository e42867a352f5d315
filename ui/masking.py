"""Personal numbers in a stored text, masked: identity and bank cards, phones, plates, mail and house numbers."""

from __future__ import annotations

import re

__all__ = ["mask"]

_MASK = "〔已隐去〕"
_APART = r"[\s\-－—]?"
_PATTERNS = (
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",
    # 身份证号: 18 characters (17 digits and a check character) or 15 digits
    rf"(?<!\d)[1-9]\d{{5}}{_APART}(?:18|19|20)\d{{2}}{_APART}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_APART}\d{{3}}[\dXxＸ](?!\d)",
    r"(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)",
    # bank card: 16 to 19 digits, in groups or not
    rf"(?<!\d)\d{{4}}(?:{_APART}\d{{4}}){{3}}(?:{_APART}\d{{1,3}})?(?!\d)",
    # mobile and fixed telephones
    rf"(?<!\d)(?:(?:\+|＋|00)?86{_APART})?1[3-9]\d{_APART}\d{{4}}{_APART}\d{{4}}(?!\d)",
    r"(?<!\d)[(（]?0\d{2,3}[)）]?[\s\-－—]?[2-9]\d{6,7}(?!\d)",
    # 车牌
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Za-z0-9])",
    # 门牌: the numbers after a road, lane, estate or village
    r"(?<=[路街巷弄道里园苑庄村区])(?:甲|乙|丙)?\d{1,5}(?:[-－]\d{1,4})?(?:号(?:楼|院)?|弄|栋|幢|座|单元|室|层)(?:\d{1,4}(?:[-－]\d{1,4})*(?:号楼|号|栋|幢|座|单元|室|层|户))*(?:\d{1,4}(?:[-－]\d{1,4})*)?",
)
_ANY = re.compile("|".join(f"(?:{p})" for p in _PATTERNS))


def mask(text: str) -> str:
    """``text`` with every personal number replaced by one fixed word.

    >>> mask("我的电话13812345678，住永丰路12号3单元402室，5000平方米要交多少")
    '我的电话〔已隐去〕，住永丰路〔已隐去〕，5000平方米要交多少'
    """
    return _ANY.sub(_MASK, text)
