# The commands people type. Each sets up .venv by itself; nothing else is needed.

VENV := .venv
READY := $(VENV)/ready
BIN := $(VENV)/bin
# A Python that the lock file covers.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)

# Packages there would come before those of .venv.
unexport PYTHONPATH
# What is imported is compiled once and kept, so that setting up need not compile all there is.
unexport PYTHONDONTWRITEBYTECODE

# Snakemake's own cache stays in the project too: not everybody's home can be written to.
SNAKEMAKE := XDG_CACHE_HOME="$(CURDIR)/.cache" "$(BIN)/python" -m snakemake

# Another config is laid over config/config.yaml. Making one run of that leaves an index of all its
# runs as it is.
LAID_OVER := $(if $(CONFIG),--configfile "$(CONFIG)")
KEEP_INDEX := $(if $(CONFIG),,$(if $(wildcard results/site/index.html),--until build_page))
ONE_RUN := $(if $(RUN),--config 'only=["$(RUN)"]' $(KEEP_INDEX))

# A file's tests share what its first one made. Files in the order of tests/conftest.py.
PYTEST := "$(BIN)/python" -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help run verify-archive voila validator test test-long check bench mutants format lock docs pictures rulegraph clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@echo "chemins: the paths that images take through a neural network"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  make run RUN=1v7                      makes the page of one run only"
	@echo "  make run CONFIG=config/fashion.yaml   makes the runs of another config"

run: $(READY)  ## make every result of config/config.yaml under results/, with a progress bar
	@$(SNAKEMAKE) --cores all --logger rich $(LAID_OVER) $(ONE_RUN)

verify-archive: $(READY)  ## check an archive, FILE=results.tar.zst, and make its results afresh; CHECKSUMS=1: not afresh
	@XDG_CACHE_HOME="$(CURDIR)/.cache" "$(BIN)/python" scripts/verify_archive.py "$(FILE)" $(if $(CHECKSUMS),--checksums)

# Unless told otherwise Voilà answers to every name, and anybody: a page of another site could have
# its own name lead here (DNS rebinding), another user of this computer could ask. Empty means no.
voila: $(READY)  ## serve notebooks/explore.ipynb as a page, on this computer only
	@"$(BIN)/python" -m voila notebooks/explore.ipynb --no-browser --Voila.ip=127.0.0.1 \
		--Voila.auto_token=True --Voila.tornado_settings=allow_remote_access=

validator: .cache/validator/ready  ## set up what checks RO-Crates, for the tests (in .cache; 80 MB)

.cache/validator/ready: tests/validator/requirements.lock
	@"$(PYTHON)" -m venv --clear .cache/validator
	@.cache/validator/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r tests/validator/requirements.lock
	@touch "$@"

test: $(READY)  ## run every test but the long ones
	@$(PYTEST)

test-long: $(READY)  ## what runs again after a change, on config/config.yaml itself (a quarter of an hour)
	@"$(BIN)/python" -m pytest -m long

check: $(READY)  ## the tests that take a second at most, and the linters
	@$(PYTEST) -m "not slow"

bench: $(READY)  ## measure speed and memory (three hours); PART=silhouettes: one part only
	@"$(BIN)/python" tests/bench $(PART)

mutants: $(READY)  ## plant faults that tests must notice (an hour); PART=answers/estimates: one module only
	@"$(BIN)/python" tests/mutants $(PART)

format: $(READY)  ## format Python and Snakemake files
	@"$(BIN)/ruff" check --fix . && "$(BIN)/ruff" format . && "$(BIN)/snakefmt" .

docs: $(READY)  ## write config/README.md from the schema, the words of docs/measures.md, and the badges
	@"$(BIN)/python" tools/write_config_readme.py
	@"$(BIN)/python" tools/write_glossary.py
	@"$(BIN)/python" tools/write_badges.py docs/badges

rulegraph: $(READY)  ## draw the graph of rules, docs/pictures/rules.svg, anew (needs Graphviz)
	@"$(BIN)/python" tools/draw_rules.py docs/pictures/rules.svg

pictures: $(READY)  ## make the pictures of README.md and docs/ anew, from two runs of config/config.yaml (needs Chromium)
	@$(SNAKEMAKE) --cores all --config "only=[1v7,all-digits]" results_dir=results-pictures
	@"$(BIN)/python" tools/make_pictures.py results-pictures docs/pictures

lock:  ## pin requirements.in anew, with hashes (needs uv), and environment.yml with it
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
		requirements.in -o requirements.lock
	"$(BIN)/python" tools/write_environment.py
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
		tests/validator/requirements.in -o tests/validator/requirements.lock

clean:  ## remove the environment and the caches, not the results
	rm -rf "$(VENV)" .cache .snakemake .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "chemins needs Python 3.11, 3.12 or 3.13; \
	none was found (name one: make run PYTHON=...)"; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) (once; 2 GB, a few minutes)"
	@"$(PYTHON)" -m venv --clear "$(VENV)"
	@"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
		--no-compile -r requirements.lock
	@touch "$(READY)"
