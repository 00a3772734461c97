# Everything a newcomer types. `make` alone lists it.

CARGO ?= cargo
# Where `make run` keeps its private PostgreSQL, nats-server and the reports.
DATA ?= data
# What `make faults` draws by, and which of its runs; nothing for all.
SEED ?= 1
ONLY ?=
# The commit, or the program, that the upgrade of `make faults` begins with; nothing for the newest release or the parent.
EARLIER ?=
# More options for `make run`, for example RUN="--without-demo"; see `plumbline run --help`.
RUN ?=
# A copy of the RustSec advisory database, checked without a network where it is there.
ADVISORY_DB ?= ../shared/data/advisory-db
BUF := $(CURDIR)/tools/node_modules/.bin/buf
BROWSER := tests/browser/node_modules/.package-lock.json
SCANNERS := tests/attack/python/bin/wapiti
PEERS := benches/peers/node_modules/.package-lock.json benches/peers/python/bin/umadb
PLUMBLINE := $(CARGO) run --quiet --release -p plumbline --

.DEFAULT_GOAL := help
.PHONY: help run demo test check format lint docs proto proto-baseline proto-retake deny bench attack faults migrate rebuild verify release image

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, start everything on this machine with the demo trust, print its URL (Ctrl-C ends it)
	@scripts/needs run
	@$(CARGO) build --release -p plumbline
	@$(PLUMBLINE) run --data $(DATA) $(RUN)

demo: ## Play the demo trust's three terms into a Plumbline that already runs
	@$(PLUMBLINE) demo --data $(DATA)

test: ## Run every test against private servers; closes with the counts
	@scripts/needs test
	@$(MAKE) --no-print-directory $(BROWSER)
	@scripts/tests

check: format lint docs proto deny ## Everything but the tests: format, lints, docs, contract, licences

format: ## Is the code formatted?
	@$(CARGO) fmt --all --check

lint: ## Clippy, warnings are errors
	@$(CARGO) clippy --workspace --all-targets -- -D warnings

docs: ## Does every documentation link lead somewhere?
	@RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

proto: $(BUF) ## Contract: lint, format, and nothing broken since the baseline
	@cd proto && $(BUF) lint && $(BUF) format --diff --exit-code && $(BUF) breaking --against baseline.binpb

proto-baseline: $(BUF) ## Take the contract as it is now as the one that must not break
	@cd proto && $(BUF) breaking --against baseline.binpb && $(BUF) build --exclude-source-info -o baseline.binpb

proto-retake: $(BUF) ## Take the contract as it is now, broken or not: only before the first release
	@cd proto && $(BUF) build --exclude-source-info -o baseline.binpb

# Not `npm ci`: it wants the lock to name buf for every platform there is, ours names Linux only.
$(BUF): tools/package.json tools/package-lock.json
	@scripts/needs check
	@cd tools && npm install --no-save --ignore-scripts --silent && touch $(BUF)

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@cd $* && npm ci --ignore-scripts --silent && touch node_modules/.package-lock.json

%/python/bin/umadb %/python/bin/wapiti: %/requirements.txt
	@python3 -m venv $*/python && $*/python/bin/pip install --quiet --requirement $< && touch $@

deny: ## Licences, banned and doubled crates, known vulnerabilities
	@$(CARGO) deny --version >/dev/null 2>&1 || $(CARGO) install cargo-deny --locked --version 0.20.2
	@$(CARGO) deny check --hide-inclusion-graph bans licenses sources
	@if [ -d "$(ADVISORY_DB)" ]; then scripts/advisories "$(ADVISORY_DB)"; \
	else echo "Advisories were not checked: give a copy of the RustSec database as ADVISORY_DB=<folder>."; fi

bench: ## Measure speed and memory; prints machine, commit, fsync and the median of five
	@scripts/needs bench
	@$(MAKE) --no-print-directory $(PEERS)
	@$(CARGO) bench -p benches

attack: ## Let wapiti, sqlmap, ten thousands of bad requests, the owner of a store and an auditor of figures loose
	@scripts/needs attack
	@$(MAKE) --no-print-directory $(BROWSER) $(SCANNERS)
	@$(CARGO) build --workspace --bins --tests
	@$${CARGO_TARGET_DIR:-target}/debug/with-servers $(CARGO) test --workspace --test first_hour -- --ignored --nocapture --test-threads 1
	@$(CARGO) test --workspace --lib -- --ignored --nocapture --test-threads 1 auditor:: tests::attack closing_large

faults: ## Make things go wrong under load, one at a time: make faults SEED=7 ONLY=relay,bus
	@scripts/needs faults
	@$(CARGO) build -p plumbline-tests --features sabotage --bin plumbline-sabotaged
	@$(CARGO) build -p plumbline-tests --bin plumbline-under-test --bin plumbline-faults
	@built=$${CARGO_TARGET_DIR:-target}/debug; \
	earlier=; case ",$(ONLY)," in ,,|*rolling,*|*upgrade*|*tables*) earlier=$$(scripts/earlier $(EARLIER)) || exit ;; esac; \
	$$built/plumbline-faults --seed $(SEED) --only "$(ONLY)" $${earlier:+--earlier "$$earlier"} \
		--program $$built/plumbline-under-test --sabotaged $$built/plumbline-sabotaged

migrate: ## Bring a store to this build's shape (where it is: deploy/env.example)
	@$(PLUMBLINE) migrate

rebuild: ## Rebuild read models beside the live ones and swap: make rebuild NAME=dashboards_facts
	@$(PLUMBLINE) rebuild $(NAME)

verify: ## Recompute every leaf hash of the log and name the first bad position
	@$(PLUMBLINE) verify log

release: ## Build the program with the list of its parts inside, and read the list back
	@$(CARGO) auditable --version >/dev/null 2>&1 || $(CARGO) install cargo-auditable --locked --version 0.7.7
	@$(CARGO) auditable build --release --locked --package plumbline
	@scripts/parts $${CARGO_TARGET_DIR:-target}/release/plumbline plumbline eventlog limits > /dev/null

image: ## Build the container image
	@engine=$$(command -v podman || command -v docker) || { echo "Neither podman nor docker is here." >&2; exit 1; }; \
	$$engine build --file deploy/Containerfile --tag plumbline:$$(git rev-parse --short HEAD) --tag plumbline:latest .
