"""What people write becomes HTML that can't do anything."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from chat import languages, markdown, poster, protocol

TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "rel", "target"}, "ol": {"start"}, "pre": {"data-language"}, "span": {"class"}}
CLASSES = {*"cksnftad", "destination"}
LANGUAGES = {language.name for language in languages.LANGUAGES}
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
    '```python class="x" onload=alert(1)\n"<script>"\n```',
    "```html\n<!-- --><img src=x onerror=alert(1)>\n```",
    "# <img src=x onerror=alert(1)>",
    "| <script> | [x](javascript:alert(1)) |\n|--|--|\n| <img src=x onerror=alert(1)> | x |",
    "[<b>](https://a.example/<script>)",
    "[x](http://[::1)",
    "[x](http://[::1]:x@<b>/)",
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
        if tag == "span":
            assert given_["class"] in CLASSES
        if tag == "pre":
            assert given_.get("data-language", "Python") in LANGUAGES
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
    *(
        "- ",
        "1. ",
        "# ",
        "| ",
        "|--|--|\n",
        ":tada:",
        "```python\n",
        "javascript:",
        "http://",
        "a@b.cd",
        "www.a.de",
        "on",
        "```",
        "&#",
    ),
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
        ("# Plan *b*", "<p><strong>Plan <em>b</em></strong></p>"),
        ("#1 and #plan", "<p>#1 and #plan</p>"),
        ("#", "<p><strong>#</strong></p>"),
        ("said\n===", "<p>said<br>\n===</p>"),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            (
                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
                "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"
            ),
        ),
        (":tada: `:tada:`", "<p>\U0001f389 <code>:tada:</code></p>"),
        (":+1::+1: 1:100:2 :nothing: 10:30:45", "<p>\U0001f44d\U0001f44d 1:100:2 :nothing: 10:30:45</p>"),
        ("```\n:tada: <b>\n```", "<pre><code>:tada: &lt;b&gt;\n</code></pre>"),
        ("```py\nNone\n```", '<pre data-language="Python"><code><span class="k">None</span>\n</code></pre>'),
        ("```gibberish\nNone\n```", "<pre><code>None\n</code></pre>"),
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


GREEDY = [
    "1 ",
    "a=",
    "# ",
    "| ",
    "|",
    "|\n",
    "- ",
    "> ",
    "[x](//y)",
    "http://a.b ",
    ":a",
    "<a.b@c.de>",
    "`",
    "*a* ",
    "<",
]


@pytest.mark.parametrize("piece", GREEDY)
@pytest.mark.parametrize(
    "start", ["", "```python\n", "```html\n", "| a | b |\n|--|--|\n", "|a" * 90 + "\n" + "|-" * 90 + "\n"]
)
def test_no_message_grows_beyond_measure(start: str, piece: str) -> None:
    content = (start + piece * 8_000)[:8_000]
    assert len(markdown._parse(content, ())) < 40 * len(content)


def test_a_table_that_would_fill_itself_in_stays_as_it_was_written() -> None:
    wide = "|a" * 60 + "\n" + "|-" * 60 + "\n" + "|\n" * 60
    assert "<table>" not in markdown.render(wide)
    assert markdown.render("|a|b|\n|-|-|\n" + "|1|2|\n" * 60).count("<tr>") == 61


def test_long_ones_are_kept_for_as_long_as_one_transaction_s_are_answered() -> None:
    markdown._long.cache_clear()
    for number in [*range(200), *range(200 - poster.MOST_TOGETHER, 200)]:
        markdown.render(f"**{number}**" + "x" * 7_000)
    info = markdown._long.cache_info()
    assert (info.misses, info.currsize) == (200, 128)
