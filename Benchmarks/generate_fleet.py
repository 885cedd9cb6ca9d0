"""Fleets of any size for the benchmark, the same bytes on every run.

Each is a folder of specs as people write them: one file a model, overlays in an environment, KEDA and Argo CD. Kinds
follow one another, so that a fleet ten times as large is ten times the same mix.
"""

import hashlib
import pathlib

# architecture, publisher's repository, precision, pool, GPUs, context, cold start in minutes, quality by complexity
KINDS = [
    ("gemma-3-4b", "google/gemma-3-4b-it", "bf16", "h100", 1, "32k", 2, (0.82, 0.55, 0.24)),
    ("llama-3.1-8b", "meta-llama/Llama-3.1-8B-Instruct", "bf16", "h100", 1, "64k", 2, (0.85, 0.61, 0.29)),
    ("gpt-oss-20b", "openai/gpt-oss-20b", "fp4", "h100", 1, "64k", 2, (0.88, 0.69, 0.38)),
    ("gemma-3-27b", "google/gemma-3-27b-it", "bf16", "h100", 1, "32k", 3, (0.91, 0.72, 0.41)),
    ("qwen3-32b", "Qwen/Qwen3-32B", "bf16", "h100", 2, "32k", 4, (0.9, 0.75, 0.47)),
    ("mixtral-8x7b", "mistralai/Mixtral-8x7B-Instruct-v0.1", "bf16", "h100", 2, "32k", 5, (0.94, 0.63, 0.33)),
    ("llama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct", "bf16", "h100", 4, "32k", 6, (0.92, 0.78, 0.5)),
    ("llama-3.2-90b-vision", "meta-llama/Llama-3.2-90B-Vision-Instruct", "bf16", "h100", 4, "32k", 7, (0.92, 0.79, 0.52)),
    ("qwen3-235b-a22b", "Qwen/Qwen3-235B-A22B-FP8", "fp8", "h100", 4, "32k", 9, (0.93, 0.86, 0.71)),
    ("deepseek-r1", "deepseek-ai/DeepSeek-R1", "fp8", "h200", 8, "64k", 15, (0.94, 0.9, 0.84)),
]
TEAMS = ["search", "assist", "code", "research"]
DIGEST = "sha256:014a95f21c9edf6abe0aea6b07353f96baa4ec291c427bb1176dc7c93a85845c"

FLEET = """\
# A fleet of {count} models.
apiVersion: spindle/v1alpha1
kind: Fleet
metadata: {{name: bench-{count}}}
teams:
{teams}
defaults:
  engine:
    name: vllm
    image: registry.example.com/vllm/vllm-openai:v0.11.0@{digest}
    env:
      HF_TOKEN: {{secret: {{name: hugging-face, key: token}}}}
  scale: {{min: 0, max: 1, idleTimeout: 15m}}
  storage: {{kind: claim, storageClass: fast-nvme}}
routing:
  weights: {{accuracy: 0.5, latency: 0.3, cost: 0.2}}
  classifier: {{kind: distilbert, minConfidence: 0.6}}
  keywords:
    - {{match: [prove, derive, step by step], complexity: high, domain: maths}}
    - {{match: [translate, summarize, what is], complexity: low}}
  routes:
    - {{name: auto, candidates: all, fallback: [{fallback}], timeout: 40m}}
  clientTimeout: 1h
tenants:
  portal: {{priority: 80, requestsPerMinute: 600}}
"""

ENVIRONMENT = """\
apiVersion: spindle/v1alpha1
kind: Environment
metadata: {{name: {name}}}
cluster: {{namespace: {name}}}
versions: {{kubernetes: "1.35", keda: "2.20", argocd: "3.1"}}
delivery: {{via: argocd, repo: https://git.example.com/llm/fleet.git}}
scaling: {{via: keda}}
agent:
  image: registry.example.com/spindle/spindle-agent:0.1.0@{digest}
  keys: spindle-keys
pools:
  h100: {{gpu: H100-80GB, nodes: {nodes}, gpusPerNode: 8, pricePerGpuHour: 2.90}}
  h200: {{gpu: H200-141GB, nodes: {nodes}, gpusPerNode: 8, pricePerGpuHour: 3.80}}
deploy:
{deploy}
models:
{overlays}
"""

# The configuration of an agent is a ConfigMap, which holds some 450 models: larger fleets are several clusters.
MODELS_PER_ENVIRONMENT = 400

MODEL = """\
apiVersion: spindle/v1alpha1
kind: Model
metadata: {{name: {name}, team: {team}, description: "Number {index}, a {architecture}."}}
source: hf://{repository}@{revision}
architecture: {architecture}
precision: {precision}
context: {context}
placement: {{pool: {pool}, gpus: {gpus}}}
scale:
  max: 2
  coldStart: {cold}m
  concurrency: 16
  idleTimeout: {{policy: adaptive, min: {cold}m, max: 2h}}
capabilities: [chat, completions, json]
# Measured on the evaluation set of the team.
quality:
  low: {quality[0]}
  medium: {quality[1]}
  high: {quality[2]}
  domains:
    maths: {{medium: {quality[1]}, high: {quality[2]}}}
"""


def names(count):
    kinds = [KINDS[index % len(KINDS)] for index in range(count)]
    return [f"{kind[0].replace('.', '-')}-{index:05d}" for index, kind in enumerate(kinds)]


def generate(folder, count):
    """Writes the specs of `count` models into a folder, unless they are there."""
    folder = pathlib.Path(folder)
    marker = folder.parent / "generator"
    own = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    if marker.exists() and marker.read_text() == own:
        return
    for part in ("models", "environments"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    known = names(count)
    teams = "\n".join(f'  {team}: {{description: The {team} team, contact: "#team-{team}"}}' for team in TEAMS)
    (folder / "fleet.yaml").write_text(
        FLEET.format(count=count, teams=teams, digest=DIGEST, fallback=", ".join(known[3::MODELS_PER_ENVIRONMENT])))
    for start in range(0, count, MODELS_PER_ENVIRONMENT):
        deployed = known[start : start + MODELS_PER_ENVIRONMENT]
        name = f"production-{start // MODELS_PER_ENVIRONMENT}"
        # Every twentieth model is always awake, the fallback among them: an overlay as people write it.
        overlays = "\n".join(f"  {model}: {{scale: {{min: 1}}}}" for model in deployed[3::20])
        (folder / f"environments/{name}.yaml").write_text(
            ENVIRONMENT.format(
                name=name, digest=DIGEST, nodes=max(8, len(deployed) // 2), overlays=overlays,
                deploy="\n".join(f"  - {model}" for model in deployed)))
    for index, name in enumerate(known):
        architecture, repository, precision, pool, gpus, context, cold, quality = KINDS[index % len(KINDS)]
        (folder / f"models/{name}.yaml").write_text(
            MODEL.format(
                name=name, team=TEAMS[index % len(TEAMS)], index=index, architecture=architecture,
                repository=repository, revision=hashlib.sha1(name.encode()).hexdigest(), precision=precision,
                context=context, pool=pool, gpus=gpus, cold=cold, quality=quality))
    marker.write_text(own)
