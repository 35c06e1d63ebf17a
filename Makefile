# Everything a person does with this project. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help setup run dev test data bench screenshots clean browser

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

setup: $(READY)  ## make .venv with the pinned versions (Python 3.11 or newer)

$(READY): pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup
	@touch $@

data: setup  ## make the bundled data, where it is missing or older than what makes it
	@$(BIN)/python -m data.make

run: data  ## serve the app on PORT (8866)
	@exec $(BIN)/python -m app.server

dev: data  ## serve, and reload pages and server when a file is edited
	@exec $(BIN)/python -m app.server --autoreload=True

browser: setup
	@VENV="$(VENV)" bash .ci/browser

test: data browser  ## lint, types, unit tests and browser tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: data browser  ## measure beside the peers, and print
	$(BIN)/python -m tests.bench

screenshots: data browser  ## take pictures of every page into data/made/screenshots
	@$(BIN)/python -m tests.browser.screenshots

clean:  ## remove what was made: the environment, the data, the caches
	rm -rf $(VENV) data/made .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/browser/shots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
