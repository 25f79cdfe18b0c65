# `make` lists what can be done; every target does its own set-up from a bare checkout.
SHELL := /bin/bash
PY := .venv/bin/python
CODE := app.py keys.py services.py settings.py admin bot casework commands handlers jobs knowledge ledger models portal reports simulator tests/ceilings.py
LOCK := .venv/bin/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)
# Tests start hundreds of processes; a machine that keeps no bytecode would compile everything in each of them.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help demo test check bench talk lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/demo.ok ## run everything on this machine with sample data (PORT=8000)
	@$(PY) -c "from knowledge.kept import learned; learned()" # so that the first question is answered
	@PORT=$(or $(PORT),8000) exec $(PY) -m flask demo

test: .venv/dev.ok ## run all tests, on SQLite and on a real PostgreSQL
	$(PY) -m pytest -n 3 --dist worksteal $(ARGS)

check: .venv/dev.ok ## format, lint, types, import contracts, ceilings, templates, dead code
	@failed=0; for one in check-format check-lint check-types check-imports check-ceilings check-templates check-dead; do \
	  $(MAKE) --no-print-directory $$one || { failed=1; echo "FAILED: $$one"; }; done; exit $$failed

bench: .venv/dev.ok ## measure, side by side in one run, as ratios
	$(PY) -m bench

talk: .venv/demo.ok ## talk to the bot in the terminal
	@$(PY) -m flask talk

lock: .venv/dev.ok ## write the locked requirements again (UPGRADE=--upgrade for newer versions)
	for one in requirements requirements-demo requirements-dev; do $(LOCK) $$one.in -o $$one.txt > /dev/null; done

clean: ## remove the environment and the demo's data
	rm -rf .venv var

.PHONY: check-format check-lint check-types check-imports check-ceilings check-templates check-dead
check-format:
	$(PY) -m ruff format --check --quiet .
check-lint:
	$(PY) -m ruff check --quiet .
check-types:
	$(PY) -m mypy $(CODE)
check-imports:
	.venv/bin/lint-imports --no-cache
check-ceilings:
	$(PY) -m tests.ceilings
check-templates:
	$(PY) -m djlint --quiet --lint admin/templates portal/templates simulator/templates
check-dead:
	$(PY) -m vulture

.venv/pyvenv.cfg:
	python3 -m venv .venv

.venv/demo.ok: requirements-demo.txt .venv/pyvenv.cfg
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.txt
	@touch $@

.venv/dev.ok: requirements-dev.txt .venv/pyvenv.cfg
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/demo.ok
