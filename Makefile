# The verbs of payoutd. `make run` and `make test` are all that a newcomer needs.

PYTHON ?= /usr/bin/python3
JOBS ?= $(shell nproc)
RELEASE = build/release
BENCHMARKS = lists matrix growth creates export writes_beside_lists owners operators peers
BENCH_PROGRAMS = constant_server list_matrix bare_inserts paced_creates make_owners \
  ask_peers awake

.PHONY: run test build check bench fuzz sim check-lists format clean

## run: install what is missing, build, and serve with demo data on 127.0.0.1:8080
run: build
	mkdir -p var
	$(RELEASE)/payoutd serve --demo --db sqlite:var/demo.db --listen 127.0.0.1:8080

## build: install what is missing and build the release binary, build/release/payoutd
build:
	@tools/install_packages.sh build
	@test -f $(RELEASE)/build.ninja || cmake --preset release
	cmake --build $(RELEASE) -j $(JOBS) --target payoutd

## test: install what is missing and prove everything; ends with `N passed, N failed`
test:
	@tools/install_packages.sh build test
	@$(PYTHON) tools/run_tests.py all

## check: before every commit: format, arrows, style, unit tests, lint of what changed
check:
	@tools/install_packages.sh build test
	@$(PYTHON) tools/run_tests.py check

## fuzz: every fuzz target for FUZZ_SECONDS each (60)
fuzz:
	@tools/install_packages.sh build test
	@$(PYTHON) tools/run_tests.py fuzz

## bench: the tables of docs/BENCHMARKS.md, of BENCH_COUNT payouts (1000000)
bench: build
	@tools/install_packages.sh bench
	@cmake --build $(RELEASE) -j $(JOBS) --target $(BENCH_PROGRAMS)
	@for each in $(BENCHMARKS); do \
	  echo; echo "## $$each"; echo; $(PYTHON) bench/$$each.py || exit 1; done

## sim: the seeded simulation of money, SEED (1) and PAYOUTS (1000000); docs/SIMULATION.md
sim:
	@tools/install_packages.sh build
	@test -f $(RELEASE)/build.ninja || cmake --preset release
	@cmake --build $(RELEASE) -j $(JOBS) --target simulation
	@$(RELEASE)/sim/simulation --seed $(or $(SEED),1) --payouts $(or $(PAYOUTS),1000000) --progress

## check-lists: answers of the list engine against a naive list, SEED (1) and QUERIES (1000000)
check-lists:
	@tools/install_packages.sh build
	@test -f $(RELEASE)/build.ninja || cmake --preset release
	@cmake --build $(RELEASE) -j $(JOBS) --target list_check list_check_tiny
	@$(RELEASE)/src/index/list_check_tiny --seed $(or $(SEED),1) --queries $(or $(QUERIES),1000000)
	@$(RELEASE)/src/index/list_check --seed $(or $(SEED),1) --queries $(or $(QUERIES),1000000) --large 3

## format: rewrite the code as .clang-format says
format:
	@tools/install_packages.sh test
	git ls-files --cached --others --exclude-standard '*.h' '*.cc' | xargs clang-format-16 -i

clean:
	rm -rf build
