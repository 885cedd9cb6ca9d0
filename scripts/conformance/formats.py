#!/usr/bin/env python3
"""Checks the formats that programs read diagnostics in, each with a reader of somebody else's.

    scripts/install-conformance-tools
    .build/conformance/venv/bin/python scripts/conformance/formats.py SPINDLE

A small repository with mistakes in awkward files is checked in every format. The SARIF log is held against the schema that the
standard publishes, its regions against the bytes that the JSON format names, and its fixes are applied as a viewer would apply
them: the result must be what `spindle check --fix` writes. Exits 1 on a failure.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

try:
    import junitparser
    from jsonschema import Draft7Validator, FormatChecker

    from published import sarif_schema
except ImportError as missing:
    sys.exit(f"conformance: {missing}; run scripts/install-conformance-tools, then .build/conformance/venv/bin/python {__file__}")

FILES = {
    "fleet.yaml": "\ufeffapiVersion: spindle/v1alpha1\r\nkind: Fleet\r\nmetdata: {name: research}\r\n"
    "routing: {classifier: {kind: none, min_confidence: 0.5}, clientTimeout: 10 min}\r\n",
    "models/größe 100%, a:b.yaml": "# 👍 ü\napiVersion: spindle/v1alpha1\nkind: Model\n"
    "metadata: {name: a, labels: {ü👍: x}, nmae: y}  # twice\nplacment: {pool: h100, gpus: 1}\n"
    'precision: fp88\nengine: {name: vllm, env: {API_TOKEN: correct-horse-battery}, prot: 80}\nscale: {min: "1", max: 2}\n',
    "models/b.json": '{"apiVersion": "spindle/v1alpha1", "kind": "Model", "metadata": {"name": "b"},\n'
    ' "scale": {"coldStart": "5 Min", "maax": 3, "concurrency": "4"}, "quality": {"low": "0.5"}}\n',
    "models/c.yaml": "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: c}\n"
    + "".join(f"unknown{index}: 1\n" for index in range(14)),
    "environments/production.yaml": "apiVersion: spindle/v1alpha1\nkind: Environment\nmetadata: {name: production}\n"
    "cluster: {namespace: llm}\ndelivery: {via: Flux, prune: yes}\npools:\n  h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 8}\n",
    "environments/empty.yaml": "{}\n",
}
SECRET = "correct-horse-battery"
SARIF = Draft7Validator(sarif_schema(), format_checker=FormatChecker())
RULES = Path(__file__).resolve().parents[2] / "Tests/CompilerTests/Fixtures/rules"

# The elements of a Code Quality report, as GitLab documents them.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


class Report:
    def __init__(self):
        self.passed, self.failures = 0, []

    def check(self, what, holds):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)

    def end(self):
        for failure in self.failures:
            print(f"FAILED formats: {failure}")
        print(f"formats: {self.passed} passed, {len(self.failures)} failed")
        sys.exit(1 if self.failures else 0)


class Repository:
    """A folder with specs that are wrong, and the compiler."""

    def __init__(self, folder, spindle):
        self.folder, self.spindle = Path(folder), Path(spindle).resolve()

    def write(self):
        (self.folder / ".git").mkdir()
        for name, text in FILES.items():
            path = self.folder / "specs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def run(self, *arguments):
        done = subprocess.run(
            [self.spindle, *arguments], cwd=self.folder, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        if done.returncode not in (0, 1):
            sys.exit(f"conformance: spindle {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def sarif(self, *arguments):
        """(log, problems) of a run."""
        log = json.loads(self.run("check", "--format", "sarif", *arguments))
        return log, [f"sarif: {error.json_path}: {error.message[:200]}" for error in SARIF.iter_errors(log)]

    def copy(self, folder):
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Repository(folder, self.spindle)

    def contents(self):
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("specs/**/*.*"))}


def offset(text, line, column):
    """The index of a place in text of which lines end with \\n: SARIF's unicodeCodePoints, a byte order mark not counted."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    return len(text) - len(text.removeprefix("\ufeff")) + sum(map(len, lines[: line - 1])) + column - 1


def region(text, described):
    start = offset(text, described["startLine"], described["startColumn"])
    return start, offset(text, described["endLine"], described["endColumn"])


