#!/usr/bin/env python3
"""Checks the JSON Schema of the spec language with a validator of somebody else's.

    scripts/install-conformance-tools
    .build/conformance/venv/bin/python scripts/conformance/language.py SPINDLE

The schemas are valid by their own meta-schema; every example is right by the schema that its first line names. Documents with
one thing changed in each are held against the schema and against the compiler: what the schema refuses the compiler refuses,
and what the compiler finds wrong with keys, types and words the schema finds, too. Exits 1 on a failure.
"""

import copy
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import yaml
    from jsonschema import Draft7Validator
except ImportError as missing:
    sys.exit(f"conformance: {missing}; run scripts/install-conformance-tools, then .build/conformance/venv/bin/python {__file__}")

REPOSITORY = Path(__file__).resolve().parents[2]
KINDS = ("Fleet", "Model", "Environment")
# Unknown key, wrong type, unknown value, version, kind: what a schema is about.
STRUCTURAL = {"SP1020", "SP1021", "SP1025", "SP1026", "SP1027"}
REPLACEMENTS = ("", "zzz", "all", "4", 4, -1, 0.25, 1000000000000000000, True, "true", "10m", "16GiB", "32k", [], {}, None)


class CoreLoader(yaml.SafeLoader):
    """Reads YAML by the core schema of 1.2, as editors and the compiler do: `yes` is text and so is a date."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), [*first, *([""] if tag == "null" else [])])
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
CoreLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def documents(text):
    """The documents of a stream; none when it is no YAML."""
    try:
        return [document for document in yaml.load_all(text, CoreLoader) if document is not None]
    except yaml.YAMLError:
        return []


def variants(value):
    """The value with one thing changed, in every place: another value, an unknown key, a key less."""
    yield from (copy.deepcopy(replacement) for replacement in REPLACEMENTS)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in variants(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield {(f"{name}x" if name == key else name): content for name, content in value.items()}
            yield {name: content for name, content in value.items() if name != key}
            yield from ({**value, key: changed} for changed in variants(item))


class Language:
    def __init__(self, spindle):
        self.spindle = Path(spindle).resolve()
        self.passed, self.failures = 0, []
        self.any = self.schema()

    def check(self, what, holds):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)

    def schema(self, *kind):
        text = subprocess.run([self.spindle, "schema", *kind], capture_output=True, text=True, check=True).stdout
        schema = json.loads(text)
        Draft7Validator.check_schema(schema)
        return Draft7Validator(schema)

    def examples(self):
        own = {kind: self.schema(kind) for kind in KINDS}
        for path in sorted((REPOSITORY / "specs").rglob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            line = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", text.splitlines()[0])
            named = json.loads((path.parent / line[1]).read_text(encoding="utf-8"))
            for document in documents(text):
                for schema in (self.any, own[document["kind"]], Draft7Validator(named)):
                    problems = [f"{error.json_path}: {error.message}" for error in schema.iter_errors(document)]
                    self.check(f"{path.name}: {problems}", not problems)
        for path in sorted((REPOSITORY / "docs/schema").glob("*.json")):
            kind = [] if path.stem == "spec" else [path.stem.capitalize()]
            self.check(f"{path.name} is stale", json.loads(path.read_text(encoding="utf-8")) == self.schema(*kind).schema)

    def mutations(self):
        """Every variant is a file of one folder, so that the compiler runs once."""
        originals = [document for path in sorted((REPOSITORY / "specs").rglob("*.yaml")) for document in documents(path.read_text())]
        fixtures = REPOSITORY / "Tests/CompilerTests/Fixtures"
        originals += documents((fixtures / "schema/everything.yaml").read_text())
        changed = [variant for document in originals for variant in variants(document) if variant is not None]
        # A fixed sample: every seventh of some ten thousand, and what the rules are tested with.
        changed = changed[::7]
        for path in sorted(fixtures.rglob("rules/**/*.yaml")):
            # One of them is there to explode.
            if "SP1012" not in path.parts:
                changed += documents(path.read_bytes())
        errors = self.errors(changed)
        refused = 0
        for index, document in enumerate(changed):
            found = errors.get(f"specs/{index}.json", set())
            if self.any.is_valid(document):
                self.check(f"the schema accepts what has {found & STRUCTURAL}: {json.dumps(document)}", not found & STRUCTURAL)
            else:
                refused += 1
                self.check(f"the compiler accepts {json.dumps(document)}", found)
        self.check(f"{refused} of {len(changed)} variants are refused", refused > 500 and len(changed) - refused > 200)

    def errors(self, changed):
        """By file, the ids of the errors that the compiler finds in the form of its documents."""
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "specs").mkdir()
            for index, document in enumerate(changed):
                (Path(folder) / f"specs/{index}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            done = subprocess.run(
                [self.spindle, "check", "--format", "json"], cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False
            )
        found = {}
        for diagnostic in json.loads(done.stdout)["diagnostics"]:
            if "primary" in diagnostic and diagnostic["id"] < "SP1030" and diagnostic["id"] != "SP1028":
                found.setdefault(diagnostic["primary"]["file"], set()).add(diagnostic["id"])
        return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    language = Language(sys.argv[1])
    language.examples()
    language.mutations()
    for failure in language.failures[:20]:
        print(f"FAILED language: {failure[:500]}")
    print(f"language: {language.passed} passed, {len(language.failures)} failed")
    sys.exit(1 if language.failures else 0)


if __name__ == "__main__":
    main()
