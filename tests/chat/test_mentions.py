"""Which names are found behind an "@", and how they are marked."""

import pytest

from chat import markdown

NAMES = ["Bob", "Bob Smith", "snake_case", "小明", "Weiß", "all", "C++ (the *fan*)"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Bob", {"bob"}),
        ("hi @BOB!", {"bob"}),
        ("(@bob), and @Bob's", {"bob"}),
        ("**@Bob** and _@weiß_", {"bob", "weiß"}),
        ("@bob smith, please", {"bob smith"}),
        ("@Bob Smithson", {"bob"}),
        ("@snake_case", {"snake_case"}),
        ("@C++ (the *fan*)", {"c++ (the *fan*)"}),
        ("你好@小明请看", {"小明"}),
        ("@all and @Bob", {"all", "bob"}),
    ],
)
def test_a_name_is_found_in_any_case_and_the_longest_one(text: str, found: set[str]) -> None:
    assert markdown.named_in(text, NAMES) == found


@pytest.mark.parametrize(
    "text",
    [
        "Bob",
        "@Bobby",
        "@Bob_2",
        "@allright",
        "x@Bob",
        "bob@bob.example",
        "@bob@bob.example",
        "https://example.org/@bob",
        "https://example.org?u=@bob",
        "[a](https://example.org/?u=@bob)",
        "`@Bob`",
        "```\n@Bob\n```",
        "    @Bob",
        "\\@Bob",
    ],
)
def test_what_is_no_call_finds_nobody(text: str) -> None:
    assert markdown.named_in(text, NAMES) == set()


def test_without_names_nobody_is_found() -> None:
    assert markdown.named_in("@Bob and @", []) == set()


def test_a_name_is_marked_as_it_is_written_and_code_is_left_alone() -> None:
    html = markdown.render("**@BOB** `@Bob` @all @ann", (("bob", "1 2"), ("all", "all")))
    assert html == (
        '<p><strong><span class="mention" data-users="1 2">@BOB</span></strong> <code>@Bob</code> '
        '<span class="mention" data-users="all">@all</span> @ann</p>'
    )


def test_a_name_can_not_smuggle_in_markup() -> None:
    name = '<img src=x> "& <b>'
    html = markdown.render(f"@{name}", ((name, "1"),))
    assert "<img" not in html
    assert "@&lt;img src=x&gt;" in html


def test_a_mark_is_not_made_by_writing_one() -> None:
    assert "<span" not in markdown.render('<span class="mention" data-users="all">@all</span>')
