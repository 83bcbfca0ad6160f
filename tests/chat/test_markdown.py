"""What people write becomes HTML that can't do anything."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from chat import markdown, protocol

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
ATTRIBUTES = {"a": {"href", "rel", "target"}, "ol": {"start"}, "code": {"class"}}
REL = "noopener noreferrer nofollow ugc"
CALM = {"http", "https", "mailto"}

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/admin/)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    '![x"onerror="alert(1)](https://evil.example/)',
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "``` x onload=alert(1)\nx\n```",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input>",
    "<math><mtext></p><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "http://a.example/<script>alert(1)</script>",
    'http://a.example/"onmouseover="alert(1)',
    "https://a.example/`'\"><img src=x onerror=alert(1)>",
    "mailto:a@b.example?subject=<script>",
    "# <b>heading</b>",
    "1. <script>\n2. x",
    "> <img src=x onerror=alert(1)>",
    "{{constructor.constructor('alert(1)')()}}",
]


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration came through: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction came through: {data}")


def harmless(html: str) -> Reader:
    """Fail unless everything in it is on the list of what can't do anything."""
    reader = Reader(html)
    for tag, attributes in reader.seen:
        assert tag in TAGS
        assert {name for name, _ in attributes} <= ATTRIBUTES.get(tag, set())
        given_ = dict(attributes)
        if "href" in given_:
            assert urlsplit(given_["href"] or "").scheme in CALM
            assert given_["rel"] == REL
            assert given_["target"] == "_blank"
    return reader


@pytest.mark.parametrize("content", CORPUS)
def test_nothing_that_can_do_anything_comes_through(content: str) -> None:
    harmless(markdown.render(content))


SPLINTERS = [
    *CORPUS,
    *"<>\"'&`[]()!*_~\\\n #=/;x\u00e9\u202e\u200b",
    *("- ", "1. ", "javascript:", "http://", "a@b.cd", "www.a.de", "on", "```", "&#"),
]
hostile = st.lists(st.sampled_from(SPLINTERS), max_size=14).map("".join)


@given(hostile | st.text(max_size=200))
@settings(max_examples=400)
def test_whatever_is_written_is_harmless(content: str) -> None:
    harmless(markdown.render(content))


def cleaned(text: str) -> str:
    try:
        return protocol.clean_text(text, 8_000)
    except PydanticCustomError:
        return ""


plain = st.text(st.sampled_from("abcXYZ 019,;?!…'\u2019()-_.éßñ中文مرحباà\uff21²ⅷ\n\u0301٣"), max_size=30)


@given((plain | st.text(max_size=40)).map(cleaned).filter(bool))
@settings(max_examples=600)
@example("(c) (tm) -- ...")
@example("x - y")
@example("well… yes")
@example("٣) three")
@example("a" * 600)
def test_what_needs_no_parser_looks_as_if_it_had_been_parsed(content: str) -> None:
    assert markdown.render(content) == markdown._parse(content, ())


@given(st.text(max_size=60).map(cleaned).filter(bool))
def test_a_line_without_mark_up_keeps_its_text(content: str) -> None:
    fenced = harmless(markdown.render(f"~~~~~~\n{content}\n~~~~~~"))
    if "~~~~~~" not in content:
        assert fenced.text == content + "\n"


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("**bold** *em* ~~gone~~", "<p><strong>bold</strong> <em>em</em> <s>gone</s></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("a < b && c", "<p>a &lt; b &amp;&amp; c</p>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("# no heading", "<p># no heading</p>"),
        ("![no](https://image.example)", None),
        (
            "see https://a.example",
            f'<p>see <a href="https://a.example" target="_blank" rel="{REL}">https://a.example</a></p>',
        ),
    ],
)
def test_the_everyday_part_of_commonmark_is_understood(content: str, html: str | None) -> None:
    rendered = markdown.render(content)
    assert "<img" not in rendered
    if html is not None:
        assert rendered == html


def test_long_ones_are_not_kept_for_long() -> None:
    for number in range(200):
        markdown.render(f"**{number}**" + "x" * 7_000)
    assert markdown._long.cache_info().currsize <= 64
