#!/usr/bin/env python3
"""Measures what `make paper` supposes of traffic and prompts, on data that does not come with the project.

    scripts/paper/measure.py DATA

DATA is a folder with `traces/` (Azure's hour of conversations, CC BY 4.0; ServeGen's rates, Apache-2.0) and `prompts/` (eight
benchmarks). What comes of it are aggregates: `docs/paper/shape.csv`, `docs/paper/tokens.csv`, and `docs/paper/prompts.tsv`, which
has of each prompt what the classifier answered and which words of the example fleet's keyword rules it has, and not the
prompt.
"""

import csv
import datetime
import json
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train-classifier"))
from prompts import of_benchmarks  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
OUT = REPOSITORY / "docs" / "paper"
SPINDLE = REPOSITORY / ".build" / "release" / "spindle"
EACH = 40
# Those of which so few are held out that the others are taken as well: the classifier knows some of them.
SMALL = {"mt_bench", "vicuna_bench", "human_eval"}


def shape(data):
    """Requests an hour over two weeks beside their mean, over three production models; and within an hour, by minute."""
    series = {}
    for row in csv.DictReader(open(data / "traces/servegen-rate-10min.csv")):
        if row["model"] in ("m-large", "m-mid", "m-small"):
            series.setdefault(row["model"], {}).setdefault(int(float(row["t_s"])) // 3600, []).append(float(row["total_rate_rps"]))
    hours = range(14 * 24)
    factors = []
    for rates in series.values():
        means = {hour: sum(values) / len(values) for hour, values in rates.items()}
        mean = sum(means.values()) / len(means)
        # An hour that was not recorded is like the one before.
        last, filled = 1.0, []
        for hour in hours:
            last = means[hour] / mean if hour in means else last
            filled.append(last)
        factors.append(filled)
    times = [
        datetime.datetime.fromisoformat(row["TIMESTAMP"][:26])
        for row in csv.DictReader(open(data / "traces/AzureLLMInferenceTrace_conv.csv"))
    ]
    minutes = [0] * 60
    length = (times[-1] - times[0]).total_seconds()
    for time in times:
        minutes[min(59, int((time - times[0]).total_seconds() / length * 60))] += 1
    with open(OUT / "shape.csv", "w") as file:
        file.write("kind,index,factor\n")
        for hour in hours:
            file.write(f"hour,{hour},{sum(filled[hour] for filled in factors) / len(factors):.4f}\n")
        for minute, count in enumerate(minutes):
            file.write(f"minute,{minute},{count * 60 / len(times):.4f}\n")


def tokens(data):
    """Fifty groups of conversations by the length of the prompt; of each the median prompt, and answers at twenty ranks."""
    rows = sorted(
        (int(row["ContextTokens"]), int(row["GeneratedTokens"]))
        for row in csv.DictReader(open(data / "traces/AzureLLMInferenceTrace_conv.csv"))
    )
    with open(OUT / "tokens.csv", "w") as file:
        file.write("prompt," + ",".join(f"answer{rank}" for rank in range(20)) + "\n")
        for group in range(50):
            part = rows[group * len(rows) // 50 : (group + 1) * len(rows) // 50]
            answers = sorted(answer for _, answer in part)
            ranks = [answers[int((rank + 0.5) / 20 * len(answers))] for rank in range(20)]
            file.write(f"{part[len(part) // 2][0]}," + ",".join(map(str, ranks)) + "\n")


def benchmarks(data):
    """Prompts of eight kinds that the classifier was not trained on, with the labels that they would have had in training."""
    kinds = {}
    for prompt in of_benchmarks(data / "prompts", random.Random(1)):
        kind = prompt.source.split("-")[0]
        if kind != "arena_hard" and (prompt.part != "train" or kind in SMALL):
            kinds.setdefault(kind, []).append(prompt)
    return kinds


def ask(config, prompt):
    command = [
        SPINDLE, "route", "--prompt", "-", "--config", config, "--classifier", REPOSITORY / "Sources/Classifier/Model",
        "--onnxruntime", next((REPOSITORY / ".build/onnxruntime").glob("libonnxruntime.*")), "--format", "json",
    ]  # fmt: skip
    output = subprocess.run(command, input=prompt, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout
    return json.loads(output)["judgement"]


def measure(prompts, config, bare):
    rows = []
    for prompt in random.Random(1).sample(prompts, min(EACH, len(prompts))):
        judged = ask(bare, prompt.text)
        words = [rule.get("word") or "" for rule in ask(config, prompt.text)["rules"]]
        seems = [max(judged[part]["shares"].items(), key=lambda share: share[1]) for part in ("complexity", "domain")]
        confidence = f"{seems[0][1]:.3f}/{seems[1][1]:.3f}"
        text = "; ".join(filter(None, words)) or "."
        rows.append(f"{seems[0][0]}\t{seems[1][0]}\t{confidence}\t0\t1\t-\t{text}\t{prompt.complexity}\t{prompt.domain}")
    return rows


def main():
    data = Path(sys.argv[1])
    OUT.mkdir(exist_ok=True)
    shape(data)
    tokens(data)
    router = json.loads((REPOSITORY / "generated/production/agent/router.json").read_text())
    with tempfile.TemporaryDirectory() as name:
        bare = Path(name)
        (bare / "router.json").write_text(json.dumps(router | {"keywords": [], "classifier": router["classifier"] | {"minConfidence": 0}}))
        kinds = list(benchmarks(data).items())
        with ThreadPoolExecutor(2) as pool:
            rows = list(pool.map(lambda kind: measure(kind[1], REPOSITORY / "generated/production/agent", bare), kinds))
    with open(OUT / "prompts.tsv", "w") as file:
        file.write(
            "# Of prompts of eight benchmarks, as scripts/paper/measure.py found them: complexity and domain that the classifier\n"
            "# answers, with its confidence in each; nothing; the words of the example fleet's keyword rules that are in it, in\n"
            "# place of the prompt; complexity and domain that it is taken to have.\n"
        )
        for kind, part in zip(kinds, rows):
            file.write(f"# {kind[0]}\n" + "\n".join(part) + "\n")


if __name__ == "__main__":
    main()
