# What is done by hand often. `make help` lists the verbs; each stands before its two hash signs.
# Needs Python 3.11 or newer with pip; the tests need Chromium as well.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
JOBS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet --constraint constraints.txt
LISTS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test check bench train messages chromium

help: ## list the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: .venv/installed ## install, make the demo, serve it on 127.0.0.1; PORT=8001 for another port
	@test -e var/matchmaker.sqlite3 || echo "3 of 3: making the demo"
	@$(BIN)/matchmaker serve --demo --port $(PORT)

test: .venv/tests chromium ## install what the tests need, run them all; JOBS=4 on a larger machine
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadgroup

check: .venv/tests ## form, types, who imports whom, translations, rules of the house
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/test_house.py tests/test_translations.py

bench: .venv/tests ## how fast it starts, matches and shows, how it shares out; PAPERS=folder also measures the public benchmark
	@$(BIN)/python benchmarks/start_up.py
	@$(BIN)/python benchmarks/review_queue.py
	@$(BIN)/python benchmarks/speed_match.py
	@$(BIN)/python benchmarks/share_out.py
	@$(BIN)/python benchmarks/reciprocity.py
	@if [ -n "$(PAPERS)" ]; then $(BIN)/python benchmarks/reviewer_expertise.py "$(PAPERS)"; fi

train: .venv/tests ## make the models anew from CORPORA=folder (the card of models/encoder says what is in it)
	@$(BIN)/matchmaker train words
	@$(BIN)/matchmaker train languages --corpora "$(CORPORA)"
	@$(BIN)/matchmaker train encoder --corpora "$(CORPORA)"

messages: .venv/tests ## bring the catalogues of texts up to date with the code
	@$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k NP_:1c,2 -o .venv/messages.pot .
	@$(BIN)/pybabel -q update -i .venv/messages.pot -d matchmaker/locale

# Stamps: what is installed already is not installed again until the lists change.
.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "1 of 3: making the environment in .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/made $(LISTS)
	@echo "2 of 3: installing what the software needs; this takes a minute or two"
	@$(PIP) --editable .
	@touch $@

.venv/tests: .venv/installed
	@echo "Installing what the tests need"
	@$(PIP) --editable '.[tests]'
	@touch $@

chromium:
	@command -v chromium >/dev/null && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium, with letters of every script"; \
		apt-get update -qq </dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qqy chromium fonts-noto-core </dev/null >/dev/null; \
	else echo "The tests need a browser: install the packages chromium and fonts-noto-core."; exit 1; fi
