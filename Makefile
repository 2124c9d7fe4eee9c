# Two commands to know: `make run` and `make test`. Each sets up what it needs.
.POSIX:
PYTHON ?= python3
BIN = .venv/bin
DATA = lambda/face_guide/data/en.json
MODEL = skill-package/interactionModels/custom/en-US.json
SKILL = $(DATA) $(MODEL)
# What the local speaker learned. Not committed; the first time it takes a minute.
PACK = speaker/nlu/en.npz
BUILT = $(SKILL) $(PACK)
# skill-package/ is guided; the package of the other mode is built to be linted.
INFORMATION = --mode information --package build/information
PYTEST = --numprocesses auto --dist loadfile
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run talk test check coverage setup format models serve fuzz load test-clients test-browser test-install package bench evaluate stories stories-blind release-check review-pack

run: setup $(BUILT)
	@$(BIN)/face-guide page

talk: setup $(BUILT)
	@$(BIN)/face-guide talk

test: check
	$(BIN)/python -m pytest $(PYTEST)

# All but the tests.
check: setup $(BUILT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/face-guide models --check
	$(BIN)/face-guide lint
	$(BIN)/python -m tools.build_models $(INFORMATION)
	$(BIN)/face-guide lint $(INFORMATION)

# `make test`, and how much of the code it runs; takes twice as long.
coverage: check
	@mkdir -p build/coverage && $(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PYTEST)
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

setup: .venv/ready

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Face Guide needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(PIP) install --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@if [ -e .git ]; then git config blame.ignoreRevsFile .git-blame-ignore-revs || true; fi
	@touch $@

models: setup
	$(BIN)/face-guide models

# A folder is newer than its files when one of them was renamed or deleted.
$(DATA): $(shell find content) tools/compile_content.py tools/schema.py | setup
	$(BIN)/face-guide content

$(MODEL): $(shell find interaction-models) tools/build_models.py tools/templates.py | setup
	$(BIN)/python -m tools.build_models

# Touches it when its inputs are newer and yet the same: tools/train_nlu.py names them too.
$(PACK): $(shell find interaction-models/corpus) interaction-models/nlu_estimates.json $(MODEL) speaker/nlu/en.toml speaker/nlu/language.py speaker/nlu/linear.py speaker/nlu/normalize.py tools/corpus.py tools/nlu_rows.py tools/train_nlu.py | setup
	@$(BIN)/face-guide train

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: setup $(SKILL)
	@$(BIN)/face-guide serve

# Odd envelopes and odd sessions, for minutes instead of seconds.
fuzz: setup
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q --show-capture=no tests/face_guide/alexa/test_any_envelope.py tests/face_guide/test_any_session.py

# Signed requests over loopback, beside the SDK's hello-world skill. Bounded; takes some minutes.
load: setup $(SKILL)
	@$(BIN)/python -m benchmarks.load

# An independent client (npm's virtual-alexa) talks to the running skill in all locales.
test-clients: setup $(SKILL)
	cd tests/clients && npm ci --silent
	$(BIN)/python -m tests.clients

# The speaker's page in headless Chromium, with the figures that it must keep; about a minute.
test-browser: setup $(BUILT)
	$(BIN)/python -m pytest tests/browser

# The wheel, in an empty environment with what it asks for; half a minute and a package index.
test-install: setup $(BUILT)
	$(BIN)/python -m pytest tests/install

# One zip for Lambda with python3.13, the same bytes each time, tried out before it is called done.
package: setup $(SKILL)
	@$(BIN)/face-guide package

# Cold start, warm turns and memory beside the SDK's hello-world skill.
bench: setup $(SKILL)
	@$(BIN)/python -m benchmarks.lambda_door

# One page for each line that a clinician signs, the rules as a table and the hazard log; a browser prints it.
review-pack: setup $(SKILL)
	@$(BIN)/face-guide review

# How well the local speaker understands people; every set of sentences.
evaluate: setup $(BUILT)
	@$(BIN)/face-guide evaluate

# Patient stories: how often level and cause are right, and how long the verdict takes.
stories: setup $(BUILT)
	@$(BIN)/python -m benchmarks.stories

# The same with stories that nobody here has read.
stories-blind: setup $(BUILT)
	@$(BIN)/python -m benchmarks.stories --stories tests/data/blind_stories.toml

release-check: test
	@$(BIN)/face-guide release-check
