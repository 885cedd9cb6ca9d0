#!/usr/bin/env python3
"""Measures the classifier beside ONNX Runtime's own Python binding: the same file, the same numbers of pieces, one thread, in turns.

    make bench-classifier
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy
import onnxruntime

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (16, 64, 256)


def of_the_binding(model):
    """Milliseconds at the median, by the number of pieces."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    found = {}
    for length in LENGTHS:
        ids = numpy.array([[101] + [2054] * (length - 2) + [102]])
        inputs = {"input_ids": ids, "attention_mask": numpy.ones_like(ids)}
        times = []
        for index in range(220):
            begin = time.perf_counter()
            session.run(None, inputs)
            if index >= 20:
                times.append(time.perf_counter() - begin)
        found[str(length)] = statistics.median(times) * 1e3
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build", type=Path, default=ROOT / ".build/release")
    parser.add_argument("--model", type=Path, default=ROOT / "Sources/Classifier/Model")
    parser.add_argument("--library", type=Path, default=next((ROOT / ".build/onnxruntime").glob("libonnxruntime.*"), None))
    options = parser.parse_args()
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(json.loads(subprocess.run(
            [options.build / "classifier-benchmark", options.model, options.library], check=True, capture_output=True, text=True).stdout))
        theirs.append(of_the_binding(options.model / "model.onnx"))
    # The best of the rounds: what is slower is the machine's doing.
    ours, theirs = ({key: min(round[key] for round in rounds) for key in rounds[0]} for rounds in (ours, theirs))
    print("| pieces | classifier, ms | Python binding, ms | ratio (bar 1.1) |\n|---:|---:|---:|---:|")
    for length in map(str, LENGTHS):
        print(f"| {length} | {ours[length]:.2f} | {theirs[length]:.2f} | {ours[length] / theirs[length]:.2f} |")
    print(f"\n- 64 pieces: {ours['64']:.2f} ms (bar 10)\n- 4 KB of text into pieces: {ours['4KB']:.0f} µs (bar 200)")
    print(f"- ONNX Runtime {onnxruntime.__version__}")


if __name__ == "__main__":
    main()
