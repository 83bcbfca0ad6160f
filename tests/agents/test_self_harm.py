"""Who speaks of harming themselves is heard in six languages; manners of speaking are not taken for it."""

import pytest

from agents.self_harm import language_of, languages

SAID = {
    "en": [
        "i want to kill myself",
        "I really don't want to live anymore",
        "i\u2019m thinking about ending my life",
        "lately I've been thinking of suicide and i can't tell anyone",
        "they would all be better off without me",
        "i've started cutting myself again",
        "I wish I was dead",
        "im suicidal and scared",
    ],
    "de": [
        "ich will nicht mehr leben",
        "Ich möchte einfach nur noch sterben",
        "ich denke ständig an Selbstmord",
        "ich ritze mich wieder",
        "ohne mich wären alle besser dran",
    ],
    "fr": [
        "je veux mourir",
        "je n'ai plus envie de vivre",
        "J\u2019ai envie d\u2019en finir",
        "je pense souvent au suicide",
        "tout le monde irait mieux sans moi",
    ],
    "es": [
        "ya no quiero vivir",
        "estoy pensando en quitarme la vida",
        "quiero suicidarme",
        "tengo pensamientos suicidas",
        "todos estarían mejor sin mí",
    ],
    "pt": [
        "não quero mais viver",
        "penso em me matar",
        "quero morrer",
        "tenho pensamentos suicidas",
        "todo mundo estaria melhor sem mim",
    ],
    "it": [
        "non voglio più vivere",
        "voglio morire",
        "penso spesso al suicidio",
        "vorrei farla finita",
        "tutti starebbero meglio senza di me",
    ],
}

NOT_MEANT = [
    "this homework kills me",
    "i'm dead lol",
    "i want to die haha that was so embarrassing",
    "i'm going to kill myself if i have to sit through another meeting",
    "i don't want to die before i've seen Japan",
    "i'm not going to kill myself over it",
    'he sings "I want to die" in the chorus',
    "> i want to kill myself\nwhere is that line from?",
    "in the film he says i want to kill myself and then she laughs",
    "Suicide Squad was terrible",
    "she killed it tonight",
    "i could kill for a pizza",
    "this bug makes me want to die",
    "i cut myself while chopping onions",
    "i want to end it all with this phone contract, any tips? jk",
    "my cousin killed himself last year",
    "the suicide prevention walk is on saturday",
    "ich sterbe vor Hunger",
    "ich will nicht sterben, bevor ich Island gesehen habe",
    "ich lach mich tot",
    "das bringt mich um",
    "je meurs de faim",
    "je veux en finir avec ce projet",
    "c'est à mourir de rire, je veux mourir mdr",
    "me muero de hambre",
    "me quiero morir de la vergüenza",
    "no quiero morir sin ver el mar",
    "tô morrendo de rir kkkk quero morrer",
    "não quero morrer sem ver o mar",
    "sto morendo di fame",
    "voglio morire di vergogna",
    "vorrei farla finita con questa tesi",
]


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in SAID.items() for text in texts])
def test_what_is_plainly_said_is_heard_in_its_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", NOT_MEANT)
def test_a_manner_of_speaking_a_quotation_and_others_are_not_taken_for_it(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize("language", SAID)
def test_every_language_points_to_people_in_plain_words(language: str) -> None:
    text = languages()[language].text
    assert "findahelpline.com" in text
    assert "http" not in text
    assert len(text) < 300
