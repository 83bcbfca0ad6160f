"""Sixty moments, ten of each language: what was said, what it calls for, and the work that came of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import agents
from agents.turns import Turn
from agents.works import Work


@dataclass(frozen=True)
class Said:
    """A line, its language and intent, and the title of a built-in work."""

    language: str
    intent: str
    text: str
    title: str


SAID = [
    Said(*row)
    for row in (
        ("en", "boredom", "so bored, nothing on tv and it won't stop raining", "Rear Window"),
        ("en", "focus", "need to finish this report tonight, heads down", "Goldberg Variations"),
        ("en", "low_spirits", "today was rubbish from start to finish", "My Neighbor Totoro"),
        ("en", "company", "movie night at ours on saturday, five of us", "Dirty Dancing"),
        ("en", "winding_down", "long day. feet up at last", "Monsieur Hulot's Holiday"),
        ("en", "learning", "i've got really curious about physics lately", "SPQR"),
        ("en", "travel", "night train on friday, can't wait", "Emil and the Detectives"),
        ("en", "celebration", "passed my driving test!!", "Mamma Mia!"),
        ("en", "ask", "any short comedy for tonight? no horror please", "The Kid"),
        ("en", "ask", "@unafied a good book on rome?", "SPQR"),
        ("de", "boredom", "mir ist so langweilig, draußen regnet es nur", "Rear Window"),
        ("de", "focus", "muss heute noch die hausarbeit fertig schreiben", "Goldberg Variations"),
        ("de", "low_spirits", "was für ein mieser tag", "My Neighbor Totoro"),
        ("de", "company", "filmabend bei uns am samstag", "Dirty Dancing"),
        ("de", "winding_down", "endlich feierabend, füße hoch", "Monsieur Hulot's Holiday"),
        ("de", "learning", "ich will endlich mehr über geschichte wissen", "SPQR"),
        ("de", "travel", "am freitag geht es mit dem zug ans meer", "Emil and the Detectives"),
        ("de", "celebration", "prüfung bestanden!!", "Mamma Mia!"),
        ("de", "ask", "kennt ihr eine kurze komödie, kein horror?", "The Kid"),
        ("de", "ask", "@unafied ein gutes buch über rom?", "SPQR"),
        ("fr", "boredom", "je m'ennuie, rien à faire ce soir", "Rear Window"),
        ("fr", "focus", "faut que je finisse mon mémoire ce soir", "Goldberg Variations"),
        ("fr", "low_spirits", "sale journée du début à la fin", "My Neighbor Totoro"),
        ("fr", "company", "soirée film chez nous samedi", "Dirty Dancing"),
        ("fr", "winding_down", "enfin rentré, canapé et plaid", "Monsieur Hulot's Holiday"),
        ("fr", "learning", "j'aimerais en savoir plus sur l'histoire", "SPQR"),
        ("fr", "travel", "on part en train vendredi, vivement la mer", "Emil and the Detectives"),
        ("fr", "celebration", "j'ai eu mon permis !!", "Mamma Mia!"),
        ("fr", "ask", "une comédie courte pour ce soir ? pas d'horreur", "The Kid"),
        ("fr", "ask", "@unafied un bon livre sur rome ?", "SPQR"),
        ("es", "boredom", "qué aburrimiento, no hay nada que hacer", "Rear Window"),
        ("es", "focus", "tengo que terminar el trabajo esta noche", "Goldberg Variations"),
        ("es", "low_spirits", "vaya día más malo", "My Neighbor Totoro"),
        ("es", "company", "noche de pelis en casa el sábado", "Dirty Dancing"),
        ("es", "winding_down", "por fin en casa, sofá y manta", "Monsieur Hulot's Holiday"),
        ("es", "learning", "me gustaría aprender más de historia", "SPQR"),
        ("es", "travel", "el viernes nos vamos en tren a la playa", "Emil and the Detectives"),
        ("es", "celebration", "he aprobado el examen!!", "Mamma Mia!"),
        ("es", "ask", "una comedia corta para hoy? sin terror", "The Kid"),
        ("es", "ask", "@unafied un buen libro sobre roma?", "SPQR"),
        ("pt", "boredom", "que tédio, não tem nada pra fazer", "Rear Window"),
        ("pt", "focus", "preciso terminar o trabalho hoje à noite", "Goldberg Variations"),
        ("pt", "low_spirits", "que dia ruim do começo ao fim", "My Neighbor Totoro"),
        ("pt", "company", "noite de filmes lá em casa no sábado", "Dirty Dancing"),
        ("pt", "winding_down", "finalmente em casa, sofá e manta", "Monsieur Hulot's Holiday"),
        ("pt", "learning", "queria saber mais sobre história", "SPQR"),
        ("pt", "travel", "sexta vamos de trem para a praia", "Emil and the Detectives"),
        ("pt", "celebration", "passei na prova!!", "Mamma Mia!"),
        ("pt", "ask", "uma comédia curta pra hoje? sem terror", "The Kid"),
        ("pt", "ask", "@unafied um bom livro sobre roma?", "SPQR"),
        ("it", "boredom", "che noia, non c'è niente da fare", "Rear Window"),
        ("it", "focus", "devo finire la tesi entro stasera", "Goldberg Variations"),
        ("it", "low_spirits", "che brutta giornata", "My Neighbor Totoro"),
        ("it", "company", "serata film da noi sabato", "Dirty Dancing"),
        ("it", "winding_down", "finalmente a casa, divano e coperta", "Monsieur Hulot's Holiday"),
        ("it", "learning", "vorrei saperne di più di storia", "SPQR"),
        ("it", "travel", "venerdì si parte in treno per il mare", "Emil and the Detectives"),
        ("it", "celebration", "esame passato!!", "Mamma Mia!"),
        ("it", "ask", "una commedia breve per stasera? niente horror", "The Kid"),
        ("it", "ask", "@unafied un bel libro su roma?", "SPQR"),
    )
]


def catalogue() -> list[Work]:
    """Return the built-in works."""
    files = sorted((Path(agents.__file__).parent / "catalog").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [Work(length=row.pop("minutes", None) or row.pop("pages", None), **row) for row in rows]


def turn(text: str, number: int = 1, *, is_agent: bool = False) -> Turn:
    """Return a message of a room, whose id follows from its number."""
    id_ = f"00000000-0000-7000-8000-{number:012d}"
    return Turn(id=id_, speaker="u1", text=text, at=datetime(2026, 1, 1, tzinfo=UTC), is_agent=is_agent)
