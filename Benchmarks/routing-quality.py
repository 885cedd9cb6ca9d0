#!/usr/bin/env python3
"""How well the router chooses, measured on prompts that neither the profile nor the classifier has seen.

    make bench-quality DATA=FOLDER

The classifier learned from what became of prompts. So that it does not know the answers, each fifth of the table is scored with
a classifier that was trained without it, and a profile that was fitted without it. The five classifiers are trained once (an
hour on two cores) and kept in .build/train/fold-*.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDS = 5
# Of the example fleet, whose rules for keywords were not made for this table.
EXAMPLE = REPOSITORY / "generated/production/agent"
ESTIMATES = ["success", "gain", "cost", "tokens"]
# USD per million tokens, input and output alike, as RouteLLM (arXiv 2406.18665) has them.
PAIR_PRICES = {
    "gpt-4-1106-preview": {"input_price": 24.7, "output_price": 24.7},
    "mistralai/Mixtral-8x7B-Instruct-v0.1": {"input_price": 0.24, "output_price": 0.24},
}


def spindle(*arguments):
    library = next((REPOSITORY / ".build/onnxruntime").glob("libonnxruntime.*"))
    command = [os.environ.get("SPINDLE", REPOSITORY / ".build/release/spindle"), "eval", *arguments, "--onnxruntime", library]
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def classifier_without(fold, data):
    folder = REPOSITORY / f".build/train/fold-{fold}"
    if not (folder / "classifier.json").exists():
        script = REPOSITORY / "scripts/train-classifier/train.py"
        subprocess.run([REPOSITORY / ".build/train/bin/python", script, "--data", data, "--without-fold", str(fold), "--out", folder],
                       check=True, stdout=subprocess.DEVNULL)
    return folder


def score(fold, outcomes, prices, classifier, config, folder):
    """Parameters: `config`, the folder whose router.json prompts are judged by, both in the fit and in the score."""
    profile = folder / f"profile-{fold}.yaml"
    common = ["--outcomes", outcomes, "--classifier", classifier, *(["--config", config] if config else [])]
    spindle("fit", *common, "--holdout", f"{fold}/{FOLDS}", "--out", profile)
    return json.loads(spindle("score", *common, "--profile", profile, "--prices", prices, "--fold", f"{fold}/{FOLDS}", "--format", "json"))


def pooled(estimates, counts):
    """The mean over all folds; the folds are independent of one another."""
    total = sum(counts)
    mean = sum(count * one["mean"] for one, count in zip(estimates, counts)) / total
    half = math.sqrt(sum((count * (one["high"] - one["low"]) / 2) ** 2 for one, count in zip(estimates, counts))) / total
    return {"mean": mean, "low": mean - half, "high": mean + half}


def rows(reports, key):
    """The same strategy of every report, pooled; the one that is cheapest afterwards is looked for on the pooled curve."""
    counts = [report["prompts"] for report in reports]
    found = []
    for same in zip(*[[row for row in report[key] if not row["name"].startswith("cheapest")] for report in reports]):
        found.append(same[0] | {name: pooled([row[name] for row in same], counts) for name in ESTIMATES})
    return found


def percent(share):
    return f"{share * 100:.1f} %"


def line(name, row, base):
    success, gain, cost = row["success"], row["gain"], row["cost"]
    print(f"  {name:<44} {percent(success['mean'])} ({percent(success['low'])} to {percent(success['high'])})"
          f"  {gain['mean'] * 100:+5.1f} ({gain['low'] * 100:+.1f} to {gain['high'] * 100:+.1f})"
          f"  {cost['mean'] * 1000:.4f} USD/1,000, {percent(cost['mean'] / base)}  {row['tokens']['mean']:.0f} tokens")


def bar(text, value, met):
    print(f"  {'met    ' if met else 'NOT met'}  {text}: {value}")


def keywords_alone(folder):
    """The example fleet's rules without its classifier."""
    config = json.loads((EXAMPLE / "router.json").read_text())
    config["classifier"]["kind"] = "none"
    (folder / "router.json").write_text(json.dumps(config))
    return folder


