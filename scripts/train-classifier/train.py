#!/usr/bin/env python3
"""Trains the classifier of prompts, and writes it where the agent finds it: a DistilBERT in ONNX with eight-bit weights.

    make train DATA=FOLDER

A quarter of an hour on two cores. The seed makes a run repeatable on one machine; on another the figures differ by less than a point.
"""

import argparse
import hashlib
import json
import math
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import AutoTokenizer

import prompts
from model import PromptClassifier, carried_over, difference, minilm
from prompts import COMPLEXITIES, DOMAINS

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST = 256
# Of a longer prompt, so many tokens of its beginning are kept; the rest of the room is for its end. See the card.
HEAD = 128
FROZEN_LAYERS, EPOCHS, BATCH, RATE = 3, 3, 32, 1e-4
HEADS = {"complexity": COMPLEXITIES, "domain": DOMAINS}


def log(text):
    print(text, file=sys.stderr, flush=True)


def encode(tokenizer, text, head=HEAD):
    """The tokens of a prompt. What looks like a special one in it, such as `[SEP]`, is text like any other."""
    tokens = tokenizer(text, add_special_tokens=False, split_special_tokens=True, verbose=False)["input_ids"]
    return framed(tokens, tokenizer.cls_token_id, tokenizer.sep_token_id, head)


def framed(tokens, start, end, head=HEAD):
    """Tokens between [CLS] and [SEP]; of many only the first and the last."""
    room = LONGEST - 2
    if len(tokens) > room:
        tokens = tokens[:head] + tokens[len(tokens) - (room - head):]
    return [start, *tokens, end]


def padded(rows):
    longest = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.int64)
    mask = torch.zeros(len(rows), longest, dtype=torch.int64)
    for index, row in enumerate(rows):
        ids[index, :len(row)] = torch.tensor(row)
        mask[index, :len(row)] = 1
    return ids, mask


def batches(lengths, size, chance):
    """Indices in batches of about one length, the batches in an order of chance."""
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index] + chance.random() * 8))
    groups = [order[start:start + size] for start in range(0, len(order), size)]
    chance.shuffle(groups)
    return groups


def train(model, rows, labels, seed):
    """Parameters: `rows` of tokens, and for each the indices of its complexity and domain."""
    chance = random.Random(seed)
    model.freeze(FROZEN_LAYERS)
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=RATE, weight_decay=0.01)
    # Rare classes count for more, by the root of how rare they are.
    losses = []
    for head, names in enumerate(HEADS.values()):
        counts = numpy.bincount([label[head] for label in labels], minlength=len(names)).clip(1)
        weights = torch.tensor(1 / numpy.sqrt(counts / counts.mean()), dtype=torch.float32)
        losses.append(torch.nn.CrossEntropyLoss(weight=weights, label_smoothing=0.05))
    steps, step, begin = EPOCHS * math.ceil(len(rows) / BATCH), 0, time.monotonic()
    for epoch in range(EPOCHS):
        model.train()
        model.encoder.embeddings.eval()
        total = 0.0
        for group in batches([len(row) for row in rows], BATCH, chance):
            # Warm-up over a tenth of the steps, then down to nothing.
            share = step / steps
            for parameters in optimizer.param_groups:
                parameters["lr"] = RATE * min(share / 0.1, (1 - share) / 0.9)
            outputs = model(*padded([rows[index] for index in group]))
            wanted = torch.tensor([labels[index] for index in group])
            loss = sum(measure(output, wanted[:, head]) for head, (measure, output) in enumerate(zip(losses, outputs)))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item() * len(group)
            step += 1
            if step % 50 == 0:
                log(f"  step {step} of {steps}, {time.monotonic() - begin:.0f} s")
        log(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(rows):.3f}")


def logits_of(run, rows):
    """
    Parameters: `run`, from ids and mask to a pair of arrays of logits.
    Returns: for each head an array [prompts, classes], in the order of the rows.
    """
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    found = [numpy.zeros((len(rows), len(names)), dtype=numpy.float32) for names in HEADS.values()]
    for start in range(0, len(order), 32):
        group = order[start:start + 32]
        for head, logits in enumerate(run(*padded([rows[index] for index in group]))):
            found[head][group] = logits
    return found


def softmax(logits):
    weights = numpy.exp(logits - logits.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True)


def temperature(logits, labels):
    """What divides logits so that the likelihood of the labels is greatest."""
    def surprise(value):
        return -numpy.log(softmax(logits / value)[numpy.arange(len(labels)), labels] + 1e-12).mean()
    return min((0.5 * 1.02 ** step for step in range(100)), key=surprise)


