"""Chat's outward hook: what happened, for whoever listens. Chat itself never connects to these."""

from django.dispatch import Signal

# After commit. Argument: messages (list[Message], of people, each with its conversation and sender at hand).
message_posted = Signal()

# The next two come inside the transaction and as its last step: who hears them may raise the room's revision.

# These messages' content is no longer what it was, or no longer to be read.
# Argument: messages (list[Message]).
content_withdrawn = Signal()

# The room's or a member's consent changed, or the member left.
# Arguments: conversation (Conversation), user (User | None: the whole room).
consent_changed = Signal()
