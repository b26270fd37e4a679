# The handful of commands a person uses. `make test` and `make walkthrough` set up what they need.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up
BROWSER := .venv/.set-up-browser
COMPILER := build/compiler
COMPILE := $(COMPILER)/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: setup test coverage check walkthrough walkthrough-quarter demo demo-reset pictures test-browser bench soak format \
	requirements clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "okrbot needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

# Every test, on SQLite and on a PostgreSQL of its own.
test: $(STAMP)
	$(BIN)/pytest -q -n 2 --ignore=tests/browser

# The two floors of branch coverage; measuring takes several times as long as testing.
coverage: $(STAMP)
	$(BIN)/pytest -q -n 2 --ignore=tests/browser --cov --cov-report=
	$(BIN)/coverage report --include='bot/okr/*,bot/services/*' --fail-under=100
	$(BIN)/coverage report --fail-under=90

# Format, lint, types, import layers, and whether the migrations make the tables of the models.
check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	mkdir -p build && rm -f build/check.db*
	DATABASE_URL=sqlite:///build/check.db LOG_LEVEL=WARNING $(BIN)/alembic upgrade head
	DATABASE_URL=sqlite:///build/check.db LOG_LEVEL=WARNING $(BIN)/alembic check

# One whole week against a local stand-in for Slack, told as readable text.
walkthrough: $(STAMP)
	$(BIN)/python -m sandbox.walkthrough

# A whole quarter of two teams, each week held against a model written from the specification alone.
walkthrough-quarter: $(STAMP)
	$(BIN)/python -m sandbox.quarter

# The product without a Slack account: a page on this machine, with a company at work.
demo: $(STAMP)
	$(BIN)/python -m sandbox.demo

# Begin the demo anew.
demo-reset: $(STAMP)
	$(BIN)/python -m sandbox.demo --reset

# The pictures of the README, and the page tried in a real browser. Both need Chromium.
pictures: $(BROWSER)
	$(BIN)/python -m sandbox.pictures

test-browser: $(BROWSER)
	$(BIN)/pytest -q -n0 tests/browser

$(BROWSER): $(STAMP) requirements/browser.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/browser.txt
	touch $(BROWSER)

# How long each request takes for a large team, against a small one; and a claim of the outbox.
bench: $(STAMP)
	$(BIN)/python -m bench.large_team
	$(BIN)/python -m bench.claims

# Prompts that come due while processes are killed and Slack misbehaves, two hundred check-ins at
# once, and thirty weeks of fifty teams, on both databases. What it prints can be played again: `make soak SEED=7 CASE=sqlite-kills SIZE=1`.
SIZE ?= 1
soak: $(STAMP)
	$(BIN)/python -m soak.dst
	$(BIN)/python -m soak --seed "$(SEED)" --case "$(CASE)" --size "$(SIZE)"

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Pin what pyproject.toml asks for, for every platform, without naming an index.
requirements:
	test -x $(COMPILER)/bin/pip-compile || $(PYTHON) -m venv $(COMPILER)
	$(COMPILER)/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(COMPILE) --upgrade --output-file requirements/base.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --upgrade --output-file requirements/browser.txt requirements/browser.in

clean:
	rm -rf .venv build dist *.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
