"""The cast and the services every test may use: a real PostgreSQL with pgvector and a real Valkey."""
