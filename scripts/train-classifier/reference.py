#!/usr/bin/env python3
"""Writes what the tests of `Classifier` compare with: pieces of strings by the `tokenizers` package, and probabilities of prompts by
ONNX Runtime's own binding. Run again after training.
"""

import json
from pathlib import Path

import numpy
import onnxruntime
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import train

FIXTURES = train.REPOSITORY / "Tests/ClassifierTests/Fixtures"
MODEL = train.REPOSITORY / "Sources/Classifier/Model"
STRINGS = 10_000
# Blocks of Unicode, first and last: letters with and without accents, scripts without spaces, signs, emoji, what is not for print.
BLOCKS = [
    (0xC0, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x1E00, 0x1FFF),
    (0x2000, 0x206F), (0x20A0, 0x22FF), (0x2460, 0x27BF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF),
    (0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x1D100, 0x1D1FF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2FA1F),
    (0xE0000, 0xE007F), (0x0, 0xFF),
]


class Dice:
    """SplitMix64 (Steele, Lea, Flood 2014), as the tests have it."""

    def __init__(self, seed):
        self.state = seed

    def roll(self, sides):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        value = self.state
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
        return (value ^ value >> 31) % sides


def string(dice, vocabulary):
    """Bytes, mostly of UTF-8, of one of five kinds: text of the vocabulary, ASCII, a block, any character, any byte."""
    kind, length = dice.roll(5), 1 + dice.roll(60)
    if kind == 0:
        words = []
        for _ in range(1 + length // 3):
            piece = vocabulary[dice.roll(len(vocabulary))].removeprefix("##")
            words.append([piece, piece.upper(), piece + " ", " " + piece, piece + ". "][dice.roll(5)])
        return "".join(words).encode()
    if kind == 1:
        return bytes(0x20 + dice.roll(95) for _ in range(length))
    if kind == 2:
        first, last = BLOCKS[dice.roll(len(BLOCKS))]
        characters = [0x20 + dice.roll(95) if dice.roll(5) == 0 else first + dice.roll(last - first + 1) for _ in range(length)]
    elif kind == 3:
        characters = [dice.roll(0x110000) for _ in range(length)]
    else:
        return bytes(dice.roll(256) for _ in range(length))
    return "".join(chr(character) for character in characters if not 0xD800 <= character <= 0xDFFF).encode()


def digest(pieces):
    """FNV-1a, 32 bits, of the numbers with spaces between."""
    value = 0x811C9DC5
    for byte in " ".join(map(str, pieces)).encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return f"{value:08x}"


PROMPTS = [
    "What is the capital of Kenya?", "hi there", "Prove that there are infinitely many primes.", "Übersetze das bitte ins Englische: Guten Morgen!",
    "写一首关于秋天的诗。", "def f(x):\n    return x * 2  # what does this do?", "🙂🙃", "", " ", "a" * 150, "مرحبا كيف حالك", "SELECT * FROM orders;",
    "Write an email to my landlord about a broken heater.", "The [CLS] and [SEP] of BERT are only words here.", "naïve café — “quoted” … ½ ﬁ ＡＢＣ",
    "word " * 400, "Summarise this. " + "The river was long and the bridge was old. " * 60 + "What was old?", "안녕하세요 세계", "x\u0000y\u200bz",
    "Three boxes are all labelled wrongly: apples, oranges, both. Which one do you open first, and why?", "What is 17 * 23?", "Turn on the kitchen light",
]


def main():
    vocabulary = (MODEL / "vocab.txt").read_text().split("\n")[:-1]
    tokenizer = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(vocabulary)}, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    FIXTURES.mkdir(parents=True, exist_ok=True)
    dice = Dice(7)
    lines = [digest(tokenizer.encode(string(dice, vocabulary).decode(errors="replace")).ids) for _ in range(STRINGS)]
    (FIXTURES / "pieces.txt").write_text("\n".join(lines) + "\n")

    session = onnxruntime.InferenceSession(MODEL / "model.onnx", providers=["CPUExecutionProvider"])
    answers = []
    for prompt in PROMPTS:
        ids = train.framed(tokenizer.encode(prompt).ids, vocabulary.index("[CLS]"), vocabulary.index("[SEP]"))
        inputs = {"input_ids": numpy.array([ids]), "attention_mask": numpy.ones((1, len(ids)), dtype=numpy.int64)}
        logits = session.run(list(train.HEADS), inputs)
        probabilities = {name: [round(float(share), 6) for share in train.softmax(output)[0]] for name, output in zip(train.HEADS, logits)}
        answers.append({"prompt": prompt, "input": ids, **probabilities})
    (FIXTURES / "answers.json").write_text(json.dumps(answers, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
