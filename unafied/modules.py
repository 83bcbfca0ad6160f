"""Our ES modules joined, so that a browser fetches one file where there are eighty.

What an entry imports becomes a function each, called once in the order of the imports, and known by its path:

    // ui/toast.js
    const $ui_toast = (() => {
    …
    return { toast, complain };
    })();

What is loaded later, by `import()`, stays a module and takes what is joined from its entry. Only what our modules are
made of is understood; whatever else there is raises JoinError. docs/decisions/0005-no-bundler.md says why.
"""

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath, relpath

IMPORT = re.compile(r'^import (?:(?:\* as (?P<all>\w+)|\{(?P<some>[^}]*)\}) from )?"(?P<path>\.[^"]+)";', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+)\b)", re.MULTILINE)
LATER = re.compile(r'(?<![{\w])import\("(?P<path>\.[^"]+)"\)')
STRANGE = {
    "an import": re.compile(r"^import\b(?!\()|(?<![{\w.])import\((?!\")|\bimport\.meta\b", re.MULTILINE),
    "an export": re.compile(r"^export\b", re.MULTILINE),
    "a top-level await": re.compile(r"^(?![\s/]|.*\basync\b).*\bawait\b", re.MULTILINE),
}


class JoinError(Exception):
    """A module that can't be joined, and why."""


def joined(entries: list[str], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the entries and of all that they load later; both and `sources` by their paths.

    Raises `JoinError` for what can't be joined.
    """
    texts: dict[str, str] = {}
    for entry in entries:
        inside = _in_order(entry, sources)
        texts[entry] = _entry(entry, inside, sources)
        for name in _loaded_later(inside, sources):
            if name in texts:
                raise JoinError(f"{name} is loaded by {entry} and by another entry")
            texts[name] = _taking(name, entry, inside, sources)
    return texts


def _in_order(entry: str, sources: Mapping[str, str]) -> list[str]:
    """Return what an entry imports and at last itself, each behind what it imports."""
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise JoinError(f"{' → '.join((*path, name))}: a circle")
        if name not in order:
            for found in IMPORT.finditer(_text(name, sources)):
                visit(_resolved(name, found["path"]), (*path, name))
            order.append(name)

    visit(entry, ())
    return order


def _loaded_later(inside: list[str], sources: Mapping[str, str]) -> list[str]:
    later: list[str] = []
    ahead = list(inside)
    while ahead:
        name = ahead.pop()
        text = _text(name, sources)
        found = [*LATER.finditer(text), *(IMPORT.finditer(text) if name not in inside else [])]
        new = {_resolved(name, each["path"]) for each in found}.difference(inside, later)
        later += sorted(new)
        ahead += sorted(new)
    return later


def _entry(entry: str, inside: list[str], sources: Mapping[str, str]) -> str:
    *before, _ = inside
    names = [_symbol(name) for name in before]
    if len(set(names)) < len(names):
        raise JoinError(f"{entry}: two of its modules have one name")
    parts = [_function(name, entry, sources) for name in before]
    own = _body(entry, entry, sources)
    return "\n".join([*parts, f"// {entry}", own, f"export {{ {', '.join(names)} }};\n"])


def _function(name: str, entry: str, sources: Mapping[str, str]) -> str:
    text = _text(name, sources)
    if STRANGE["a top-level await"].search(text):
        raise JoinError(f"{name} has a top-level await")
    body = EXPORT.sub("", _body(name, entry, sources))
    given = ", ".join(found["name"] for found in EXPORT.finditer(text))
    return f"// {name}\nconst {_symbol(name)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"


def _body(name: str, entry: str, sources: Mapping[str, str]) -> str:
    """Return a module's text as it stands in its entry: imports are names, and paths begin at the entry."""
    text = IMPORT.sub(lambda found: _bound(name, found), _text(name, sources))
    return LATER.sub(lambda found: f'import("{_path(_resolved(name, found["path"]), entry)}")', text)


def _taking(name: str, entry: str, inside: list[str], sources: Mapping[str, str]) -> str:
    """Return the text of a module that is loaded later, with what is joined taken from the entry."""

    def taken(found: re.Match[str]) -> str:
        target = _resolved(name, found["path"])
        if target not in inside:
            return found[0]
        return f'import {{ {_symbol(target)} }} from "{_path(entry, name)}"; {_bound(name, found)}'

    return IMPORT.sub(taken, _text(name, sources))


def _bound(name: str, found: re.Match[str]) -> str:
    symbol = _symbol(_resolved(name, found["path"]))
    if found["all"]:
        return f"const {found['all']} = {symbol};"
    return f"const {{{found['some'].replace(' as ', ': ')}}} = {symbol};" if found["some"] else ""


def _text(name: str, sources: Mapping[str, str]) -> str:
    if name not in sources:
        raise JoinError(f"there is no {name}")
    rest = EXPORT.sub("", IMPORT.sub("", sources[name]))
    for what in ("an import", "an export"):
        if found := STRANGE[what].search(rest):
            raise JoinError(
                f"{name} has {what} of a kind that is not understood: {rest[found.start() :].splitlines()[0]}"
            )
    return sources[name]


def _resolved(name: str, path: str) -> str:
    return normpath(join(dirname(name), path))


def _path(target: str, start: str) -> str:
    path = relpath(target, dirname(start) or ".")
    return path if path.startswith(".") else f"./{path}"


def _symbol(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
