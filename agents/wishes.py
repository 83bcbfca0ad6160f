"""What somebody asks for, and does not want: kind, genres, moods, era, language, length."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agents.eras import era_of, years_in, years_of
from agents.language import language_of
from agents.measures import minutes_in, pages_in, youngest_in
from agents.subjects import subject_of
from agents.vocabulary import vocabulary
from agents.works import words_of

_NEGATION_REACH = 5
"""Words that a "no" or "nothing too" speaks of."""
_NO = re.compile(
    r"\s*(?:no|nope|nah|nee|nein|n\u00f6|non|n\u00e3o|nao|not that(?= *[,.!:\u2026-]))\b[\s,.!:\u2026-]", re.IGNORECASE
)
_ASLEEP = re.compile(
    r"\b(?:in bed|asleep|are away|are out|back at school|left home|moved out"
    r"|(?:at|with) (?:their|the|his|her) (?:dads?|mums?|gran|grans|nans?|grandmas?|grandparents|fathers?|mothers?)"
    r"|bei (?:oma|opa|den gro\u00dfeltern|ihrem vater|ihrer mutter)"
    r"|chez (?:leur|les) (?:p\u00e8re|m\u00e8re|grands-parents)|con (?:los|sus) abuelos|com os av\u00f3s|dai nonni"
    r"|couch\u00e9e?s?|schlafen|im bett|ausw\u00e4rts"
    r"|dorment|au lit|duermen|dormem|foram embora|dormono|a letto)\b",
    re.IGNORECASE,
)
"""Where children are out of the way, it is not for them."""
_AFRAID = re.compile(
    r"\b(?:(?:is|are|hes|shes|gets?|too) (?:scared|afraid|frightened)|(?:hat|haben|kriegt) (?:solche |oft )?angst"
    r"|(?:a|ont) (?:tres )?peur|tienen? (?:mucho )?miedo|tem (?:muito )?medo|(?:ha|hanno) (?:molta )?paura)\b"
)
"""Whoever is afraid gets nothing that frightens."""
_GROWING = 12
"""From which age on it need not be for children."""
_PUNCTUATION = re.compile(r"[,;:.!?()\n]")


_Phrases = dict[str, list[tuple[str, str]]]
"""Phrase → (section of the vocabulary, name)."""


@dataclass(frozen=True)
class Wish:
    """What a text asks for. Empty fields ask for nothing in particular; `years` is first and last, inclusive."""

    kind: str = ""
    genres: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    """Genres and moods that were ruled out."""
    languages: frozenset[str] = frozenset()
    unwanted_languages: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    length: str = ""
    """"short" or "long"."""
    minutes: int | None = None
    """How long it may be at the most, of a book in `pages`."""
    pages: int | None = None
    age: int | None = None
    """Of the youngest for whom it is to be."""
    marks: frozenset[str] = frozenset()
    """Facts about works that were insisted on, such as "by women"."""
    unwanted_marks: frozenset[str] = frozenset()
    form: str = ""
    """Of a book: "novel", or "facts" for what is not made up."""
    subject: tuple[str, ...] = ()
    """Words of what it should be about, such as "rome"."""
    is_no: bool = False
    """It begins by turning down what was said before."""
    is_own_language: bool = False
    """Without subtitles: in the language that is spoken here."""
    setting: str = ""
    """The kind that suits what is at hand or missing, such as headphones, where none was named."""

    @property
    def is_wordless(self) -> bool:
        """Music without singing."""
        return "instrumental" in self.marks or "singing" in self.unwanted_marks


def read_wish(text: str) -> Wish:
    """Read what `text` asks for, in any of the six languages."""
    wanted: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    refused: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    kinds: list[str] = []
    language = language_of([text])
    for clause in _PUNCTUATION.split(text):
        words = meant_words(clause)
        for section, name, place in _narrowest(_found(words), words):
            # There, a "romance" is a novel.
            if language == "pt" and words[place] == "romance":
                wanted["forms"].add("novel")
                continue
            is_refused = _is_refused(words, place, is_kind=section == "kinds", language=language)
            (refused if is_refused else wanted)[section].add(name)
            kinds += [name] if section == "kinds" and not is_refused else []
    refused["marks"] |= {"scary"} if _AFRAID.search(" ".join(words_of(text))) else set()
    unwanted = _all_alike(refused["genres"] | refused["moods"]) | _cruel(wanted, refused)
    unwanted |= {mood for mark in refused["marks"] for mood in vocabulary()["spoiling_moods"].get(mark, ())}
    return Wish(
        # "music like in that film" is about music: what is named first counts.
        kind=kinds[0] if kinds else "",
        genres=_with_audience(text, wanted["genres"] - refused["genres"]),
        moods=frozenset(wanted["moods"] - refused["moods"]),
        unwanted=unwanted,
        languages=frozenset(wanted["languages"] - refused["languages"]),
        unwanted_languages=frozenset(refused["languages"]),
        years=years_in(text) or years_of(wanted["decades"]) or era_of(wanted["eras"], refused["eras"]),
        length=_length(wanted["sizes"], refused["sizes"]),
        form=_form(wanted["forms"], refused),
        subject=subject_of(text),
        is_no=_NO.match(text) is not None,
        is_own_language="subtitles" in refused["marks"],
        setting=min(wanted["settings"], default=""),
        minutes=minutes_in(text),
        pages=pages_in(text),
        age=None if _ASLEEP.search(text) else youngest_in(text),
        marks=frozenset(wanted["marks"] - refused["marks"] - _never_wished()),
        unwanted_marks=_spoiling(refused["marks"] | unwanted),
    )


def _with_audience(text: str, genres: set[str]) -> frozenset[str]:
    if _ASLEEP.search(text):
        return frozenset(genres - {"children", "family"})
    return frozenset(genres | ({"children"} if (youngest_in(text) or _GROWING) < _GROWING else set()))


_SECTIONS = ("kinds", "forms", "genres", "moods", "sizes", "languages", "eras", "settings", "marks", "decades")


_ALIKE = {"romance": "romantic", "romantic": "romance", "comedy": "funny", "funny": "comedy"}
"""A mood that goes when a genre is ruled out, and the other way round."""


_OTHER_LENGTH = {"short": "long", "long": "short"}
_CRUEL = frozenset({"horror", "war", "thriller", "dark", "tense"})


def _all_alike(refused: set[str]) -> frozenset[str]:
    return frozenset(refused | {_ALIKE[name] for name in refused if name in _ALIKE})


def _cruel(wanted: Mapping[str, set[str]], refused: Mapping[str, set[str]]) -> frozenset[str]:
    """Return what goes where nothing cruel may come; a genre that is asked for all the same stays."""
    return _CRUEL - wanted["genres"] if "violent" in refused["marks"] else frozenset()


def _spoiling(refused: frozenset[str] | set[str]) -> frozenset[str]:
    """Return the marks that go with what is ruled out, genres and moods too; what is in any language stays."""
    along = {mark for name in refused for mark in vocabulary()["spoiling"].get(name, ())}
    return frozenset((along | refused) & vocabulary()["marks"].keys() - {"subtitles"})


def along_with(wanted: frozenset[str]) -> frozenset[str]:
    """Return the marks, genres and moods that belong to what is wanted, so that they can't be unwanted."""
    return frozenset(mark for name in wanted for mark in vocabulary()["along"].get(name, ()))


