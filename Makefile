# Entry points. Continuous integration calls `make test` and nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Without debug information a first build takes two thirds of the time; DEBUG_INFO=dwarf brings it back.
DEBUG_INFO ?= none
SWIFT_FLAGS := -debug-info-format $(DEBUG_INFO)
FORMATTED := Package.swift Sources/slipway Sources/generate-aws $(filter-out Sources/AWSServices Sources/CZlib,$(wildcard Sources/[A-Z]*)) Tests Examples

.PHONY: help demo test core catalogue lint format generate release clean tools benchmark benchmark-classifier compare endurance

help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 22

tools: ## Install what building and testing need (Debian or Ubuntu, as root), or say what is missing
	@Scripts/tools.sh

demo: tools ## Deploy a real backend onto the embedded cloud, then survive three accidents
	swift build $(SWIFT_FLAGS) --product slipway
	swift build $(SWIFT_FLAGS) --product slipway-demo
	swift build $(SWIFT_FLAGS) --product realworld
	Scripts/demo.sh

# Suites that start servers, engines and containers run one after the other: two cores are theirs alone.
HEAVY := LocalAWSTests|SlipwayCommandsTests|SlipwayFaultsTests|SlipwayImagesTests|RealWorldTests|AWSServicesTests

test: tools ## Build everything and run every test
	swift build $(SWIFT_FLAGS) --build-tests
	@if python=$$(Scripts/python.sh); then export PATH="$$(dirname "$$python"):$$PATH"; \
	else echo "no boto3 from PyPI: the tests that drive it are skipped"; fi; \
	swift test $(SWIFT_FLAGS) --skip-build --skip '$(HEAVY)'; \
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter '$(HEAVY)'

core: ## Test the rooms that decide, in seconds, without any outside package
	ROOMS=SlipwayDomain,SlipwayRollout,SlipwayFailures swift test --scratch-path .build-core

lint: ## Check the layout of every source file, strictly
	swift format lint --strict --parallel --recursive $(FORMATTED)

format: ## Lay out every source file
	swift format --in-place --parallel --recursive $(FORMATTED)

catalogue: ## List the failure modes anew, and write their reference pages
	Scripts/catalogue.sh
	rm -f Documentation/failures/*.md
	GOLDEN=rewrite ROOMS=SlipwayFailures swift test --scratch-path .build-core --filter PageTests

benchmark-classifier: ## Measure how long a night of crashes takes to understand
	ROOMS=classifier-benchmark swift run -c release --scratch-path .build-core classifier-benchmark

generate: ## Write Sources/AWSServices anew from the service models of botocore 1.44.5
	@Scripts/generate.sh

release: tools ## Build the slipway binary that people run, in .build/release
	swift build -c release --product slipway --static-swift-stdlib

# The binary that is measured; SLIPWAY=.build/debug/slipway takes one that is built sooner.
SLIPWAY ?= .build/release/slipway
MEASURED := $(if $(filter .build/release/slipway,$(SLIPWAY)),swift build -c release --product slipway \
	--static-swift-stdlib,swift build $(SWIFT_FLAGS) --product slipway)

benchmark: tools ## Measure the numbers to reach, beside their targets and peers (PARTS="startup rolling ...")
	$(MEASURED)
	Benchmarks/run.sh benchmark "$(SLIPWAY)" $(PARTS)

compare: tools ## Break a service four ways: what slipway says and what the AWS CLI's waiter says (PATIENCE=40)
	$(MEASURED)
	Benchmarks/run.sh compare "$(SLIPWAY)" $(PATIENCE)

endurance: ## Roll 20 deployments in a row under steady load: none may fail, nor any request (COUNT=20)
	@Scripts/tools.sh wrk:/usr/bin/wrk
	$(MEASURED)
	swift build $(SWIFT_FLAGS) --product realworld
	Benchmarks/run.sh endurance "$(SLIPWAY)" $(COUNT)

clean: ## Forget every build
	rm -rf .build .build-core
