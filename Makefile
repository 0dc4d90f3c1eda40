# `make report` and `make test` do all the set-up: a virtual environment in .venv, the pinned
# versions of constraints.txt, and the package itself.

PYTHON ?= python3
OUT ?= report
VENV := .venv
BIN := $(VENV)/bin

.PHONY: report test lint docs fuzz mutants clean

report: $(VENV)/installed
	$(BIN)/crossings report --out $(OUT)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/installed-test
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[lint]'
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive cli data forecast reports

docs: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -d build/doctrees docs site

# By hand: minutes for each kind of what comes from outside, and what it finds is kept.
MINUTES := 60
fuzz: $(VENV)/installed-test
	FUZZ_MINUTES=$(MINUTES) HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -m fuzz $(ARGS)

# By hand: it takes an hour. `make mutants ARGS=forecast/distribution.py` takes minutes.
mutants: $(VENV)/installed-test
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutants]'
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tools/mutants.py $(ARGS)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,docs]'
	touch $@

clean:
	rm -rf $(VENV) build dist report site *.egg-info
