# The verbs of payoutd. `make run` and `make test` are all that a newcomer needs.

PYTHON ?= /usr/bin/python3
JOBS ?= $(shell nproc)
# The tests that need no database server, browser or minutes.
export CCACHE_DIR ?= $(HOME)/.cache/ccache

.PHONY: run test build check bench fuzz format packages clean

## run: install what is missing, build, and serve with demo data on 127.0.0.1:8080
run: build
	mkdir -p var
	build/release/payoutd serve --demo --db sqlite:var/demo.db --listen 127.0.0.1:8080

## test: install what is missing and prove everything; ends with `N passed, N failed`
test: packages
	$(PYTHON) tools/run_tests.py all

## check: what to run before every commit: format, arrows, style, lint of what changed, unit tests
check: packages
	$(PYTHON) tools/run_tests.py check

## build: the release binary, build/release/payoutd
build: packages build/release/build.ninja
	cmake --build build/release -j $(JOBS) --target payoutd

build/%/build.ninja: | packages
	cmake --preset $*  >/dev/null

## bench: the tables of docs/BENCHMARKS.md (BENCH_COUNT=1000000)
bench: packages build/release/build.ninja
	cmake --build build/release -j $(JOBS) --target payoutd constant_server
	$(PYTHON) bench/lists.py

## fuzz: every fuzz target for FUZZ_SECONDS each (60)
fuzz: packages
	$(PYTHON) tools/run_tests.py fuzz

## format: rewrite the code as .clang-format says
format: packages
	git ls-files --cached --others --exclude-standard '*.h' '*.cc' | xargs clang-format-16 -i

packages:
	@tools/install_packages.sh

clean:
	rm -rf build
