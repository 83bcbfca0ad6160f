"""What of a model's words may be shown: a sentence or two, and nothing that could lead anywhere or pretend to be more.

Checked as a reader, a browser and a screen reader would take it: look-alikes count as what they look like, and whatever
the room's own markdown makes more than words of is refused. It is strict on purpose: the local path words it then.
"""

import re
import unicodedata

from chat.markdown import render

LONGEST = 280

_DOMAINS = r"(?:com|net|org|io|info|biz|app|dev|xyz|tv|ru|cn|uk|eu|zip|link|site|online|shop|club)"
_DIGIT_WORDS = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|oh|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|un|deux|trois|quatre|cinq|sept|huit|neuf|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|due|tre|quattro|cinque"
    r"|sei|sette|otto|nove|um|dois|três|quatro|sete|oito)"
)
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d\s?[-\u2013/]\s?(?:1[5-9]|20)\d\d\b")
_REFUSED = [
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"[<>\[\]{}`|*_#\\^@~=]|&\w+;", "markup"),
        (
            r"[a-z][a-z0-9+.-]+:\S|//|\bh\W?[tx]\W?[tx]\W?p|\bw\W?w\W?w\b|\bxn--|%[0-9a-f]{2}|\.\.?/|\w/\w+/\w",
            "an address",
        ),
        (r"\w\.[^\W\d_]{2,}|\w\s+\.\s*[^\W_]|[a-z0-9]\s?\u3002\s?[a-z0-9]", "an address"),
        (rf"\w\s?[\u00b7\u2219\u22c5\u30fb]\s?{_DOMAINS}\b|\w(?:\.\s|,)(?-i:com|net|org|io)\b", "an address"),
        (r"\(\s*(?:[.@]|dot|at|punkt|punto|point|ponto)\s*\)|\w\s+d[o0]t\s+\w", "an address"),
        (rf"\b(?:punkt|punto|point|ponto)\s+{_DOMAINS}\b", "an address"),
        (r"\d+\.\d+\.\d+|\b0x[0-9a-f]{4,}|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,}", "an address"),
        (rf"(?:\d[\s().,/+-]{{0,3}}){{7,}}|(?:\b{_DIGIT_WORDS}\b[\s,.-]*){{5,}}", "a number to call"),
        (r"[a-z0-9+/=-]{28,}|(?:\b[0-9a-f]{2}\b[\s,]*){6,}|(?:\b[01]{8}\b\s*){2,}|(?:[.-]{1,5}\s+){4,}", "a code"),
        (r"\b(?-i:(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{10,}|(?=\w{8})\w*[a-z][A-Z]\w*[a-z][A-Z]\w*)\b", "a code"),
        (r"(?:[\U0001f100-\U0001f1ff]\W?){5,}", "a code"),
    )
]
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NEVER = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_MOST_MARKS = 2
"""Marks on one letter; more of them are there to draw over other lines."""


def on_one_line(text: str) -> str:
    """Return the text with every run of blanks as one space."""
    return " ".join(text.split())


def objection_to(text: str) -> str:
    """Return what is wrong with a text that stands on one line, or "" when it may be shown."""
    if not text or len(text) > LONGEST:
        return f"it must have 1 to {LONGEST} characters"
    if _has_hidden(text):
        return "it has characters that nobody can see"
    looks = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    without_years = _YEARS.sub("", looks)
    for refused, what in _REFUSED:
        if refused.search(without_years):
            return f"it has {what} in it"
    return "it has markup in it" if _is_more_than_words(text) else ""


def _has_hidden(text: str) -> bool:
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        # Variation selectors beyond the emoji's can carry a whole message behind one letter.
        if category in _NEVER or letter in _INVISIBLE or marks > _MOST_MARKS or "\U000e0100" <= letter <= "\U000e01ef":
            return True
    return False


def _is_more_than_words(text: str) -> bool:
    return "<" in render(text).removeprefix("<p>").removesuffix("</p>")


# Full stops, slashes and colons of other scripts that compatibility does not fold.
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("\u0701\u0702\u06d4\u2e33\ua4f8\ua60e", ".")
    | dict.fromkeys("\u2044\u2215\u29f8\u2571", "/")
    | dict.fromkeys("\ua789\u2236\u02d0\u05c3\u0589", ":")
)
