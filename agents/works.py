"""A work as the stages weigh it, whether it comes from the database or from a file."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ARTICLES = frozenset(
    {"the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une"}
    | {"el", "los", "las", "una", "o", "os", "as", "um", "uma", "il", "lo", "i", "gli", "l"}
)
_ALSO = {
    "sci-fi": "science fiction",
    "scifi": "science fiction",
    "animated": "animation",
    "sports": "sport",
    "historical": "history",
    "biographical": "biography",
    "romantic": "romance",
    "suspense": "thriller",
    "martial-arts": "martial arts",
    "hip-hop": "hip hop",
}
"""How other catalogues call our genres."""
_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b[ld]'(?=\w)")


@dataclass(frozen=True)
class Work:
    """A film, a book or a piece of music. `length` is in minutes, of a book in pages; `popularity` is 0 to 1.

    `also` are other titles that people know it by, `about` what it is about and has in it, in English, `marks` facts
    that people insist on (names of `[marks]` in `vocabulary.toml`), and `age` the youngest for whom it is.
    """

    id: str
    kind: str
    title: str
    creator: str = ""
    year: int | None = None
    language: str = ""
    length: int | None = None
    genres: Sequence[str] = ()
    moods: Sequence[str] = ()
    intents: Sequence[str] = ()
    description: str = ""
    link: str = ""
    popularity: float | None = None
    also: Sequence[str] = ()
    about: Sequence[str] = ()
    marks: Sequence[str] = ()
    age: int | None = None

    @property
    def text(self) -> str:
        """What stands for the work where meanings are compared."""
        name = f"{self.title} by {self.creator}" if self.creator else self.title
        tags = ", ".join([*self.genres, *self.moods])
        # A long description counts by its beginning.
        return ". ".join(part for part in (name, tags, ", ".join(self.about), self.description) if part)[:500]


def tag_of(genre: str) -> str:
    """Return a genre as we call it: "Sci-Fi" is "science fiction"."""
    plain = genre.casefold()
    return _ALSO.get(plain, plain)


def title_key(title: str) -> str:
    """Return what two spellings of a title have in common: words without case, accents, marks and article."""
    words = words_of(title)
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def words_of(text: str) -> list[str]:
    """Return the words in lower case without accents; an apostrophe joins ("it's" is "its"), an elision goes."""
    straight = _ELISION.sub("", text.casefold().replace("\u2019", "'")).replace("'", "").replace("&", " and ")
    plain = unicodedata.normalize("NFKD", straight)
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
