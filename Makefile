# make run PROMPT="heavy boots on gravel"   set up, then generate ranked takes (KEEP=1: and leave the daemon running)
# make test | check | bench | clean         set up, then tests | format, lint, types, layers | measurements | remove it all
# make screenshots | translations           set up, then pictures of the tray application | its texts for translators

# Only what is said on the command line counts, never the environment: some shells have a PROMPT or SECONDS of their own.
PROMPT = heavy boots on gravel
SECONDS = 4
COUNT = 4
SEED = 1
OUT =
KEEP =
ARGS =
# Most of what the tests do is wait for the programs that they start; whole files go to one process. Each computes with one
# thread: threads that wait for each other burn time that another process would use, many times what they save.
TEST_PROCESSES = 2

# A prompt may hold quotes, dollar signs and semicolons. $(value ...) takes it as it was typed, and it reaches the shell
# only as an environment variable, so that neither make nor the shell reads it as anything but text. `unexport` keeps
# make from expanding it on the way.
export FOLEY_PROMPT := $(value PROMPT)
export FOLEY_OUT := $(value OUT)
export FOLEY_KEEP := $(value KEEP)
export FOLEY_SECONDS := $(value SECONDS)
export FOLEY_COUNT := $(value COUNT)
export FOLEY_SEED := $(value SEED)
unexport PROMPT SECONDS COUNT SEED OUT KEEP
export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/installed
INSTALLED_DEV = $(VENV)/installed-dev
# Twice quiet: warnings about the machine's own settings of pip are not about this project.
PIP_INSTALL = $(BIN)/python -m pip install -qq
TORCH = torch>=2.10,<2.14
OLD_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))

.PHONY: run test check bench screenshots translations clean
.DELETE_ON_ERROR:

run: $(INSTALLED)
	@$(BIN)/foley-bridge generate --seconds="$$FOLEY_SECONDS" --count="$$FOLEY_COUNT" --seed="$$FOLEY_SEED" \
		$${FOLEY_OUT:+"--out=$$FOLEY_OUT"} $${FOLEY_KEEP:+--keep} -- "$$FOLEY_PROMPT"

test: $(INSTALLED_DEV)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile $(ARGS)

check: $(INSTALLED_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/test_layers.py
	$(BIN)/python -m tests.hosts.reaper.check_lua

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks $(ARGS)
	$(BIN)/python -m benchmarks.side_by_side --prompts 26 --threads 1
	$(BIN)/python -m benchmarks.side_by_side --prompts 26 --threads 2
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.reliability.ping
	$(BIN)/python -m benchmarks.reliability.loopback
	$(BIN)/python -m benchmarks.tray_start
	$(BIN)/python -m benchmarks.tray_handlers
	$(BIN)/python -m benchmarks.tray_stalls --offscreen
	$(BIN)/python -m benchmarks.fresh_clone

# Pictures of the tray application for README and docs; some minutes, for a training runs first.
screenshots: $(INSTALLED_DEV)
	$(BIN)/python -m tests.ui.screenshots --training $(ARGS)

# Collects the texts into ui/foley_ui/translations/foley_*.ts and compiles those; a new language: ARGS=pt_BR
translations: $(INSTALLED_DEV)
	$(BIN)/python -m tests.ui.translations $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

# torch alone and first: so pip takes a CPU build that is on the machine, and what follows finds it in place.
$(INSTALLED): pyproject.toml
	@echo "setting up $(VENV): once, some minutes"
	@python=; for name in python3 python3.13 python3.12 python3.11; do \
		if command -v $$name >/dev/null && $$name -c '$(OLD_ENOUGH)'; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed" >&2; exit 1; fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then $$python -m venv --clear $(VENV); fi
	@$(PIP_INSTALL) "$(TORCH)"
	@$(PIP_INSTALL) --editable .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@echo "adding what the tests need to $(VENV)"
	@$(PIP_INSTALL) --editable ".[dev]"
	@touch $@
