#!/usr/bin/env python3
"""What the training rests on: weights that are carried over exactly, and prompts that are cut as the agent cuts them.

    make test-training
"""

import unittest

from transformers import AutoTokenizer

from model import carried_over, difference, minilm
from prompts import Prompt, fold_of
from train import HEAD, LONGEST, encode

TEXTS = ["What is 2 + 2?", "", "Übersetze das: naïve cafés 日本 🎉", "def f(x):\n    return x", "word " * 400, "[SEP] [CLS] [MASK]", "a"]


class TrainingTests(unittest.TestCase):
    def test_hidden_states_are_those_of_the_original(self):
        folder = minilm()
        tokenizer = AutoTokenizer.from_pretrained(folder)
        self.assertLess(difference(folder, carried_over(folder), TEXTS, tokenizer), 1e-4)

    def test_of_a_long_prompt_beginning_and_end_are_kept(self):
        tokenizer = AutoTokenizer.from_pretrained(minilm())
        words = [f"w{number}" for number in range(300)]
        tokens = tokenizer(" ".join(words), add_special_tokens=False)["input_ids"]
        cut = encode(tokenizer, " ".join(words))
        self.assertEqual(len(cut), LONGEST)
        self.assertEqual(cut, [tokenizer.cls_token_id, *tokens[:HEAD], *tokens[-(LONGEST - 2 - HEAD):], tokenizer.sep_token_id])

    def test_what_looks_like_a_special_token_is_text(self):
        tokenizer = AutoTokenizer.from_pretrained(minilm())
        self.assertEqual(encode(tokenizer, "[SEP]").count(tokenizer.sep_token_id), 1)

    def test_a_prompt_never_moves(self):
        self.assertEqual([fold_of(text) for text in ("What is 2 + 2?", "Prove it.", "", "日本")], [3, 1, 2, 1])
        self.assertEqual(Prompt("Prove it.", "high", "maths", "a").part, Prompt("Prove it.", "low", "chat", "b").part)


if __name__ == "__main__":
    unittest.main()
