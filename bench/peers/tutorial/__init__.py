"""A chat made the way the Channels tutorial makes one, that also saves what is said: the least to be compared with.

A Django project of its own; `peer` says how it is measured.
"""
