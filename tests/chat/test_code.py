"""Code gets the colours of its language, keeps its text, and takes no longer for being hostile."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from re import _parser  # type: ignore[attr-defined]  # nothing public tells of what an expression consists
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import code
from chat.languages import BY_NAME, LANGUAGES, Language

PYTHON, JSON, SQL, SHELL, HTML, DIFF = (BY_NAME[name] for name in ("py", "json", "sql", "sh", "html", "diff"))


def colours(text: str, language: Language) -> list[tuple[str, str]]:
    """The coloured pieces, as (class, escaped text)."""
    return re.findall(r'<span class="(\w)">(.*?)</span>', code.highlight(text, language), re.DOTALL)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (PYTHON, "def f(x): # why", [("k", "def"), ("f", "f"), ("c", "# why")]),
        (PYTHON, "'''a\nb''' + 1.5", [("s", "'''a\nb'''"), ("n", "1.5")]),
        (PYTHON, "raise Refusal('#')", [("k", "raise"), ("f", "Refusal"), ("s", "'#'")]),
        (PYTHON, "x: Path", [("t", "Path")]),
        (PYTHON, "'it\\'s' if", [("s", "'it\\'s'"), ("k", "if")]),
        (PYTHON, "'open\nif", [("s", "'open"), ("k", "if")]),
        (JSON, '{"a": [true, 1, "b"]}', [("f", '"a"'), ("k", "true"), ("n", "1"), ("s", '"b"')]),
        (SQL, "SELECT x -- y", [("k", "SELECT"), ("c", "-- y")]),
        (SHELL, "curl http://a.example#b", []),
        (BY_NAME["js"], "get('http://a') // b", [("k", "get"), ("s", "'http://a'"), ("c", "// b")]),
        (BY_NAME["c"], "/* a\nb */ int", [("c", "/* a\nb */"), ("k", "int")]),
        (BY_NAME["c"], "/* open int", [("c", "/* open int")]),
        (
            HTML,
            '<a href="x">it\'s</a>',
            [("k", "&lt;a"), ("f", "href"), ("s", '"x"'), ("k", "&gt;"), ("k", "&lt;/a&gt;")],
        ),
        (DIFF, "@@ 1 @@\n-old\n+new\n same", [("k", "@@ 1 @@\n"), ("d", "-old\n"), ("a", "+new\n")]),
    ],
)
def test_what_a_language_makes_of_a_line(language: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert colours(text, language) == expected


@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from([*"\"'`/*-#<>=(){}&\\ \nab1.:+", "/*", "'''", "<!--"])))
def test_the_text_stays_what_it_was(language: Language, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _Text(code.highlight(text, language)).text == text


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_nothing_that_was_matched_is_given_back(language: Language) -> None:
    pattern = code._MARKUP if language.shape == "markup" else code._reader_of(language)[0]
    assert not list(_greedy(_parser.parse(pattern.pattern, pattern.flags)))


def _greedy(parsed: Any) -> Iterator[Any]:
    """The repetitions in a parsed pattern that could try more than one length."""
    for operator, of in parsed:
        if str(operator) in {"MAX_REPEAT", "MIN_REPEAT"} and of[1] > 1:
            yield of
        for part in of if isinstance(of, tuple | list) else ():
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, _parser.SubPattern):
                    yield from _greedy(each)


def test_a_fence_names_its_language_by_its_first_word() -> None:
    assert code.language_of("PY title=x") is PYTHON
    assert code.language_of("") is None
    assert code.language_of("gibberish") is None


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data
