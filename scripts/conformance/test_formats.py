"""The checks of formats and of the language, checked themselves: what is broken must be caught.

.build/conformance/venv/bin/python -m unittest discover scripts/conformance
"""

import unittest

from jsonschema import Draft7Validator

from formats import offset, region
from language import documents, variants
from published import SARIF_TITLE, sarif_schema


class Regions(unittest.TestCase):
    TEXT = "\ufeffab\r\nü👍c\nd"

    def test_places(self):
        for line, column, wanted in ((1, 1, "a"), (1, 2, "b"), (2, 1, "ü"), (2, 3, "c"), (3, 1, "d")):
            self.assertEqual(self.TEXT[offset(self.TEXT, line, column)], wanted)

    def test_end_is_not_part(self):
        start, end = region(self.TEXT, {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 3})
        self.assertEqual(self.TEXT[start:end], "ü👍")


class Published(unittest.TestCase):
    def test_the_schema_of_sarif_is_there_and_refuses(self):
        schema = sarif_schema()
        self.assertEqual(schema["title"], SARIF_TITLE)
        tool = {"driver": {"name": "x"}}
        result = {"message": {"text": "m"}}
        good = {"version": "2.1.0", "runs": [{"tool": tool, "results": [result]}]}
        self.assertTrue(Draft7Validator(schema).is_valid(good))
        for bad in (
            {**good, "version": "2.0.0"},
            {"version": "2.1.0"},
            {"version": "2.1.0", "runs": [{"results": []}]},
            {"version": "2.1.0", "runs": [{"tool": tool, "results": [{**result, "level": "fatal"}]}]},
            {"version": "2.1.0", "runs": [{"tool": tool, "results": [{**result, "unknown": 1}]}]},
        ):
            self.assertFalse(Draft7Validator(schema).is_valid(bad), bad)


class Documents(unittest.TestCase):
    def test_yaml_is_read_by_its_core_schema(self):
        text = "{a: yes, b: 2024-01-01, c: 010, d: 1:30, e: true, f: 1.5, g: ~, h: '1', i: 1e3}"
        wanted = {"a": "yes", "b": "2024-01-01", "c": 10, "d": "1:30", "e": True, "f": 1.5, "g": None, "h": "1", "i": 1000.0}
        self.assertEqual(documents(text), [wanted])
        self.assertEqual(documents("a: [\n"), [])

    def test_variants_change_one_thing(self):
        found = list(variants({"a": {"b": [1]}}))
        for wanted in ({"a": {"b": ["zzz"]}}, {"a": {"bx": [1]}}, {"a": {}}, {}, {"a": 4}, [], {"a": {"b": [{}]}}):
            self.assertIn(wanted, found)


if __name__ == "__main__":
    unittest.main()