def _form(wanted: set[str], refused: Mapping[str, set[str]]) -> str:
    # "No more American novels" leaves all others.
    if "facts" in wanted or ("novel" in refused["forms"] and not refused["languages"] | refused["genres"]):
        return "facts"
    return "novel" if "novel" in wanted else ""


def _length(wanted: set[str], refused: set[str]) -> str:
    # "Not a brick" is short.
    meant = wanted - refused or {_OTHER_LENGTH[size] for size in refused}
    return min(meant) if len(meant) == 1 else ""


def _never_wished() -> frozenset[str]:
    return frozenset(vocabulary()["insisted"]["never"])


def _narrowest(found: Sequence[tuple[str, str, int]], words: Sequence[str]) -> list[tuple[str, str, int]]:
    """Leave out the broader genres of a word that is itself one and is ruled out: "no opera" allows the classical."""
    exact = {place for section, name, place in found if section == "genres" and name == words[place]}
    return [
        each
        for each in found
        if each[0] != "genres"
        or each[2] not in exact
        or each[1] == words[each[2]]
        or not _is_refused(words, each[2], is_kind=False)
    ]


def meant_words(text: str) -> list[str]:
    """Return the words of `text` without such as mean nothing by themselves, as in "that's a crime"."""
    return _idioms().sub("", " ".join(words_of(text))).split()


def _found(words: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (section, name, place of the first word) of every phrase of the vocabulary, in order of place."""
    exact, stems, endings = _phrases()
    found = []
    for place in range(len(words)):
        for size in (1, 2, 3, 4):
            phrase = " ".join(words[place : place + size])
            found += [(section, name, place) for section, name in exact.get(phrase, ())]
            found += [
                (section, name, place)
                for cut in range(3, len(phrase) + 1)
                for section, name in stems.get(phrase[:cut], ())
                if " " not in phrase[cut:]
            ]
            found += [
                (section, name, place)
                for cut in range(2, len(phrase) - 3 if size == 1 else 0)
                for section, name in endings.get(phrase[cut:], ())
            ]
            if place + size >= len(words):
                break
    return found


def _is_refused(words: Sequence[str], place: int, *, is_kind: bool, language: str = "") -> bool:
    before = list(words[max(0, place - _NEGATION_REACH) : place])
    negated = vocabulary()["negations"]
    # "De terror no", as others put it.
    if place < len(words) - 1 and words[-1] in negated["last"]:
        return True
    if _disliked().search(" ".join(words[place:])):
        return True
    homes = dict(home.split(":") for home in negated["only_in"])
    elsewhere = {word for word, home in homes.items() if language not in {"", home}}
    stops, negations = set(negated["stops"]), set(negated["words"]) - elsewhere
    # "Nothing to read" asks for something to read, and who knows nothing about music has not ruled it out.
    if is_kind and set(before) & set(negated["nothing"]):
        return False
    for number in range(len(before) - 1, -1, -1):
        if before[number] in stops:
            return False
        if before[number] in negations or " ".join(before[number : number + 2]) in negations:
            return True
    return False


@cache
def _idioms() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(vocabulary()['idioms']['nothing'])})\b")


@cache
def _disliked() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(vocabulary()['negations']['after'])})\b")


@cache
def _phrases() -> tuple[_Phrases, _Phrases, _Phrases]:
    """Return whole phrases, beginnings and endings, each with what it means."""
    exact, stems, endings = _Phrases(), _Phrases(), _Phrases()
    for section in _SECTIONS:
        for name, phrases in vocabulary()[section].items():
            for phrase in dict.fromkeys(phrases):
                kept = stems if phrase.endswith("*") else endings if phrase.startswith("*") else exact
                kept.setdefault(" ".join(words_of(phrase)), []).append((section, name))
    return exact, stems, endings