def nine_models(data, folder):
    outcomes, prices = data / "routing/nine-models.jsonl", data / "routing/nine-models.prices.json"
    judged = {"the classifier alone": None, "keywords alone": keywords_alone(folder), "both": EXAMPLE}
    reports = {name: [score(fold, outcomes, prices, classifier_without(fold, data), config, folder) for fold in range(FOLDS)]
               for name, config in judged.items()}
    plain = reports["the classifier alone"]
    strategies, curve = rows(plain, "strategies"), rows(plain, "curve")
    best = max((row for row in strategies if row["kind"] == "single"), key=lambda row: row["success"]["mean"])
    base, floor = best["cost"]["mean"], best["success"]["mean"]
    print(f"Nine models, {sum(report['prompts'] for report in plain)} prompts in {FOLDS} folds; gain against {best['name']}, the best on all of them")
    for row in strategies:
        line(row["name"], row, base)
    cheapest = {}
    for name, least, most in [("at no less than its success", floor, 0.6), ("within 4 points of it", floor - 0.04, 0.3)]:
        enough = [row for row in curve if row["success"]["mean"] >= least]
        cheapest[name] = (min(enough, key=lambda row: row["cost"]["mean"], default=None), most)
    for name, (row, _) in cheapest.items():
        if row:
            line(f"cheapest {name} (accuracy {row['weights']['accuracy']:.2f})", row, base)
    print("  by accuracy alone, fitted and judged by")
    by = {name: rows(found, "curve")[0] for name, found in reports.items()}
    for name, row in by.items():
        line(f"  {name}", row, base)
    gain = by["the classifier alone"]["success"]["mean"] - floor
    bar("at least 3 points over the best single model", f"{gain * 100:+.1f}", gain >= 0.03)
    for name, (row, most) in cheapest.items():
        share = row["cost"]["mean"] / base if row else 1
        bar(f"at least {1 - most:.0%} cheaper {name}", percent(1 - share) + " cheaper", share <= most)
    calibration = sum(report["prompts"] * report["calibrationError"] for report in plain) / sum(report["prompts"] for report in plain)
    bar("expected calibration error of at most 0.05", f"{calibration:.3f}", calibration <= 0.05)
    both = by["both"]["success"]["mean"]
    bar("keywords and classifier together are best", percent(both), both >= max(row["success"]["mean"] for row in by.values()))
    chance = next(row for row in strategies if row["kind"] == "random")["success"]["mean"]
    print(f"  over a model at random {(by['the classifier alone']['success']['mean'] - chance) * 100:+.1f} points")


def two_models(data, folder):
    prices = folder / "pair-prices.json"
    prices.write_text(json.dumps(PAIR_PRICES))
    # It learned nothing from what became of these prompts.
    classifier = REPOSITORY / "Sources/Classifier/Model"
    reports = [score(fold, data / "routing/gsm8k-two-models.jsonl", prices, classifier, None, folder) for fold in range(FOLDS)]
    counts = [report["prompts"] for report in reports]
    print(f"GSM8K, two models, {sum(counts)} prompts in {FOLDS} folds")
    figures = {name: pooled([report["pair"][name] for report in reports], counts) for name in ("apgr", "cpt50", "cpt80")}
    for name, one in figures.items():
        print(f"  {name} {one['mean']:.3f} ({one['low']:.3f} to {one['high']:.3f})")
    bar("APGR of at least 0.55", f"{figures['apgr']['mean']:.3f}", figures["apgr"]["mean"] >= 0.55)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with routing/ and prompts/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        two_models(options.data, Path(folder))
        sys.stdout.flush()
        nine_models(options.data, Path(folder))


if __name__ == "__main__":
    main()
