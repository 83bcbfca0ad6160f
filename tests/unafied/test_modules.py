"""Modules become one script that does the same, and what can't be joined is refused by name."""

import subprocess

import pytest

from tests.program import program
from unafied.modules import JoinError, joined

SOURCES = {
    "main.js": (
        'import * as words from "./text/words.js";\nimport { say as tell } from "./ui/say.js";\ntell(words.HELLO);\n'
    ),
    "text/words.js": 'export const HELLO = "hello";\nconst say = "of my own";\nexport class Word {}\n',
    "ui/say.js": (
        'import { HELLO, Word } from "../text/words.js";\n\n'
        'export function say(word) {\n  console.log(HELLO === word, new Word(), import("./more.js"));\n}\n'
    ),
    "ui/more.js": (
        'import { HELLO as hi } from "../text/words.js";\nimport { other } from "./other.js";\n'
        "export const all = [hi, other];\n"
    ),
    "ui/other.js": "export const other = 1;\n",
}


def test_what_is_imported_comes_first_and_each_once() -> None:
    text = joined(["main.js"], SOURCES)["main.js"]
    headings = [line for line in text.splitlines() if line.startswith("// ")]
    assert headings == ["// text/words.js", "// ui/say.js", "// main.js"]


def test_each_module_has_its_own_names_and_gives_what_it_exports() -> None:
    text = joined(["main.js"], SOURCES)["main.js"]
    assert "const $text_words = (() => {\nconst HELLO" in text
    assert 'const say = "of my own";\nclass Word {}\n\nreturn { HELLO, Word };\n})();' in text
    assert "const { HELLO, Word } = $text_words;" in text
    assert "const words = $text_words;\nconst { say: tell } = $ui_say;\ntell(words.HELLO);" in text


def test_what_is_loaded_later_takes_from_the_entry_what_is_there() -> None:
    texts = joined(["main.js"], SOURCES)
    assert set(texts) == {"main.js", "ui/more.js", "ui/other.js"}
    assert 'import("./ui/more.js")' in texts["main.js"]
    assert texts["ui/more.js"].splitlines()[:2] == [
        'import { $text_words } from "../main.js"; const { HELLO: hi } = $text_words;',
        'import { other } from "./other.js";',
    ]
    assert texts["ui/other.js"] == SOURCES["ui/other.js"]


def test_the_joined_script_does_what_the_modules_did() -> None:
    node = program("node", package="nodejs")
    told = {**SOURCES, "ui/say.js": 'export function say(word) {\n  console.log("said", word);\n}\n'}
    text = joined(["main.js"], told)["main.js"]
    done = subprocess.run([node, "--input-type=module"], input=text, capture_output=True, text=True, check=True)
    assert done.stdout == "said hello\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('import "https://elsewhere/x.js";', "an import"),
        ('import fallback from "./ui/other.js";', "an import"),
        ('import { other } from "./ui/other.js" with { type: "json" };', "an import"),
        ("const here = import.meta.url;", "an import"),
        ("const later = import(name);", "an import"),
        ("export default 1;", "an export"),
        ("export let changing = 1;", "an export"),
        ('export { other } from "./ui/other.js";', "an export"),
        ("export const { a, b } = {};", "an export"),
        ('const found = await fetch("/");', "top-level await"),
        ('import { nothing } from "./gone.js";', "there is no gone.js"),
        ('import { again } from "./main.js";', "a circle"),
    ],
)
def test_what_can_not_be_joined_is_refused(text: str, words: str) -> None:
    sources = {"main.js": 'import { x } from "./x.js";\n', "x.js": text, "ui/other.js": "export const other = 1;\n"}
    with pytest.raises(JoinError, match=words):
        joined(["main.js"], sources)


def test_two_modules_of_one_name_are_refused() -> None:
    sources = {"main.js": 'import "./a-b.js";\nimport "./a_b.js";\n', "a-b.js": "", "a_b.js": ""}
    with pytest.raises(JoinError, match="one name"):
        joined(["main.js"], sources)


def test_what_two_entries_load_later_is_refused() -> None:
    sources = {"one.js": 'import("./more.js");', "two.js": 'import("./more.js");', "more.js": ""}
    with pytest.raises(JoinError, match=r"by two\.js and by another entry"):
        joined(["one.js", "two.js"], sources)
