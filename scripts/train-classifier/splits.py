#!/usr/bin/env python3
"""How much of the beginning of a long prompt to keep, and how much of its end: the accuracy of the committed model by split.

    .build/train/bin/python scripts/train-classifier/splits.py --data FOLDER

Of the prompts that do not fit, whichever part they are in; training saw them cut as `train.HEAD` says.
"""

import argparse
from pathlib import Path

import numpy
from transformers import AutoTokenizer

import prompts
from model import minilm
from prompts import COMPLEXITIES, DOMAINS
from train import HEADS, LONGEST, REPOSITORY, encode, logits_of, session


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with routing/ and prompts/")
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(minilm())
    run = session(REPOSITORY / "Sources/Classifier/Model/model.onnx")
    whole = lambda prompt: len(tokenizer(prompt.text, add_special_tokens=False, split_special_tokens=True, verbose=False)["input_ids"])
    long = [prompt for prompt in prompts.load(options.data, 7) if whole(prompt) > LONGEST - 2]
    labels = numpy.array([(COMPLEXITIES.index(prompt.complexity), DOMAINS.index(prompt.domain)) for prompt in long])
    print(f"{len(long)} prompts of more than {LONGEST - 2} pieces, {sum(prompt.part != 'train' for prompt in long)} of them held out")
    for head in (0, 64, 128, 192, LONGEST - 2):
        logits = logits_of(run, [encode(tokenizer, prompt.text, head) for prompt in long])
        right = [float((one.argmax(1) == labels[:, index]).mean()) for index, one in enumerate(logits)]
        print(f"{head:>3} of the beginning, {LONGEST - 2 - head:>3} of the end: " + ", ".join(f"{name} {share:.1%}" for name, share in zip(HEADS, right)))


if __name__ == "__main__":
    main()
