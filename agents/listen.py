"""Listening to chat; the stages stand in files of their own."""
