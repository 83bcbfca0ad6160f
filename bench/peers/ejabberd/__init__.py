"""ejabberd, as Debian packages it, with an archive of its rooms in PostgreSQL; `peer` says how it is measured."""
