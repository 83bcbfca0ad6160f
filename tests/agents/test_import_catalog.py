"""A catalogue comes in from JSONL or CSV: all good rows, bad ones by their line, vectors where the text is new."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.admin.sites import site
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from agents import catalog_items
from agents.embed import embed_catalog
from agents.models import CatalogItem
from agents.progress import Progress

pytestmark = pytest.mark.django_db(transaction=True)

WORK = {"id": "m1", "kind": "movie", "title": "One", "creator": "Ana", "year": 2001, "genres": ["drama"]}


def imported(file: Path) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_catalog", str(file), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def jsonl(folder: Path, *rows: object) -> Path:
    file = folder / "works.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


def test_works_come_in_with_their_vectors(tmp_path: Path) -> None:
    out, _ = imported(jsonl(tmp_path, WORK, {**WORK, "id": "m2", "title": "Two"}))
    assert "2 works" in out
    assert all(item.embedding is not None for item in CatalogItem.objects.all())


def test_a_csv_has_its_tags_in_one_cell(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("id,kind,title,year,genres\nb1,book,Uno,1999,history;memoir\n", encoding="utf-8")
    imported(file)
    assert CatalogItem.objects.get().genres == ["history", "memoir"]


def test_bad_rows_are_named_by_their_line_and_the_others_come_in(tmp_path: Path) -> None:
    file = jsonl(tmp_path, WORK, "{not json", {**WORK, "id": "m3", "kind": "song"}, {**WORK, "id": "m4"})
    err = io.StringIO()
    with pytest.raises(CommandError, match="2 rows"):
        call_command("import_catalog", str(file), stdout=io.StringIO(), stderr=err)
    assert ("line 2:" in err.getvalue(), "line 3: kind" in err.getvalue()) == (True, True)
    assert set(CatalogItem.objects.values_list("pk", flat=True)) == {"m1", "m4"}


def test_only_what_reads_otherwise_is_embedded_anew(tmp_path: Path) -> None:
    imported(jsonl(tmp_path, WORK, {**WORK, "id": "m2"}))
    before = {item.pk: list(item.embedding) for item in CatalogItem.objects.all()}
    imported(jsonl(tmp_path, {**WORK, "year": 2002}, {**WORK, "id": "m2", "description": "Quite another story."}))
    after = {item.pk: list(item.embedding) for item in CatalogItem.objects.all()}
    assert after["m1"] == before["m1"]
    assert after["m2"] != before["m2"]
    assert CatalogItem.objects.get(pk="m1").year == 2002


async def test_what_is_edited_in_the_admin_is_embedded_anew(tmp_path: Path) -> None:
    from agents.database import in_database

    await in_database(_edit)(tmp_path)
    assert await embed_catalog() == 1
    stored = await CatalogItem.objects.aget()
    assert (stored.title, stored.model != "", stored.embedding is not None) == ("Other", True, True)


def _edit(folder: Path) -> None:
    CatalogItem.objects.create(id="m1", kind="movie", title="One", model="use-multilingual-v3", embedding=[1.0] * 1536)
    stored = CatalogItem.objects.get()
    stored.title = "Other"
    site.get_model_admin(CatalogItem).save_model(RequestFactory().post("/"), stored, None, change=True)


def test_a_film_without_a_stated_popularity_gets_what_everybody_knows(tmp_path: Path) -> None:
    imported(jsonl(tmp_path, {**WORK, "title": "Titanic", "year": 1997}, {**WORK, "id": "m2", "title": "Unheard Of"}))
    known, unknown = CatalogItem.objects.order_by("pk")
    assert known.popularity > 0.5 > unknown.popularity


def test_many_works_are_indexed_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_items, "_MANY", 1)
    imported(jsonl(tmp_path, WORK))
    with connection.cursor() as cursor:
        assert "catalog_item_hnsw" in connection.introspection.get_constraints(cursor, "agents_catalogitem")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_and_anything_else_lines() -> None:
    terminal, log = Terminal(), io.StringIO()
    for stream in (terminal, log):
        progress = Progress(stream, "vectors", 4)
        progress.add(4)
        progress.finish()
    assert "\r" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
    assert log.getvalue() == "vectors: 4 of 4\n"


def test_facts_about_works_come_in_from_both_sorts_of_files(tmp_path: Path) -> None:
    facts = {"also": ["Der Eine"], "about": ["rome", "chess"], "marks": ["by women"], "age": 8}
    imported(jsonl(tmp_path, {**WORK, **facts}))
    file = tmp_path / "works.csv"
    file.write_text("id,kind,title,also,about,marks,age\nb1,book,Uno,L'Un;Der Eine,rome,true story;funny,\n")
    imported(file)
    film, book = CatalogItem.objects.order_by("-id")
    assert (film.also, film.about, film.marks, film.age) == (["Der Eine"], ["rome", "chess"], ["by women"], 8)
    assert (book.also_keys, book.marks, book.age) == (["un", "eine"], ["true story", "funny"], None)
    assert set(CatalogItem.objects.called(["eine"], limit=5)) == {"b1", "m1"}


def test_an_unknown_mark_or_age_is_named_by_its_line(tmp_path: Path) -> None:
    file = jsonl(tmp_path, {**WORK, "marks": ["by martians"]}, {**WORK, "id": "m2", "age": 99})
    err = io.StringIO()
    with pytest.raises(CommandError, match="2 rows"):
        call_command("import_catalog", str(file), stdout=io.StringIO(), stderr=err)
    assert ("line 1: marks" in err.getvalue(), "line 2: age" in err.getvalue()) == (True, True)
