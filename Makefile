# Everything from python3 (with venv), make and git. `make help` lists what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= auto
SIDE_BY_SIDE = -n $(WORKERS) --dist worksteal
DEMO_DIR ?= var/demo
TEMPLATES = find ballotline -name '*.html'

.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: $(VENV)/run ## a town to try everything in: http://127.0.0.1:8000/ (PORT, HOST, DEMO_DIR)
	@DEMO_DIR=$(DEMO_DIR) $(BIN)/ballotline demo

test: $(VENV)/dev ## the whole suite on SQLite, without the slow proofs
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not proof and not real and not browser"

test-postgres: $(VENV)/dev ## the same suite on PostgreSQL: its own cluster, or DATABASE_URL
	$(BIN)/python tests/postgres.py $(BIN)/pytest $(SIDE_BY_SIDE) -m "not proof and not real and not browser"

test-browser: $(VENV)/dev ## real Chromium, phone and desktop, with axe
	$(BIN)/pytest $(SIDE_BY_SIDE) -m browser

proofs: $(VENV)/dev ## crash, storm and full disk, with real processes; a kind as one folder
	$(BIN)/pytest $(SIDE_BY_SIDE) -m proof

proofs-real: $(VENV)/dev ## lookups against every real line and address: BALLOTLINE_DATA, or shared/data beside the checkout
	$(BIN)/pytest -m real

mutations: $(VENV)/dev ## each guard of the way in taken out once, in a copy: a test must be red (WORDS: only some)
	$(BIN)/python -m tests.mutations $(WORDS)

mutants: $(VENV)-mutants/ready ## rules, queries, verbs with one small change each: a test must be red (ROOM=ballotline.….…)
	$(VENV)-mutants/bin/python -m tests.mutants run $(if $(ROOM),"$(ROOM).*")
	$(VENV)-mutants/bin/python -m tests.mutants results

check: $(VENV)/dev ## lint, types, contracts, unused dependencies, missing migrations, the table of mutations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TEMPLATES) | xargs $(BIN)/djangofmt --check --quiet --line-length 120 --indent-width 2
	$(TEMPLATES) | xargs $(BIN)/djangofmt check --quiet --ignore endblock-label,untrimmed-blocktranslate
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	BALLOTLINE_HOME=var/check $(BIN)/python -m django check --settings ballotline.settings
	BALLOTLINE_HOME=var/check $(BIN)/python -m django makemigrations --check --dry-run --settings ballotline.settings
	$(BIN)/pytest -q tests/mutations

docs: $(VENV)/dev ## the generated reference pages under docs/reference
	$(BIN)/python docs/generate.py

messages: $(VENV)/run ## the texts of all pages as a catalogue to translate: make messages TO=es (needs gettext)
	@command -v xgettext msgfmt >/dev/null || { echo "Install GNU gettext first (Debian: apt install gettext)." >&2; exit 1; }
	mkdir -p ballotline/locale
	cd ballotline && BALLOTLINE_HOME=../var/check ../$(BIN)/python -m django makemessages --settings ballotline.settings --locale $(TO) --no-obsolete --ignore 'tests' --ignore '*/tests/*'
	cd ballotline && BALLOTLINE_HOME=../var/check ../$(BIN)/python -m django compilemessages --settings ballotline.settings --locale $(TO)

format: $(VENV)/dev ## let ruff set the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## new versions of everything, hashed, without registry addresses (needs uv)
	uv pip compile -q pyproject.toml build.in --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -o requirements.lock
	uv pip compile -q pyproject.toml build.in --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -o requirements-dev.lock
	uv pip compile -q pyproject.toml build.in --group dev --group mutants --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -o requirements-mutants.lock

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)-mutants/ready: requirements-mutants.lock
	$(PYTHON) -m venv $(VENV)-mutants
	$(VENV)-mutants/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutants.lock
	@touch $@

$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help demo test test-postgres test-browser proofs proofs-real mutations mutants check docs messages format lock
