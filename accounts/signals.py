"""What the rest of the house may want to know about people."""

from django.dispatch import Signal

# The user's sessions must end: banned, deleted, password changed, signed out.
# Arguments: user_id (UUID), session (str: one session key or token family; "" for all of them).
access_ended = Signal()

# The user deleted the account; sent inside the transaction. Argument: user (User).
account_deleted = Signal()

# Inside the transaction: the user changed what agents may read, or was banned. Argument: user (User).
agents_allowed_changed = Signal()

# The name that others see is another one; sent after commit. Argument: user (User).
profile_changed = Signal()