def calibration_error(probabilities, labels, bins=10):
    """Expected calibration error (Guo et al. 2017): the difference of confidence and accuracy over bins of equal width."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    error = 0.0
    for low in numpy.arange(bins) / bins:
        inside = (confidence > low) & (confidence <= low + 1 / bins)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return error


def figures(logits, labels):
    found = {}
    for head, name in enumerate(HEADS):
        probabilities = softmax(logits[head])
        found[name] = {
            "accuracy": round(float((probabilities.argmax(1) == labels[:, head]).mean()), 4),
            "calibrationError": round(float(calibration_error(probabilities, labels[:, head])), 4),
        }
    return found


def by_group(groups, logits, labels):
    """Returns: for each group of prompts the accuracy of each head."""
    found = {}
    for group in sorted(set(groups)):
        mine = numpy.array([name == group for name in groups])
        found[group] = {name: round(float((logits[head][mine].argmax(1) == labels[mine, head]).mean()), 3)
                        for head, name in enumerate(HEADS)}
    return found


def export(model, folder):
    """Writes `model.onnx` with eight-bit weights."""
    ids, mask = padded([[101, 2054, 2003, 102], [101, 102]])
    exact, prepared = folder / "exact.onnx", folder / "prepared.onnx"
    names, tokens = ["input_ids", "attention_mask"], {0: torch.export.Dim("batch", max=64), 1: torch.export.Dim("tokens", min=2, max=LONGEST)}
    torch.onnx.export(
        model.eval(), (ids, mask), exact, input_names=names, output_names=[*HEADS, "state"], dynamo=True, external_data=False,
        dynamic_shapes={"input_ids": tokens, "attention_mask": tokens}, optimize=True, verbose=False)
    quant_pre_process(exact, prepared, skip_symbolic_shape=True)
    # Seven bits of weights, so that the sums of older processors' instructions cannot overflow: the same everywhere.
    quantize_dynamic(prepared, folder / "model.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul", "Gemm", "Gather"])
    strip(folder / "model.onnx")


def strip(path):
    """Takes the exporter's notes out: of every node they tell the files of this machine that it was made by."""
    model = onnx.load(path)
    for part in [model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info, *model.graph.initializer]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def session(path):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    found = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: found.run(list(HEADS), {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with routing/ and prompts/")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "Sources/Classifier/Model")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without", default="", help="leave these sources out, by prefixes with commas between, measure on them, write nothing")
    parser.add_argument("--without-fold", type=int, help="leave this fifth of the outcomes out, from 0 to 4: what is fitted on the rest is measured on it")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(True)

    source = minilm()
    tokenizer = AutoTokenizer.from_pretrained(source)
    found = prompts.load(options.data, options.seed)
    encoder = carried_over(source)
    apart = difference(source, encoder, [prompt.text for prompt in found[:64]], tokenizer)
    log(f"the weights carried over: hidden states differ from the original's by {apart:.1e} at most")
    if apart > 1e-4:
        raise SystemExit("that is too much")

    without = tuple(name for name in options.without.split(",") if name)
    if options.without_fold is not None:
        found = [prompt for prompt in found if prompt.fold != options.without_fold]
    is_out = lambda prompt: bool(without) and prompt.source.startswith(without)
    parts = {name: [prompt for prompt in found if prompt.part == name and not is_out(prompt)] for name in ("train", "validation", "test")}
    if without:
        parts["test"] = [prompt for prompt in found if is_out(prompt)]
    chance = random.Random(options.seed)
    rows, labels = {}, {}
    for name, members in parts.items():
        texts = [prompts.varied(prompt.text, chance) if name == "train" else prompt.text for prompt in members]
        rows[name] = [encode(tokenizer, text) for text in texts]
        labels[name] = numpy.array([(COMPLEXITIES.index(prompt.complexity), DOMAINS.index(prompt.domain)) for prompt in members])
        log(f"{name}: {len(members)} prompts, {sum(map(len, rows[name]))} tokens")

    model = PromptClassifier(encoder)
    train(model, rows["train"], labels["train"].tolist(), options.seed)
    model.eval()

    def run(ids, mask):
        with torch.no_grad():
            return [logits.numpy() for logits in model(ids, mask)[:len(HEADS)]]

    validation = logits_of(run, rows["validation"])
    model.temperatures.copy_(torch.tensor([temperature(validation[head], labels["validation"][:, head]) for head in range(2)]))
    report = {"prompts": {name: len(members) for name, members in parts.items()}, "exact": figures(logits_of(run, rows["test"]), labels["test"])}
    if without:
        guessed = logits_of(run, rows["test"])
        report["bySource"] = by_group([prompt.source for prompt in parts["test"]], guessed, labels["test"])
        print(json.dumps({"without": without, **report}, indent=2))
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        export(model, folder)
        report["int8"] = figures(logits_of(session(folder / "model.onnx"), rows["test"]), labels["test"])
        for head in HEADS:
            if report["exact"][head]["accuracy"] - report["int8"][head]["accuracy"] > 0.01:
                raise SystemExit(f"eight bits lose more than a point of {head}: {json.dumps(report)}")
        guessed = logits_of(session(folder / "model.onnx"), rows["test"])
        report["int8ByDomain"] = by_group([prompt.domain for prompt in parts["test"]], guessed, labels["test"])
        report["temperatures"] = [round(float(value), 3) for value in model.temperatures]
        options.out.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "model.onnx", options.out)
    shutil.copy(source / "vocab.txt", options.out)
    config = {
        "version": 1, "maxTokens": LONGEST, "headTokens": HEAD, "lowercase": True,
        "outputs": {name: {"name": name, "labels": labels} for name, labels in HEADS.items()},
        "state": "state",
        "sha256": {name: hashlib.sha256((options.out / name).read_bytes()).hexdigest() for name in ("model.onnx", "vocab.txt")},
    }
    (options.out / "classifier.json").write_text(json.dumps(config, indent=2) + "\n")
    (options.out / "figures.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
