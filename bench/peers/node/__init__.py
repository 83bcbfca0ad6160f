"""The chat server that a Node developer writes by hand, with `ws`, `pg` and `redis`; `peer` says how it is measured."""
