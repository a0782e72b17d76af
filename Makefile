# Everything sets itself up: the first target that needs it builds .venv from pyproject.toml.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := .venv-peers

.PHONY: help setup demo test check bench-peers format clean

help: ## Show what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Build the virtual environment with mitag and its tools

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mitag needs Python 3.11 or newer; set PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(READY)

demo: $(READY) ## Train the starter model if there is none, and tag the sample documents
	@test -e models/promoted.json || $(BIN)/mitag train
	$(BIN)/mitag classify data/raw -o results/demo.csv

test: $(READY) ## Run every test
	$(BIN)/python -m pytest -n auto

check: $(READY) ## Lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-peers: $(READY) $(PEERS)/.ready ## Measure mitag beside other tools, which get an environment of their own: ENTRIES=entries.jsonl
	$(BIN)/python -m benchmarks.peers.measure $(ENTRIES) --peers $(PEERS)/bin/python

$(PEERS)/.ready: benchmarks/peers/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --requirement $<
	@touch $@

format: $(READY) ## Put the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove what was built, but no model and no labels
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build results
