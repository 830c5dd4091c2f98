# Two commands matter: `make run` starts the product, `make test` passes every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
IATI := build/iati/iati-activities-schema.xsd

.PHONY: run test format lock bench chaos quality readme screenshot clean

run: $(VENV)/.run
	@$(BIN)/threeline run

test: $(VENV)/.dev $(IATI)
	@$(BIN)/ruff format --check --quiet . || { echo 'make format mends this'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q

# IATI's own schema, which one test needs and we do not ship; without it that test is skipped.
$(IATI): | $(VENV)/.dev
	@$(BIN)/python -m tests.iati

format: $(VENV)/.dev
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

chaos: $(VENV)/.dev
	@$(BIN)/python -m tests.chaos

quality: $(VENV)/.dev
	@$(BIN)/python -m tests.quality

readme: $(VENV)/.dev
	@$(BIN)/python -m tests.readme

screenshot: $(VENV)/.dev
	@$(BIN)/python -m tests.screenshot

# One command renews both locks, for every supported Python; hashes are checked at each install.
COMPILE = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header \
  --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade
lock:
	@$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The stamps make the second time quick: nothing is installed unless a lock file changed.
$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Threeline needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo 'On Debian: apt install python3-venv'; exit 1; }
	@echo 'Setting up $(VENV) (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo 'Adding what the checks need (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
