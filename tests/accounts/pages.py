"""The pages of accounts, as a browser without scripts reads them."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse


def page(name: str, **query: str) -> str:
    """The address of a page."""
    return reverse(f"accounts:{name}", query=query or None)


def is_signed_in(client: Client) -> bool:
    """Whether the browser has a session that is good."""
    return client.get(page("settings")).status_code == 200


class Markup(HTMLParser):
    """The elements of a page: (tag, attributes)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.elements.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this kind."""
        return [attributes for kind, attributes in self.elements if kind == tag]

    def field(self, name: str) -> dict[str, str | None]:
        """The attributes of an input."""
        return next(attributes for attributes in self.of("input") if attributes.get("name") == name)


def markup(answer: Any) -> Markup:
    """The elements of an answer."""
    return Markup(answer.content.decode())
