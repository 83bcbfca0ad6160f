"""What `chat.code` knows of programming languages: how comments and strings look, and the words that are theirs."""

from dataclasses import dataclass

C_BLOCK = ("/*", "*/")


@dataclass(frozen=True, slots=True)
class Language:
    """How to read a language; `shape` is "words", or what is read line by line ("diff") or by its tags ("markup")."""

    name: str
    keywords: str = ""
    line: tuple[str, ...] = ("//",)
    block: tuple[str, str] | None = C_BLOCK
    quotes: str = "\"'"
    long_quotes: tuple[str, ...] = ()
    is_case_blind: bool = False
    has_keys: bool = False
    shape: str = "words"


_C = (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register "
    "return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false NULL"
)
_SCRIPT = (
    "async await break case catch class const continue debugger default delete do else export extends false finally "
    "for from function get if import in instanceof let new null of return set static super switch this throw true try "
    "typeof undefined var void while with yield"
)
_JAVA = (
    "abstract assert boolean break byte case catch char class const continue default do double else enum extends final "
    "finally float for if implements import instanceof int interface long native new null package private protected "
    "public record return sealed short static super switch synchronized this throw throws transient true false try var "
    "void volatile while yield"
)

LANGUAGES = (
    Language(
        "Python",
        "and as assert async await break case class continue def del elif else except False finally for from global if "
        "import in is lambda match None nonlocal not or pass raise return self True try type while with yield",
        line=("#",),
        block=None,
        long_quotes=('"""', "'''"),
    ),
    Language("JavaScript", _SCRIPT, quotes="\"'`"),
    Language(
        "TypeScript",
        f"{_SCRIPT} abstract any as boolean declare enum implements interface keyof namespace never number private "
        "protected public readonly satisfies string type unknown",
        quotes="\"'`",
    ),
    Language("Java", _JAVA, long_quotes=('"""',)),
    Language(
        "Kotlin",
        "as break by class companion constructor continue data do else enum false for fun if import in init inline "
        "interface internal is lateinit null object open override package private protected public return sealed super "
        "suspend this throw true try typealias val var vararg when where while",
        long_quotes=('"""',),
    ),
    Language("C", _C),
    Language(
        "C++",
        f"{_C} alignas catch class co_await co_return concept consteval constexpr decltype delete explicit final "
        "friend mutable namespace new noexcept nullptr operator override private protected public requires static_cast "
        "template this throw try typename using virtual",
    ),
    Language(
        "C#",
        f"{_JAVA} as async await base checked decimal delegate event explicit extern fixed foreach get in init "
        "internal is lock namespace nameof object operator out override params readonly ref set string struct using "
        "virtual where",
    ),
    Language(
        "Go",
        "break case chan const continue default defer else fallthrough false for func go goto if import interface iota "
        "map nil package range return select struct switch true type var bool byte error int int64 rune string uint",
        quotes="\"'`",
    ),
    Language(
        "Rust",
        "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod "
        "move mut pub ref return self Self static struct super trait true type unsafe use where while bool char f32 "
        "f64 i32 i64 str u8 u32 u64 usize",
        quotes='"',
    ),
    Language(
        "Swift",
        "as async await break case catch class continue default defer do else enum extension false for func guard if "
        "import in init inout is let nil override private protocol public return self static struct super switch throw "
        "throws true try var where while",
        quotes='"',
        long_quotes=('"""',),
    ),
    Language(
        "Dart",
        f"{_JAVA} as async await dynamic export external factory get in is late library mixin on operator part "
        "required set show with",
        long_quotes=('"""', "'''"),
    ),
    Language(
        "Scala",
        "abstract case catch class def do else enum extends false final finally for given if implicit import lazy "
        "match new null object override package private protected return sealed super this throw trait true try type "
        "using val var while with yield",
        quotes='"',
        long_quotes=('"""',),
    ),
    Language(
        "PHP",
        "abstract and array as break case catch class const continue declare default do echo else elseif empty extends "
        "false final finally fn for foreach function global if implements include instanceof interface isset list "
        "match namespace new null or print private protected public require return static switch this throw trait true "
        "try unset use var while yield",
        line=("//", "#"),
    ),
    Language(
        "Ruby",
        "alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or "
        "raise redo require rescue retry return self super then true undef unless until when while yield",
        line=("#",),
        block=None,
    ),
    Language(
        "Lua",
        "and break do else elseif end false for function goto if in local nil not or repeat return then true until "
        "while",
        line=("--",),
        block=("--[[", "]]"),
    ),
    Language(
        "R",
        "break else FALSE for function if in Inf library NA next NULL repeat return TRUE while",
        line=("#",),
        block=None,
    ),
    Language(
        "Shell",
        "alias break case cd continue do done echo elif else esac eval exec exit export fi for function if in local "
        "read return set shift source sudo then trap unset until while",
        line=("#",),
        block=None,
    ),
    Language(
        "PowerShell",
        "begin break catch class continue do else elseif end exit filter finally for foreach function if in param "
        "process return switch throw trap try until using while",
        line=("#",),
        block=("<#", "#>"),
        is_case_blind=True,
    ),
    Language(
        "SQL",
        "add all alter and as asc begin between by case check column commit constraint create cross default delete "
        "desc distinct drop else end exists false foreign from full group having if in index inner insert into is join "
        "key lateral left like limit not null offset on or order outer over partition primary recursive references "
        "returning right rollback select set table then true union unique update using values view when where with",
        line=("--",),
        is_case_blind=True,
    ),
    Language(
        "Dockerfile",
        "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user volume "
        "workdir",
        line=("#",),
        block=None,
        is_case_blind=True,
    ),
    Language("Nix", "assert else false if in inherit let null or rec then true with", line=("#",), quotes='"'),
    Language("JSON", "true false null", has_keys=True, quotes='"'),
    Language("YAML", "true false null yes no on off", line=("#",), block=None, has_keys=True),
    Language("TOML", "true false", line=("#",), block=None, has_keys=True, long_quotes=('"""', "'''")),
    Language("INI", "true false yes no on off", line=("#", ";"), block=None, has_keys=True, quotes='"'),
    Language("CSS", "important media supports keyframes import layer container from to", line=(), has_keys=True),
    Language("SCSS", "important media mixin include extend use function return if else each", has_keys=True),
    Language("HTML", shape="markup"),
    Language("XML", shape="markup"),
    Language("Diff", shape="diff"),
)

_ALIASES = {
    "Python": "py python3",
    "JavaScript": "js mjs cjs jsx node",
    "TypeScript": "ts tsx mts",
    "Kotlin": "kt kts",
    "C": "h",
    "C++": "cpp cc cxx hpp",
    "C#": "cs csharp",
    "Go": "golang",
    "Rust": "rs",
    "Ruby": "rb",
    "Shell": "sh bash zsh console shell-session fish",
    "PowerShell": "ps1 pwsh",
    "SQL": "postgres postgresql psql mysql sqlite plpgsql",
    "Dockerfile": "docker containerfile",
    "JSON": "json5 jsonc jsonl",
    "YAML": "yml",
    "INI": "cfg conf properties env",
    "SCSS": "sass less",
    "HTML": "htm vue svelte django jinja",
    "XML": "svg rss",
    "Diff": "patch",
}

BY_NAME = {
    alias: language
    for language in LANGUAGES
    for alias in (language.name.lower(), *_ALIASES.get(language.name, "").split())
}
