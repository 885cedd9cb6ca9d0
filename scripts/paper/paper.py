#!/usr/bin/env python3
"""Makes the paper's table: what Spindle gives against static deployments of the same four models, simulated.

    make paper

The assumptions are those of docs/paper.md. The table goes into docs/paper/results.md, a page with charts of the first strategy into
.build/paper/page.html.
"""

import argparse
import csv
import json
import math
import random
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAPER = REPOSITORY / "docs" / "paper"
SPINDLE = REPOSITORY / ".build" / "release" / "spindle"
# Name; what becomes of the tokens of prompt and answer; the share of failures removed in maths, code and reasoning, and elsewhere.
STRATEGIES = [
    ("zero-shot", lambda prompt: prompt, 1, 0, 0),
    ("few-shot", lambda prompt: prompt + 800, 1, 0.06, 0),
    ("chain of thought", lambda prompt: prompt + 10, 3, 0.21, 0.02),
    ("self-consistency", lambda prompt: prompt + 10, 15, 0.37, 0.14),
    ("self-refine", lambda prompt: 2 * prompt, 3, 0, 0.20),
]
GAINING = ("maths", "code", "reasoning")
DOMAINS = ("code", "maths", "reasoning", "knowledge", "writing", "translation", "chat", "other")
ROUTINGS = {"keywords": "spec/keywords", "hybrid": "spec"}
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571}
THEIRS = {"success": "+21.6 %", "latency": "−30 %", "cost": "−33 %"}


def traffic(path, rate, days, seed, change, factor):
    """Two weeks of requests: a Poisson process with the shape of hours and minutes."""
    lots = random.Random(seed)
    shape = {"hour": [], "minute": []}
    for row in csv.DictReader(open(PAPER / "shape.csv")):
        shape[row["kind"]].append(float(row["factor"]))
    tokens = [[int(value) for value in row] for row in list(csv.reader(open(PAPER / "tokens.csv")))[1:]]
    count = 0
    with open(path, "w") as file:
        file.write("time,prompt_tokens,answer_tokens\n")
        for minute in range(days * 24 * 60):
            here = rate * shape["hour"][minute // 60 % len(shape["hour"])] * shape["minute"][minute % 60]
            time = 60 * minute + lots.expovariate(here) if here > 0 else math.inf
            while time < 60 * (minute + 1):
                group = lots.choice(tokens)
                file.write(f"{time:.3f},{change(group[0])},{factor * lots.choice(group[1:])}\n")
                count += 1
                time += lots.expovariate(here)
    return count


def better(share, removed):
    return round(1 - (1 - share) * (1 - removed), 4)


def specs(folder, gaining, others):
    """The example fleet, whose models fail less."""
    shutil.copytree(REPOSITORY / "specs", folder / "specs")
    for path in (folder / "specs" / "models").glob("*.yaml"):
        text = path.read_text()
        start = text.index("quality:")
        quality, levels, inside = text[start:], {}, {}
        for line in quality.splitlines():
            found = {key: float(value) for key, value in re.findall(r"(low|medium|high): ([\d.]+)", line)}
            domain = re.match(r"    (\w+): \{", line)
            if domain:
                inside[domain[1]] = found
            else:
                levels |= found
        lines = ["quality:"] + [f"  {level}: {better(share, others)}" for level, share in levels.items()] + ["  domains:"]
        for domain in DOMAINS:
            removed = gaining if domain in GAINING else others
            figures = {level: better(inside.get(domain, {}).get(level, share), removed) for level, share in levels.items()}
            lines.append(f"    {domain}: {{{', '.join(f'{level}: {share}' for level, share in figures.items())}}}")
        path.write_text(text[:start] + "\n".join(lines) + "\n")


def simulate(folder, trace, seed, policies, html=None):
    command = [
        SPINDLE, "simulate", "specs", "--env", "production", "--trace", trace, "--prompts", PAPER / "prompts.tsv", "--route",
        "auto", "--seed", str(seed), "--format", "json", *(["--html", html] if html else []),
        *[word for policy in policies for word in ("--policy", policy)],
    ]  # fmt: skip
    output = subprocess.run([str(word) for word in command], cwd=folder, check=True, capture_output=True, text=True).stdout
    rows = {row["name"]: row for row in json.loads(output)["strategies"]}
    return {
        name: {"success": row["success"], "latency": row["latency"]["mean"], "cost": 1000 * row["costPerQuery"], "gpus": row["gpuHours"]}
        for name, row in rows.items()
    }


def interval(values):
    mean = sum(values) / len(values)
    if len(values) < 2:
        return mean, 0
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    return mean, T[len(values) - 1] * deviation / math.sqrt(len(values))


def words(values, digits=1, unit=""):
    mean, half = interval(values)
    return f"{mean:.{digits}f}{unit} ± {half:.{digits}f}"


def gain(ours, static, measure):
    mean, half = interval([100 * (a[measure] / b[measure] - 1) for a, b in zip(ours, static)])
    return f"{mean:+.1f} ± {half:.1f} %".replace("-", "−")


def table(results, models, requests):
    text = f"Written by `make paper`: about {requests:,} requests a run, means over seeds with 95 % intervals.\n"
    for strategy, runs in results.items():
        text += f"\n## {strategy}\n\n| deployment | good answers | seconds, mean | cost of 1,000 | GPU hours |\n|---|---:|---:|---:|---:|\n"
        for name, rows in runs.items():
            text += (
                f"| `{name}` | {words([100 * row['success'] for row in rows], 2, ' %')} | {words([row['latency'] for row in rows], 2)} "
                f"| {words([row['cost'] for row in rows], 2)} | {words([row['gpus'] for row in rows], 0)} |\n"
            )
        text += "\n| against | routing | good answers | latency | cost a query |\n|---|---|---:|---:|---:|\n"
        for static in ["always-on/round-robin", *[f"always-on/only:{model}" for model in models]]:
            for name in ROUTINGS:
                ours = runs[f"spec/{name}"]
                cells = [gain(ours, runs[static], measure) for measure in ("success", "latency", "cost")]
                text += f"| `{static}` | {name} | {' | '.join(cells)} |\n"
        text += f"| *the paper, at best* | | {' | '.join(THEIRS.values())} |\n"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=0.25, help="requests a second, on average")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--seeds", type=int, default=3, choices=range(1, 7))
    parser.add_argument("--out", type=Path, default=PAPER / "results.md")
    arguments = parser.parse_args()
    models = sorted(path.stem for path in (REPOSITORY / "specs" / "models").glob("*.yaml"))
    policies = [*ROUTINGS.values(), "always-on/round-robin", *[f"always-on/only:{model}" for model in models], "clairvoyant"]
    page = REPOSITORY / ".build" / "paper" / "page.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def run(job):
            (strategy, change, factor, gaining, others), seed = job
            place = folder / f"{strategy}-{seed}"
            specs(place, gaining, others)
            requests = traffic(place / "trace.csv", arguments.rate, arguments.days, seed, change, factor)
            html = page if strategy == "zero-shot" and seed == 1 else None
            return strategy, requests, simulate(place, "trace.csv", seed, policies, html)

        jobs = [(strategy, seed) for strategy in STRATEGIES for seed in range(1, arguments.seeds + 1)]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(run, jobs))
    results = {}
    for strategy, _, rows in done:
        for name, row in rows.items():
            results.setdefault(strategy, {}).setdefault(name, []).append(row)
    requests = sum(count for _, count, _ in done) // len(done)
    text = table(results, models, requests)
    arguments.out.write_text("# Results\n\n" + text)
    print(text)


if __name__ == "__main__":
    main()
