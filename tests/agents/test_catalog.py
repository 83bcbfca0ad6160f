"""The built-in catalogue: every line whole, nothing twice, and something for each moment, language and decade."""

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents.rows import BUILT_IN, RowError, built_in_files, read_rows
from agents.suiting import MOODS
from agents.wishes import read_wish
from agents.works import Work, title_key

FIELDS = ["id", "kind", "title", "creator", "year", "language"]
FIELDS += ["genres", "moods", "intents", "description", "link", "popularity", "also", "about", "marks", "age"]
MAY_BE_EMPTY = {"language", "also", "marks", "age"}
OPPOSITES = [
    {"instrumental", "singing"},
    {"romance central", "no romance"},
    {"happy ending", "sad ending"},
    {"feel-good", "bleak"},
    {"feel-good", "scary"},
    {"good for sleep", "for a party"},
    {"silent", "subtitles"},
]
LENGTHS = {"movie": ("minutes", 5, 240), "book": ("pages", 30, 1500), "music": ("minutes", 2, 185)}
ENOUGH = {"movie": 450, "book": 400, "music": 350}
LINKS = {
    "article": r"https://en\.wikipedia\.org/wiki/[^?#\s]+",
    "movie": r"https://en\.wikipedia\.org/w/index\.php\?search=[^&\s]+",
    "book": r"https://openlibrary\.org/search\?q=[^&\s]+",
    "music": r"https://musicbrainz\.org/search\?type=release_group&query=[^&\s]+",
}
SENTENCE_END = re.compile(r"[.!?][\"\u201d\u2019)]?(?=\s|$)")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    texts = (file.read_text(encoding="utf-8") for file in built_in_files())
    return [json.loads(line) for text in texts for line in text.splitlines()]


@pytest.fixture(scope="module")
def works() -> list[Work]:
    return [row for file in built_in_files() for row in read_rows(file) if not isinstance(row, RowError)]


@pytest.mark.parametrize("file", built_in_files(), ids=lambda file: file.stem)
def test_every_line_can_be_read(file: Path) -> None:
    assert not [row for row in read_rows(file) if isinstance(row, RowError)]


@pytest.mark.parametrize("file", built_in_files(), ids=lambda file: file.stem)
def test_the_lines_of_a_file_are_of_one_kind_and_in_order(file: Path) -> None:
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({each["kind"] for each in found}) == 1
    assert found == sorted(found, key=lambda each: (each["year"], each["id"]))


