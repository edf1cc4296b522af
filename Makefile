SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench bench-extraction compatibility format pins clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(RUN_READY): pyproject.toml requirements/run.txt requirements/build.txt
	@echo "Preparing $(VENV) (first time only) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pillarbox needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	@echo "Adding the test and lint tools …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(DEV_READY) ## Build .venv with everything needed to run, test and check

run: $(RUN_READY) ## Start the embedded server on loopback, ready for its first mail
	@$(BIN)/pillarbox serve

test: $(DEV_READY) ## Run all tests (they start the servers they need)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4

check: $(DEV_READY) ## Lint, types, layers, module size
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tests/size_cap.py

bench: $(DEV_READY) ## Measure speed side by side with other servers and write docs/performance.md
	@$(BIN)/python -m bench

bench-extraction: $(DEV_READY) ## Score reply extraction and write docs/extraction.md
	@$(BIN)/python -m bench.extraction

compatibility: $(DEV_READY) ## Make every call of every official client and write docs/compatibility.md
	@$(BIN)/python -m tests.compat.page

format: $(DEV_READY) ## Rewrite the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pins: ## Renew the hash-checked requirement files (needs uv)
	uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -p 3.11 -o requirements/run.txt
	uv pip compile pyproject.toml --extra postgres --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -p 3.11 -o requirements/dev.txt
	printf 'hatchling\neditables\n' | uv pip compile - --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 -o requirements/build.txt
	printf 'agentmail==0.4.15\n' | uv pip compile - --no-deps --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 -o requirements/compat-0.4.txt
	printf 'agentmail==0.5.10\n' | uv pip compile - --no-deps --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 -o requirements/compat-0.5.txt
	printf 'agentmail-toolkit==0.3.2\nfiletype\n' | uv pip compile - --no-deps --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 -o requirements/compat-toolkit.txt

clean: ## Remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
