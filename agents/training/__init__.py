"""Trains the decider from the examples beside it: the whole of it is `manage.py train_decider`."""