def test_every_line_has_its_fields_in_the_same_order(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        length, *_ = LENGTHS[line["kind"]]
        assert list(line) == [*FIELDS[:6], length, *FIELDS[6:]], line["id"]
        assert all(line[name] for name in line if name not in MAY_BE_EMPTY), line["id"]


def test_ids_tell_kind_title_and_year(works: list[Work]) -> None:
    for work in works:
        year = f"bc{-work.year}" if work.year and work.year < 0 else work.year
        assert re.fullmatch(rf"{work.kind}(-[a-z0-9]+)+-{year}", work.id), work.id


def test_no_work_stands_twice(works: list[Work]) -> None:
    same = (
        Counter(work.id for work in works),
        Counter((work.kind, title_key(work.title), work.creator) for work in works),
    )
    assert not [found for counts in same for found, times in counts.items() if times > 1]


def test_years_and_lengths_are_possible(works: list[Work]) -> None:
    this_year = datetime.now(tz=UTC).year
    for work in works:
        _, shortest, longest = LENGTHS[work.kind]
        assert -800 <= (work.year or -9999) <= this_year, work.id
        assert shortest <= (work.length or 0) <= longest, work.id
        assert 0.1 <= (work.popularity or 0) <= 1, work.id


def test_links_lead_to_an_article_or_a_search(works: list[Work]) -> None:
    for work in works:
        assert re.fullmatch(f"{LINKS['article']}|{LINKS[work.kind]}", work.link), work.id


def test_descriptions_are_two_short_sentences_each_its_own(works: list[Work]) -> None:
    for work in works:
        assert 90 <= len(work.description) <= 220, work.id
        assert len(SENTENCE_END.findall(work.description)) == 2, work.id
    assert len({work.description.casefold() for work in works}) == len(works)


def test_there_are_enough_of_each_kind(works: list[Work]) -> None:
    counts = Counter(work.kind for work in works)
    assert not {kind: counts[kind] for kind, least in ENOUGH.items() if counts[kind] < least}
    assert len(works) >= 1200


SUITING = {
    "boredom": ["movie", "book"],
    "focus": ["music"],
    "low_spirits": ["movie", "music", "book"],
    "company": ["movie", "music"],
    "winding_down": ["music", "book", "movie"],
    "learning": ["book", "movie"],
    "travel": ["book", "music", "movie"],
    "celebration": ["music", "movie"],
}
"""Kinds that are usual in a moment."""


@pytest.mark.parametrize("intent", SUITING)
def test_every_moment_has_its_works(works: list[Work], intent: str) -> None:
    counts = Counter(work.kind for work in works if intent in work.intents)
    suiting = SUITING[intent]
    assert counts.total() >= 40
    assert all(counts[kind] >= 10 for kind in suiting), counts


def test_tags_are_words_that_the_vocabulary_has_and_more_than_one_work(works: list[Work]) -> None:
    words = tomllib.loads((BUILT_IN.parent / "vocabulary.toml").read_text(encoding="utf-8"))
    for known, found in (
        (words["genres"], Counter(genre for work in works for genre in work.genres)),
        (words["moods"], Counter(mood for work in works for mood in work.moods)),
        (MOODS, Counter(intent for work in works for intent in work.intents)),
    ):
        assert not [tag for tag, times in found.items() if tag not in known or times == 1]
    assert not [
        work.id for work in works for tags in (work.genres, work.moods, work.intents) if len(set(tags)) < len(tags)
    ]


@pytest.mark.parametrize(
    "genre", ["samba", "salsa", "bossa nova", "punk", "techno", "opera", "afrobeat", "horror", "western"]
)
def test_who_asks_for_a_genre_is_led_to_all_its_works(works: list[Work], genre: str) -> None:
    wanted = read_wish(f"something like {genre}").genres
    missed = [work.id for work in works if genre in work.genres and not wanted <= set(work.genres)]
    assert (genre in wanted, missed) == (True, [])


def test_nothing_dark_is_meant_for_low_spirits_or_the_last_hour(works: list[Work]) -> None:
    tender = {"low_spirits", "winding_down"}
    assert not [work.id for work in works if "dark" in work.moods and tender & set(work.intents)]


def test_the_world_is_wider_than_english_and_than_today(works: list[Work]) -> None:
    languages = Counter(work.language for work in works if work.language)
    decades = {work.year // 10 * 10 for work in works if work.year}
    assert len(languages) >= 15
    assert (languages.total() - languages["en"]) / len(works) >= 0.35
    assert set(range(1920, 2030, 10)) <= decades


def test_every_work_says_what_it_is_about(works: list[Work]) -> None:
    assert not [work.id for work in works if not 4 <= len(set(work.about)) <= 9]
    assert not [(work.id, each) for work in works for each in work.about if each != each.casefold() or len(each) > 40]


def test_other_titles_are_others(works: list[Work]) -> None:
    keys = {work.id: [title_key(title) for title in (work.title, *work.also)] for work in works}
    assert not [work for work, each in keys.items() if len(set(each)) < len(each)]


def test_marks_do_not_contradict_each_other_or_the_tags(works: list[Work]) -> None:
    assert not [(work.id, pair) for work in works for pair in OPPOSITES if pair <= set(work.marks)]
    assert not [work.id for work in works if len(set(work.marks)) < len(work.marks)]
    assert not [work.id for work in works if "no romance" in work.marks and "romance" in work.genres]
    assert not [work.id for work in works if work.kind == "music" and work.language and "instrumental" in work.marks]
    assert not [work.id for work in works if "black and white" in work.marks and work.kind != "movie"]
    assert not [work.id for work in works if "silent" in work.marks and (work.year or 0) > 1940]
    assert not [
        work.id for work in works if "one sitting" in work.marks and work.kind == "book" and (work.length or 0) > 220
    ]


def test_ages_go_with_what_is_in_a_work(works: list[Work]) -> None:
    assert not [work.id for work in works if work.age is None]
    hard = {"bleak", "suicide", "sexual", "addiction"}
    assert not [work.id for work in works if work.kind != "music" and (work.age or 0) < 10 and hard & set(work.marks)]
    assert not [work.id for work in works if "children" in work.genres and (work.age or 0) > 12]
    assert not [work.id for work in works if "horror" in work.genres and (work.age or 0) < 10]


@pytest.mark.parametrize(
    ("mark", "kind", "least"),
    [
        ("by women", "book", 100),
        ("by women", "movie", 40),
        ("by women", "music", 80),
        ("instrumental", "music", 100),
        ("true story", "movie", 40),
        ("happy ending", "movie", 100),
        ("good for a dinner", "music", 40),
        ("good for sleep", "music", 20),
        ("danceable", "music", 50),
    ],
)
def test_there_is_enough_for_what_people_insist_on(works: list[Work], mark: str, kind: str, least: int) -> None:
    assert sum(mark in work.marks for work in works if work.kind == kind) >= least
