# Everything a person does with this project. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Each says that an installation is done: of what serving needs, and of the tools for tests.
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
PEERS := $(VENV)/peers/.ready
SLOW := bench browser data deploy logs/cluster network server test_docs.py test_forged_messages.py test_registry.py
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help setup run dev check lint scripts test test-binder test-live data bench docs screenshots clean browser wheel

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: $(READY)  ## make .venv with the pinned versions (Python 3.11 or newer)

$(READY): pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup run
	@touch $@

$(TOOLS): $(READY)
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup dev
	@touch $@

data: setup  ## make the bundled data, where it is missing or older than what makes it
	@$(BIN)/python -m data.make

run: data  ## serve the app on PORT (8866)
	@exec $(BIN)/python -m app.server

dev: data  ## serve, and reload pages and server when a file is edited
	@exec $(BIN)/python -m app.server --autoreload=True

browser: $(TOOLS)
	@VENV="$(VENV)" bash .ci/browser

scripts:  # .vue and .js files; says so where there is no Node
	@bash .ci/scripts

lint: data $(TOOLS) scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Without what serves, trains at length or drives a browser; on as many cores as there are, at most four.
check: lint  ## the fast half of the tests: lint, types, and the unit tests that take seconds
	$(BIN)/python -m pytest -q -n logical --maxprocesses 4 --dist loadfile -m 'not whole' $(SLOW:%=--ignore=tests/%)
	@echo "Left to make test: what is marked “whole”, and of tests/: $(SLOW)."

test: browser lint  ## lint, types, unit tests and browser tests
	@VENV="$(VENV)" bash .ci/tests

wheel: data browser  ## build the wheel, install it and all it needs elsewhere, and open each page
	VITRINE_WHEEL=whole $(BIN)/python -m pytest tests/browser/test_wheel.py

test-binder: data browser  ## install all that environment.yml says anew, and drive the pages there
	BINDER=whole $(BIN)/python -m pytest tests/browser/test_binder.py

test-live: $(TOOLS)  ## fetch brokers of Kafka and what speaks as S3, kill all parts under load, and count
	@VENV="$(VENV)" bash .ci/live

# A peer's page runs in an environment of its own: what it needs would bend the versions that are tested here.
$(PEERS): tests/bench/peers/requirements.txt
	@$(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench: data browser $(PEERS)  ## measure beside the peers, and print
	$(BIN)/python -m tests.bench

docs: $(TOOLS)  ## build the reference of every module from its docstrings into data/made/docs, and renew the README's list of them
	@$(BIN)/python docs/modules.py
	@$(BIN)/python docs/build.py

screenshots: data browser  ## take pictures of every page into data/made/screenshots, and the one that the README shows
	@$(BIN)/python -m tests.browser.screenshots

clean:  ## remove what was made: the environment, the data, the caches
	rm -rf $(VENV) node_modules data/made .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/browser/shots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
