"""Chat's outward hook: what happened, for whoever listens. Chat itself never connects to these."""

from django.dispatch import Signal

# After commit. Argument: messages (list[Message], of people, each with its conversation and sender at hand).
message_posted = Signal()

# Inside the transaction: these messages' content is no longer what it was, or no longer to be read.
# Argument: messages (list[Message]).
content_withdrawn = Signal()

# Inside the transaction: the room's or a member's consent changed.
# Arguments: conversation (Conversation), user (User | None: the whole room).
consent_changed = Signal()
