# Two commands do all the set-up:  make run  and  make test

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
CAPTURE ?= captures/misbehaving.pcap

.PHONY: run test lint types bench clean

run: $(VENV)/run
	@$(BIN)/nldissect $(CAPTURE)

test: lint types
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/test
	$(BIN)/ruff check .

types: $(VENV)/test
	$(BIN)/mypy

bench: $(VENV)/bench
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.live
	$(BIN)/python -m benchmarks.tables

# Each of these is a virtual environment with what its target needs; the file is made when the install succeeds.
$(VENV)/run: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	    { echo "make: no virtual environment can be made; on Debian: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test: $(VENV)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/bench: $(VENV)/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
