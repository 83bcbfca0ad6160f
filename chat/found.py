"""What was found, as the wire tells it."""

from chat import nouns, search, wire
from chat.search.question import Question
from chat.search.snippet import snippet_of


def page(found: search.Found) -> wire.FoundMessages:
    """Return a page of what was found, each message with the place for which it was."""
    return wire.FoundMessages(
        results=[_message(hit, found.question) for hit in found.hits],
        more=found.cursor is not None,
        cursor=found.cursor,
        meaning=found.meaning,
        hints=[wire.SearchHint(operator=each.operator, detail=each.detail) for each in found.question.hints],
    )


def _message(hit: search.Hit, question: Question) -> wire.FoundMessage:
    noun = nouns.message(hit.message)
    found_by = [name for name, is_so in (("words", hit.by_words), ("meaning", hit.by_meaning)) if is_so]
    parts = [{"text": part.text, "hit": part.is_hit} for part in snippet_of(noun.html, question)]
    return wire.FoundMessage.model_validate({**dict(noun), "found_by": found_by, "snippet": parts})
