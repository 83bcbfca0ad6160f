# Needs git, make, a Python 3.12 or 3.13 and a package index; `make help` lists what there is.

.DEFAULT_GOAL := help
.PHONY: help up test check seed bench bench-agents bench-connections bench-growth bench-frames \
	bench-burst bench-idle bench-processes fmt clean reset

# Under pyenv a uv that was installed for another Python is found here and does not answer: then we have our own.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
PYTHON := .venv/bin/python
# Where pyenv keeps the interpreters that its shims may be hiding.
PYENV := $(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.1[23].*/bin)
READY := .venv/.ready
# Of the tests; each has a PostgreSQL and a Valkey of its own. One more than there are cores, since each waits a lot.
PROCESSES := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# What Python keeps of its imports makes every start after the first three times as fast.
export PYTHONDONTWRITEBYTECODE :=

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

up: $(READY) ## start Unafied and keep it running (PORT, HOST, UNAFIED_VAR, WEB, WORKERS)
	@$(PYTHON) manage.py up

test: $(READY) ## run the tests (ARGS="tests/chat -x", PROCESSES=0 for one after the other)
	@if command -v node >/dev/null; then node --test --test-reporter=dot tests/js; \
		else echo 'There is no node here: the tests of the browser modules are left out.'; fi
	@$(PYTHON) -m pytest --numprocesses $(PROCESSES) --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(READY) ## look the code over without running it
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint templates --check --lint --quiet
	@if command -v node >/dev/null; then \
		find static/js -name '*.js' | while read -r script; do \
			node --input-type=module --check < "$$script" || { echo "in $$script"; exit 1; }; \
		done; \
	fi
	@$(PYTHON) manage.py check
	@$(PYTHON) manage.py makemigrations --check --dry-run

seed: $(READY) ## fill the database with the demo, and print its accounts
	@$(PYTHON) manage.py seed

bench: $(READY) ## measure this machine (takes minutes)
	@$(PYTHON) -m bench $(ARGS)

bench-agents: $(READY) ## measure what growth costs the agents, up to a million vectors (half an hour, 15 GB in TMPDIR)
	@$(PYTHON) -m bench.vectors $(ARGS)

bench-connections: $(READY) ## measure many sockets, a crowd that comes back at once, and one that reads slowly (five minutes)
	@$(PYTHON) -m bench.connections $(ARGS)

bench-growth: $(READY) ## measure what growth costs people, up to ten million messages (half an hour, 10 GB in TMPDIR)
	@$(PYTHON) -m bench.history $(ARGS)

bench-frames: $(READY) ## measure how smooth a room with 50,000 messages is in a browser (ten minutes)
	@$(PYTHON) -m bench.frames $(ARGS)

bench-burst: $(READY) ## measure what ten thousand messages at once do to hints, to posting and to the worker (five minutes)
	@$(PYTHON) -m bench.burst $(ARGS)

bench-idle: $(READY) ## measure what it costs while nobody says anything, and how soon it is up (three minutes)
	@$(PYTHON) -m bench.idle $(ARGS)

bench-processes: $(READY) ## measure one, two and four web processes (two minutes)
	@$(PYTHON) -m bench.processes $(ARGS)

fmt: $(READY) ## put the code into shape
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djlint templates --reformat --quiet || true

clean: ## remove what can be made again, never what people wrote
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results htmlcov .coverage var/static
	@find . -name __pycache__ -not -path './.venv/*' -not -path './.tools/*' -prune -exec rm -rf {} +

reset: ## remove ./var: every account and message
	@printf 'Remove ./var with every account and message in it? [y/N] '
	@read -r answer; if [ "$$answer" = y ]; then rm -rf var; fi

$(READY): pyproject.toml uv.lock .python-version $(filter .tools/%,$(UV))
	@PATH="$$PATH:$$(echo $(PYENV) | tr ' ' :)" $(UV) sync --frozen --quiet
	@touch $@

# From /, where no .python-version makes a pyenv shim refuse. Any Python that has ensurepip is good enough for uv.
.tools/bin/uv:
	@for python in python3.13 python3.12 python3 python; do \
		(cd / && "$$python" -m venv "$(CURDIR)/.tools") >/dev/null 2>&1 && exit 0; \
	done; echo 'There is no Python that can make a virtual environment (on Debian: apt install python3-venv).' >&2; exit 1
	@.tools/bin/pip install --quiet --disable-pip-version-check uv
