# 公报通. Two commands for a newcomer: `make chat` and `make test`. Plain `make` prints help.
#
# Variables: PYTHON (any Python >= 3.11) · GAZETTE (file or folder for `make chat`) · PORT ·
#   TORCH_INDEX (package index with a CPU build of torch) · PIP_ARGS (further pip options) · PYTEST_ARGS

PYTHON ?= python3
PORT ?= 7860
GAZETTE ?=
TORCH_INDEX ?=
PIP_ARGS ?=
PYTEST_ARGS ?=
SUITE ?= sample
PAIRS ?= $(SHARED)/pairs
STARD ?= $(SHARED)/stard
MODEL ?= index/model
SCALE ?=

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
SHARED := ../shared
PYTEST := $(BIN)/python -m pytest -n auto

.DEFAULT_GOAL := help
.PHONY: help setup chat test quick acceptance bench bench-scale train-embedding train-reranker lint fmt browser eval-smoke figures docs golden clean
.DELETE_ON_ERROR:

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更高版本：make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv && rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); } || \
		{ echo "无法建立虚拟环境：请先安装 python3-venv"; exit 1; }
	@echo "正在安装依赖（首次需几分钟）……"
	@if [ -n "$(TORCH_INDEX)" ]; then \
		$(PIP) install -q $(PIP_ARGS) --index-url "$(TORCH_INDEX)" "$$(grep '^torch==' requirements.lock)"; fi
	@$(PIP) install -q $(PIP_ARGS) -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

setup: $(STAMP) ## create .venv and install the locked dependencies

chat: $(STAMP) ## open the chat at http://127.0.0.1:7860 (GAZETTE=path for your own gazette)
	@$(BIN)/gongbao serve --gazette "$(or $(GAZETTE),index/sample)" --port $(PORT)

browser: # Debian's chromium and fonts for the browser tests
	@if command -v chromium >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; then :; \
	else echo "没有 chromium，浏览器测试将跳过（Debian：apt install chromium fonts-noto-cjk）"; [ "$$CI" != true ]; fi

test: $(STAMP) browser ## the whole test suite, browser included
	@$(PYTEST) -m "not slow" $(PYTEST_ARGS)

quick: $(STAMP) ## tests without browser and without slow ones
	@$(PYTEST) -m "not slow and not browser" $(PYTEST_ARGS)

acceptance: $(STAMP) ## everything slow: the real gazette beside the checkout, its figures, the audit
	@if [ -d $(SHARED)/gazettes ]; then $(BIN)/python -m eval.acceptance --shared $(SHARED); \
	else echo "跳过验收：旁边没有 $(SHARED)/gazettes"; fi

bench: $(STAMP) ## times and memory
	@$(BIN)/python -m eval.bench --shared $(SHARED)

bench-scale: $(STAMP) ## a thousand to a million articles, beside llama-index (SCALE=arguments)
	@nice $(BIN)/python -m eval.bench_scale --stard $(STARD) $(SCALE)

train-embedding: $(STAMP) ## train the shipped embedding anew (PAIRS=folder STARD=folder MODEL=output folder)
	@nice $(BIN)/python -m index.training.train_embedding $(PAIRS) $(STARD) $(MODEL)

train-reranker: $(STAMP) ## fit the reranker's weights anew (PAIRS=folder STARD=folder)
	@nice $(BIN)/python -m index.training.fit_reranker $(PAIRS) $(STARD) index/reranker.json

lint: $(STAMP) ## ruff, mypy, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

fmt: $(STAMP) ## format the code
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

eval-smoke: $(STAMP) ## the benchmark of the sample (SUITE=name for another)
	@$(BIN)/gongbao eval run --suite $(SUITE)

figures: $(STAMP) ## run suites and peers, commit their figures (clean checkout), refresh the README table
	@for suite in sample mentougou-2021-01; do for system in default bm25 naive; do \
		$(BIN)/gongbao eval run --suite $$suite --split test --system $$system >/dev/null || exit 1; done; done
	@$(BIN)/gongbao eval run --suite exact --split all --gazette $(SHARED)/gazettes/mentougou-2021-01.txt >/dev/null
	@for system in bm25 dense default; do \
		$(BIN)/gongbao eval run --suite $(SHARED)/stard --split dev --system $$system >/dev/null || exit 1; done
	@$(BIN)/gongbao eval publish runs/sample-test-default runs/sample-test-bm25 runs/sample-test-naive \
		runs/mentougou-2021-01-test-default runs/mentougou-2021-01-test-bm25 runs/mentougou-2021-01-test-naive \
		runs/exact-all-default runs/stard-dev-bm25 runs/stard-dev-dense runs/stard-dev-default

docs: $(STAMP) ## rewrite the tables and example output of the documents; read the diff
	@GONGBAO_REWRITE_DOCS=1 $(BIN)/python -m pytest -q tests/house/test_house_docs.py

golden: $(STAMP) ## rewrite the golden files; read the diff
	@GONGBAO_REWRITE_GOLDEN=1 $(PYTEST) -m "not slow and not browser" tests/golden

clean: ## remove indexes, runs and caches (not .venv)
	@rm -rf .gongbao runs .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