def check_sarif(repository, report):
    log, problems = repository.sarif()
    report.check(problems, not problems)
    report.check("sarif: the log is of 2.1.0", log["version"] == "2.1.0")
    (run,) = log["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    report.check("sarif: there are results", len(results) > 20)
    report.check("sarif: columns are code points", run["columnKind"] == "unicodeCodePoints")
    report.check("sarif: rules are sorted, each once", [r["id"] for r in rules] == sorted({r["ruleId"] for r in results}))
    names = [json.dumps(result["partialFingerprints"]) for result in results]
    report.check("sarif: fingerprints are unique", len(set(names)) == len(names))
    findings = json.loads(repository.run("check", "--format", "json"))["diagnostics"]
    report.check("sarif: as many results as findings", len(findings) == len(results))
    for result, finding in zip(results, findings, strict=False):
        report.check(f"sarif: {result['ruleId']} is the rule at its index", rules[result["ruleIndex"]]["id"] == result["ruleId"])
        report.check(f"sarif: {result['ruleId']} is in the order of the findings", result["ruleId"] == finding["id"])
        # Services refuse a whole log for one result without a place.
        (location,) = result["locations"]
        place = location["physicalLocation"]
        path = unquote(place["artifactLocation"]["uri"])
        report.check(f"sarif: {path} is there", (repository.folder / path).exists())
        report.check("sarif: paths are relative", place["artifactLocation"]["uriBaseId"] == "%SRCROOT%" and path[0] not in "/.")
        if "primary" not in finding:
            report.check("sarif: no region without a place", "region" not in place)
            continue
        source = (repository.folder / path).read_bytes()
        start, end = region(source.decode(), place["region"])
        wanted = source[finding["primary"]["start"]["offset"] : finding["primary"]["end"]["offset"]]
        report.check(f"sarif: {result['ruleId']} marks {wanted!r} in {path}", source.decode()[start:end].encode() == wanted)
    return results


def check_fixes(repository, results, report, folder):
    """Applies every safe fix of the log, last region first, and compares with what the compiler itself writes."""
    ours, theirs = repository.copy(folder / "ours"), repository.copy(folder / "theirs")
    edits = {}
    for result in results:
        for fix in result.get("fixes", []):
            report.check("sarif: a fix has an applicability", fix["properties"]["applicability"] in ("safe", "maybe"))
            if fix["properties"]["applicability"] == "safe":
                for change in fix["artifactChanges"]:
                    edits.setdefault(unquote(change["artifactLocation"]["uri"]), []).extend(change["replacements"])
    for path, replacements in edits.items():
        text = (theirs.folder / path).read_bytes().decode()
        for replacement in sorted(replacements, key=lambda r: region(text, r["deletedRegion"]), reverse=True):
            start, end = region(text, replacement["deletedRegion"])
            text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
        (theirs.folder / path).write_bytes(text.encode())
    ours.run("check", "--fix")
    # What the fixes uncover is fixed as well.
    theirs.run("check", "--fix")
    report.check("fixes: several files have some", len(edits) >= 4)
    report.check("fixes: the log and the command agree", ours.contents() == theirs.contents())
    before = json.loads(repository.run("check", "--format", "json"))["errors"]
    after = json.loads(ours.run("check", "--format", "json"))["errors"]
    report.check(f"fixes: they remove errors, {before} before and {after} after", after < before)
    fleet = ours.contents()["specs/fleet.yaml"]
    report.check("fixes: line breaks and the byte order mark stay", fleet.startswith(b"\xef\xbb\xbf") and fleet.count(b"\r\n") == 4)


def check_rules(repository, report):
    """What every rule finds in its own fixture, with the documentation of the rule, is a valid log."""
    seen = set()
    for folder in sorted(RULES.glob("*/fail")):
        log, problems = repository.sarif(str(folder))
        report.check(f"{folder.parent.name}: {problems}", not problems)
        (run,) = log["runs"]
        seen |= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        for result in run["results"]:
            text = result["message"]["text"].replace("{{", "").replace("}}", "")
            report.check(f"{result['ruleId']}: {text} has a placeholder", not set("{}") & set(text))
            report.check(f"{result['ruleId']} has a place", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    report.check(f"the fixtures show {len(seen)} rules", len(seen) > 60)


def check_junit(repository, report):
    path = repository.folder / "junit.xml"
    path.write_text(repository.run("check", "--format", "junit"), encoding="utf-8")
    suites = list(junitparser.JUnitXml.fromfile(str(path)))
    path.unlink()
    report.check("junit: one suite", len(suites) == 1)
    cases = list(suites[0])
    failures = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
    errors = json.loads(repository.run("check", "--format", "json"))["errors"]
    report.check("junit: counts are right", (suites[0].tests, suites[0].failures) == (len(cases), len(failures)))
    report.check("junit: every error is a failure", len(failures) == errors)
    names = [(case.classname, case.name) for case in cases]
    report.check("junit: names are unique", len(set(names)) == len(names))
    report.check("junit: every file is there", {name[0] for name in names} >= {f"specs/{name}" for name in FILES if "empty" not in name})
    report.check("junit: a failure shows the source", any("^^^" in (failure.result[0].text or "") for failure in failures))


def check_gitlab(repository, report):
    entries = json.loads(repository.run("check", "--format", "gitlab"))
    for error in Draft7Validator(CODE_QUALITY).iter_errors(entries):
        report.check(f"gitlab: {error.json_path}: {error.message[:200]}", False)
    names = [entry["fingerprint"] for entry in entries]
    report.check("gitlab: fingerprints are unique", names and len(set(names)) == len(names))


def check_github(repository, report):
    """Reads the commands as the runner does: properties behind the name, what is escaped in them by percent signs."""
    lines = repository.run("check", "--format", "github").splitlines()
    commands = [re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line) for line in lines]
    report.check("github: nothing but commands", lines and all(commands))
    levels = [command[1] for command in commands]
    report.check("github: the worst come first", levels == sorted(levels))
    left = [command for command in commands[:10] if "GitHub shows 10 of a level" in command[3]]
    report.check("github: the tenth says how many are left", levels.count("error") > 10 and len(left) == 1)
    findings = json.loads(repository.run("check", "--format", "json"))["diagnostics"]
    places = {(f["primary"]["file"], f["primary"]["start"]["line"]) for f in findings if "primary" in f}
    for command in commands:
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        path = unquote(properties.get("file", ""))
        report.check(f"github: {path}:{properties.get('line')} is a place", "line" not in properties or (path, int(properties["line"])) in places)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    report = Report()
    with tempfile.TemporaryDirectory() as scratch:
        repository = Repository(Path(scratch) / "repository", sys.argv[1])
        repository.folder.mkdir()
        repository.write()
        for name in ("text", "json", "sarif", "github", "junit", "gitlab"):
            report.check(f"{name}: the secret stays hidden", SECRET not in repository.run("check", "--format", name))
        results = check_sarif(repository, report)
        check_junit(repository, report)
        check_gitlab(repository, report)
        check_github(repository, report)
        check_fixes(repository, results, report, Path(scratch))
        check_rules(repository, report)
    report.end()


if __name__ == "__main__":
    main()
