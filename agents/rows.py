"""Catalogue rows from files, JSONL or CSV: checked one by one, a bad one named by its line."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    ValidationError,
)

from agents.vocabulary import vocabulary
from agents.works import Work

BUILT_IN = Path(__file__).parent / "catalog"


class RowError(Exception):
    """A row that can't be read; `line` counts from 1."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(f"line {line}: {detail}")
        self.line = line


def _split(value: Any) -> Any:
    # A cell of a CSV has its tags in one text.
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.replace("|", ";").split(";") if part.strip()]


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _known(mark: str) -> str:
    if mark not in vocabulary()["marks"]:
        raise ValueError(f"{mark!r} is none of the marks of vocabulary.toml")
    return mark


Title = Annotated[str, Field(min_length=1, max_length=300)]
Mark = Annotated[str, AfterValidator(_known)]
Tag = Annotated[str, Field(min_length=1, max_length=40)]
Tags = Annotated[list[Tag], BeforeValidator(_split), Field(default=[])]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
_LISTS = ("genres", "moods", "intents", "also", "about", "marks")
_ADDRESS = TypeAdapter(HttpUrl)


class Row(BaseModel):
    """One work as it stands in a file. `minutes`, `pages` and `length` are the same: how long it is."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    id: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Literal["movie", "book", "music"]
    title: Title
    creator: Annotated[Text, Field(max_length=300)] = ""
    year: Annotated[Annotated[int, Field(ge=-5000, le=2200)] | None, BeforeValidator(_empty_is_none)] = None
    language: Annotated[Text, Field(max_length=10)] = ""
    length: Annotated[Annotated[int, Field(ge=0, le=100_000)] | None, BeforeValidator(_empty_is_none)] = Field(
        default=None, validation_alias=AliasChoices("length", "minutes", "pages")
    )
    genres: Tags
    moods: Tags
    intents: Tags
    description: Annotated[Text, Field(max_length=10_000)] = ""
    link: Annotated[Text, Field(max_length=500)] = ""
    popularity: Annotated[Annotated[float, Field(ge=0, le=1)] | None, BeforeValidator(_empty_is_none)] = None
    also: Annotated[list[Title], BeforeValidator(_split), Field(default=[])]
    about: Tags
    marks: Annotated[list[Mark], BeforeValidator(_split), Field(default=[])]
    age: Annotated[Annotated[int, Field(ge=0, le=18)] | None, BeforeValidator(_empty_is_none)] = None

    def as_work(self) -> Work:
        """Return it as the stages weigh it."""
        lists = {name: tuple(getattr(self, name)) for name in _LISTS}
        return Work(**{**self.model_dump(), **lists})


def built_in_files() -> list[Path]:
    """Return the files of the built-in catalogue."""
    return sorted(BUILT_IN.glob("*.jsonl"))


def read_rows(file: Path) -> Iterator[Work | RowError]:
    """Read a catalogue file of any size, a row at a time; `.csv` by its header line, anything else as JSON lines."""
    rows = _csv_rows(file) if file.suffix.casefold() == ".csv" else _json_rows(file)
    for line, row in rows:
        yield _work(line, row)


def _work(line: int, row: Mapping[str, Any] | str) -> Work | RowError:
    try:
        found = Row.model_validate_json(row) if isinstance(row, str) else Row.model_validate(row)
        if found.link:
            _ADDRESS.validate_python(found.link)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        return RowError(line, "; ".join(f"{'.'.join(map(str, each['loc'])) or 'row'}: {each['msg']}" for each in wrong))
    return found.as_work()


def _json_rows(file: Path) -> Iterator[tuple[int, str]]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line


def _csv_rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            yield reader.line_num, {name: value for name, value in row.items() if name and value is not None}
