"""Measuring Unafied beside other servers: `python -m bench`, described in `docs/performance.md`."""
