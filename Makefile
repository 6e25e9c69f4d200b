SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
# The Node.js that the lock file pins comes first: the one of the machine may be older.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
.DEFAULT_GOAL := help

DEPS := node_modules/.package-lock.json
SOURCES := $(shell find src -name '*.ts')

$(DEPS): package.json package-lock.json .npmrc
	@echo 'installing packages'
	@npm ci --no-progress
	@touch $@

dist/operator.mjs: $(DEPS) $(SOURCES) build.ts
	@node build.ts

.PHONY: help demo demo-picture test test-e2e build run cluster-up cluster-down crds docs chart release-version lint bench-heal bench-scale bench-audit clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: dist/operator.mjs ## the main job on a real API server with the real Argo CD manifests, in about a minute
	@node test/demo/demo.ts

demo-picture: dist/operator.mjs ## runs the demo, and draws docs/pictures/demo.svg from what it prints
	@node test/demo/picture.ts

test: $(DEPS) ## all checks: format, lint, types, generated files, unit, property, API server, Argo CD
	@node test/controlplane/cli.ts build
	@node test/argocd/cli.ts
	@node test/helm/helm.ts
	@node test/run.ts

test-e2e: $(DEPS) ## end to end with the real Argo CD, which is built once, into the cache, in about 8 minutes
	@node test/controlplane/cli.ts build
	@node test/argocd/cli.ts
	@node test/run.ts --only e2e

build: dist/operator.mjs ## the operator as one file: node dist/operator.mjs --help

run: dist/operator.mjs ## the operator against KUBECONFIG; ARGS='--log-level debug' adds flags
	@node dist/operator.mjs --no-leader-election $(ARGS)

cluster-up: $(DEPS) ## a control plane on this machine; its kubeconfig is .cluster/kubeconfig
	@node test/controlplane/cli.ts up

cluster-down: $(DEPS) ## stops it, and leaves nothing behind
	@node test/controlplane/cli.ts down

crds: $(DEPS) ## generates crds/ (and the field reference) from the schema in src/api
	@node src/api/generate.ts

docs: crds ## generates docs/reference and docs/rules from the schema, the settings of Argo CD and the rules
	@node docs.ts

chart: crds ## generates the Helm chart's rights, CRD and alerts, and the operator's own NetworkPolicy
	@node packaging/generate.ts

release-version: $(DEPS) ## writes a version wherever it is said; VERSION=1.2.3
	@node packaging/version.ts $(VERSION)

lint: $(DEPS) ## format, lint, unused code and types
	@node test/run.ts --only static

bench-heal: dist/operator.mjs ## heal latency against a bare watch + patch: build/bench/heal.json
	@node test/bench/heal.ts

bench-scale: dist/operator.mjs ## 200 projects and 1,000 Applications against a bare loop: build/bench/scale.json
	@node test/bench/scale.ts

bench-audit: dist/operator.mjs ## 10,000 workloads against a bare LIST: build/bench/audit.json; ARGS='--scale 0.1' for fewer
	@node test/bench/audit.ts $(ARGS)

clean: $(DEPS) ## removes what was built; the control plane in the cache folder stays
	@node test/controlplane/cli.ts down
	@rm -rf build dist node_modules
