# make demo   sets up .venv and reads a real film
# make test   installs what the tests need, checks style and types, runs the tests
# make docs   builds the documentation site in site/
# make bench  measures speed and memory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -c constraints.txt
FILM = $(shell $(BIN)/python -c "from pydicom.data import get_testdata_file as f; print(f('$(1)', download=False))")

.DEFAULT_GOAL := help
.PHONY: help demo test docs bench browser clean

help:
	@sed -n 's/^# //p' Makefile

demo: $(VENV)/.demo
	@echo "Reading RG1_UNCR.dcm, a chest film that pydicom-data carries ..."
	@$(BIN)/radtrace read "$(call FILM,RG1_UNCR.dcm)" --out out/demo
	@echo
	@echo "Reading RG3_UNCR.dcm, a tibia: it must be rejected ..."
	@$(BIN)/radtrace read "$(call FILM,RG3_UNCR.dcm)" --out out/demo; \
		code=$$?; [ $$code -eq 2 ] || { echo "expected exit code 2, got $$code"; exit 1; }

test: $(VENV)/.test browser
	@echo "Style ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "Types ..."
	@$(BIN)/mypy
	@echo "Tests ..."
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile

docs: $(VENV)/.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is site/index.html"

bench: $(VENV)/.test
	@$(BIN)/python benchmarks/speed.py

# Only the tests of the page need a browser; where none can be installed they are skipped.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the tests of the page ..."; \
			apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1; \
		else false; fi; } || echo "No Chromium here: the tests of the page are skipped."

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
		echo "radtrace needs Python 3.11 or later: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing radtrace (a minute or two the first time) ..."
	@$(PIP) -e ".[demo]"
	@touch $@

$(VENV)/.docs: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing radtrace and MkDocs ..."
	@$(PIP) -e ".[docs]"
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@echo "Installing what the tests need, PyTorch too (some minutes the first time) ..."
	@$(PIP) -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) out site
