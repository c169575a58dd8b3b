# Lathe. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# A JDK 25 or newer: JAVA_HOME, else the usual places.
jdks = $(wildcard $(JAVA_HOME) /usr/lib/jvm/*25* /usr/lib/jvm/*26* /opt/java/*25* /opt/jdk*25* $(HOME)/.sdkman/candidates/java/25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home)
jdk := $(shell for j in $(jdks); do v=$$("$$j/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p'); if [ "$${v:-0}" -ge 25 ] && [ -x "$$j/bin/javac" ]; then echo "$$j"; break; fi; done)
export JAVA_HOME := $(jdk)
mvn := mvn --batch-mode --no-transfer-progress
cache := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
export LATHE_CACHE ?= $(cache)/lathe
export LATHE_TOOLS ?= $(LATHE_CACHE)/bin
export KUBE_API_TEST_DIR ?= $(LATHE_CACHE)/kube-api-test
# The image both images are built on; for one from a registry: make images BASE_IMAGE=eclipse-temurin:25-jre
BASE_IMAGE ?= tar://$(CURDIR)/target/base.tar
# What the engine's image trains on: cpu, or cu128 for NVIDIA GPUs
PYTORCH ?= cpu

.PHONY: help
help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  \033[36m%-14s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: jdk
jdk:
	@test -n "$(JAVA_HOME)" || { echo "Lathe needs a JDK 25 or newer: set JAVA_HOME to one (none was found in the usual places)." >&2; exit 1; }

##@ Use
.PHONY: build
build: jdk ## Builds everything, without tests
	$(mvn) -q package -DskipTests

.PHONY: demo
demo: demo-of-direction ## Compresses a real text-direction classifier on real data, no cluster needed

.PHONY: demo-minilm
demo-minilm: demo-of-minilm ## The same with MiniLM, a sentence encoder, on e-mails

.PHONY: demo-finetune
demo-finetune: demo-of-finetune ## Trains MiniLM with a head to tell spam, on 2,000 e-mails, and judges it on 1,000 others

.PHONY: demo-distill
demo-distill: demo-of-distill ## Teaches half of MiniLM's layers on e-mails without labels, and judges it on 1,000 others

fixture = $*
demo-of-direction: job := demo-classifier.yaml
demo-of-minilm: job := demo-minilm.yaml
demo-of-finetune: job := demo-finetune.yaml
demo-of-finetune: fixture := minilm
demo-of-distill: job := training/distill-encoder.yaml
demo-of-distill: fixture := minilm
demo-of-%: jdk
	$(mvn) -q package -DskipTests -pl compressor-image
	e2e/fixtures/prepare.sh $(fixture)
	mkdir -p target/demo/$*
	ln -sf $(LATHE_CACHE)/fixtures/$(fixture)/* target/demo/$*/
	cp crds/src/main/examples/$(job) target/demo/$*/
	compressor-image/target/lathe/bin/lathe run target/demo/$*/$(notdir $(job))

##@ Check
.PHONY: test
test: jdk test-tools ## Every test that needs no cluster, and those that need a real API server
	$(mvn) verify

.PHONY: conformance
conformance: jdk ## The ONNX project's own tests of its operators, through the differentiable executor
	@e2e/fixtures/fetch.sh onnx-tests
	@$(mvn) -q test -pl compressor-image -Dtest=ConformanceTest

.PHONY: bench
bench: build ## Compares with onnxruntime.quantization and onnx side by side; make bench ONLY=quantize runs one
	e2e/bench/run.sh $(ONLY)

.PHONY: test-tools
test-tools: jdk
	@e2e/fixtures/fetch.sh classifier detectors minilm emails onnx-tests
	@e2e/fixtures/prepare.sh minilm mnist untrained
	@e2e/tools.sh registry helm
	@e2e/api-server.sh

.PHONY: e2e
e2e: jdk images ## The scenarios, on a Kind cluster of their own
	@e2e/fixtures/prepare.sh direction mnist untrained
	@e2e/tools.sh registry helm crane
	$(mvn) verify -Pscenarios -pl e2e -am -Dtest=none '-Dit.test=*E2E'

.PHONY: format
format: jdk ## Formats the sources
	$(mvn) -q spotless:apply

##@ Ship
.PHONY: images
images: jdk target/base.tar ## Both images as archives: compressor-image/target/image.tar, operator/target/image.tar
	$(mvn) -q package -Pimages -DskipTests -Djib.from.image=$(BASE_IMAGE) -Dpytorch.flavor=$(PYTORCH) -pl compressor-image,operator -am

target/base.tar: compressor-image/base/build.sh | jdk
	@compressor-image/base/build.sh $(CURDIR)/target/base.tar

.PHONY: clean
clean: jdk ## Removes what was built
	$(mvn) -q clean
	rm -rf target
