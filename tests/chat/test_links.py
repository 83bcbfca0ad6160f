"""A link says where it leads, whatever its words say."""

import pytest

from chat import links, markdown


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("[here](https://evil.example/a?b)", "evil.example"),
        ("[https://bank.example](https://evil.example)", "evil.example"),
        ("[bank.example](https://bank.example.evil.example)", "bank.example.evil.example"),
        ("[bank.example.evil.example](https://bank.example)", "bank.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://\u0430pple.example/", "xn--pple-43d.example"),
        ("[https://apple.example](https://xn--pple-43d.example)", "xn--pple-43d.example"),
        ("[https://a.example\u202e](https://a.example)", "a.example"),
        ("[shop](https://a.example:8443/)", "a.example:8443"),
        ("[me](mailto:eve@a.example)", "eve@a.example"),
        ("[:tada:](https://a.example)", "a.example"),
    ],
)
def test_the_place_is_told_where_the_words_are_another(written: str, place: str) -> None:
    assert f'</a> <span class="destination">({place})</span>' in markdown.render(written)


@pytest.mark.parametrize(
    "written",
    [
        "https://a.example/path?x=1#y",
        "www.a.de",
        "[a.example](http://a.example/deep)",
        "[**a.example**/deep](https://a.example/deep)",
        "HTTPS://A.example",
        "eve@a.example.com",
        "<mailto:eve@a.example>",
    ],
)
def test_nothing_is_added_to_a_link_that_says_it_itself(written: str) -> None:
    rendered = markdown.render(written)
    assert "<a href=" in rendered
    assert "destination" not in rendered


def test_what_is_no_address_is_told_whole() -> None:
    assert links.destination("http://[::1/", "x") == "http://[::1/"
