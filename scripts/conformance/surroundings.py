"""What surrounds the compiler, held against the tools that read it: workflows, hooks, the image, the manual page.

    .build/conformance/venv/bin/python scripts/conformance/surroundings.py SPINDLE

A repository that `spindle init` made goes through its own CI: the scripts of its workflows run here, with a stand-in for docker.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
SPINDLE = Path(sys.argv.pop()).resolve() if len(sys.argv) == 2 else sys.exit(__doc__)
GUIDE = REPOSITORY / "docs/ci.md"

# Runs `docker run … IMAGE COMMAND…` as COMMAND of the executable in the folder that would be mounted.
DOCKER = """#!/bin/bash
while [[ $1 != *spindle:* ]]; do [[ $1 == --volume ]] && folder=${2%%:*}; shift; done
cd "$folder" && exec "$SPINDLE" "${@:2}"
"""


def execute(*command, folder=REPOSITORY, **variables):
    """(exit code, everything printed) of a command."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **{name: str(value) for name, value in variables.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def snippets(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


class Surroundings(unittest.TestCase):
    def passes(self, *command, folder=REPOSITORY, **variables):
        code, output = execute(*command, folder=folder, **variables)
        self.assertEqual(code, 0, f"{' '.join(map(str, command))}\n{output}")
        return output

    def schema(self, name, file, *options):
        self.passes(TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{name}", *options, file)


class Sources(Surroundings):
    """Files of this repository."""

    def test_action(self):
        self.schema("github-actions", "action.yml")
        self.passes(TOOLS / "zizmor", "--offline", "--no-progress", "action.yml")

    def test_hooks(self):
        self.passes(TOOLS / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")

    def test_image(self):
        self.passes(TOOLS / "hadolint", "Dockerfile")
        version = re.search(r'"(.+)"', (REPOSITORY / "Sources/Compiler/Version.swift").read_text(encoding="utf-8"))[1]
        label = f'org.opencontainers.image.version="{version}"'
        self.assertIn(label, (REPOSITORY / "Dockerfile").read_text(encoding="utf-8"))

    def test_manual_page(self):
        page = "docs/man/spindle.1"
        if shutil.which("mandoc"):
            self.passes("mandoc", "-T", "lint", "-W", "warning", page)
        elif shutil.which("groff"):
            self.assertEqual(self.passes("groff", "-ww", "-z", "-mandoc", "-Tutf8", page), "")
        else:
            self.skipTest("neither mandoc nor groff is installed")

    def test_inputs_are_those_of_the_guide(self):
        inputs = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))["inputs"]
        rows = re.findall(r"^\| `([a-z]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(rows, list(inputs))

    def test_snippets_of_the_guide(self):
        """Each YAML snippet is a file of one of these kinds."""
        kinds = {"on": "github-workflows", "spindle": "gitlab-ci", "repos": None}
        found = snippets(GUIDE, "yaml")
        self.assertGreater(len(found), 3)
        for snippet in found:
            # BaseLoader keeps `on` what it is.
            kind = next(kind for kind in kinds if kind in yaml.load(snippet, yaml.BaseLoader))
            with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
                file.write(snippet)
                file.flush()
                if kinds[kind]:
                    self.schema(kinds[kind], file.name)
                else:
                    self.passes(TOOLS / "pre-commit", "validate-config", file.name)


class NewFleet(Surroundings):
    """A repository that `spindle init` made, with a pull request merged into its base as CI sees it."""

    def setUp(self):
        self.work = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.fleet = self.work / "fleet"
        self.temporary = self.work / "runner"
        self.programs = self.work / "programs"
        for folder in (self.temporary, self.programs):
            folder.mkdir()
        (self.programs / "docker").write_text(DOCKER, encoding="utf-8")
        (self.programs / "docker").chmod(0o755)
        (self.programs / "spindle").symlink_to(SPINDLE)
        self.environment = {
            "SPINDLE": SPINDLE,
            "HOME": self.work,
            "GITHUB_WORKSPACE": self.fleet,
            "RUNNER_TEMP": self.temporary,
            "GITHUB_PATH": self.work / "path",
            "GITHUB_OUTPUT": self.work / "output",
            "GITHUB_STEP_SUMMARY": self.work / "summary.md",
            "SPINDLE_IMAGE": "registry.example.com/spindle:0.1.0",
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            **{f"GIT_{who}_{what}": "tests@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.run_here(SPINDLE, "init", ".")
        self.run_here(SPINDLE, "compile")
        self.run_here("git", "init", "--quiet", "--initial-branch", "main")
        self.commit("Start")
        self.run_here("git", "checkout", "--quiet", "-b", "change")
        self.replace("specs/models/gemma-3-27b.yaml", "max: 3", "max: 2")
        self.run_here(SPINDLE, "compile")
        self.commit("Change")
        self.run_here("git", "checkout", "--quiet", "main")
        self.run_here("git", "merge", "--quiet", "--no-ff", "--no-edit", "change")

    def run_here(self, *command):
        self.fleet.mkdir(exist_ok=True)
        return self.passes(*command, folder=self.fleet, **self.environment)

    def commit(self, message):
        self.run_here("git", "add", "--all")
        self.run_here("git", "commit", "--quiet", "--message", message)

    def replace(self, path, old, new):
        file = self.fleet / path
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def script(self, text, shell=("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"), **variables):
        """Runs a script of a workflow as the runner does, with what earlier ones have put on the path."""
        added = self.work / "path"
        more = added.read_text(encoding="utf-8").strip() + ":" if added.exists() else ""
        environment = {**self.environment, **variables, "PATH": more + self.environment["PATH"]}
        return execute(*shell, text, folder=self.fleet, **environment)

    def steps(self, file, job=None):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        steps = content["jobs"][job]["steps"] if job else content["runs"]["steps"]
        return [(step.get("name"), step["run"]) for step in steps if "run" in step]

    def test_files_are_what_their_readers_expect(self):
        workflow = self.fleet / ".github/workflows/spindle.yml"
        self.schema("github-workflows", workflow)
        self.passes(TOOLS / "zizmor", "--offline", "--no-progress", "--persona", "pedantic", workflow)
        self.schema("gitlab-ci", self.fleet / ".gitlab-ci.yml", "--data-transform", "gitlab-ci")
        self.passes(TOOLS / "pre-commit", "validate-config", self.fleet / ".pre-commit-config.yaml")

    def test_github(self):
        for name, script in self.steps(self.fleet / ".github/workflows/spindle.yml", "check"):
            code, output = self.script(script)
            self.assertEqual(code, 0, f"{name}\n{output}")
        self.assertIn("gemma-3-27b", (self.work / "summary.md").read_text(encoding="utf-8"))
        self.assertEqual(json.loads((self.fleet / "spindle.sarif").read_text(encoding="utf-8"))["version"], "2.1.0")

    def test_github_fails_on_a_mistake_and_still_reports_it(self):
        self.replace("specs/models/gemma-3-27b.yaml", "gpus: 1", "gpu: 1")
        self.commit("Mistake")
        codes = {name: self.script(script) for name, script in self.steps(self.fleet / ".github/workflows/spindle.yml", "check")}
        failed = {name for name, (code, _) in codes.items() if code}
        self.assertEqual(failed, {"Check the fleet and its output"}, codes)
        self.assertIn("::error file=specs/models/gemma-3-27b.yaml,line=", codes["Check the fleet and its output"][1])
        self.assertIn("SP1020", (self.fleet / "spindle.sarif").read_text(encoding="utf-8"))

    def test_action(self):
        inputs = {
            "IMAGE": "spindle:action", "SPECS": "specs", "DENY": "warnings", "GENERATED": "true", "FORMAT": "github",
            "OUTPUT": "", "ENVIRONMENTS": "production\nlaptop\n", "FILE": self.work / "diff.md",
        }  # fmt: skip
        for name, script in self.steps(REPOSITORY / "action.yml"):
            code, output = self.script(script, **inputs)
            self.assertEqual(code, 0, f"{name}\n{output}")
        self.assertIn("gemma-3-27b", (self.work / "diff.md").read_text(encoding="utf-8"))
        (_, check), *_ = self.steps(REPOSITORY / "action.yml")
        # Inputs are words of a command, whatever is in them.
        for name, value in (("SPECS", "$(touch broken)"), ("ENVIRONMENTS", "; touch broken"), ("DENY", "--help")):
            code, output = self.script(check, **{**inputs, name: value})
            self.assertIn(code, (1, 2), f"{name}\n{output}")
        self.assertFalse((self.fleet / "broken").exists())

    def test_gitlab(self):
        job = yaml.safe_load((self.fleet / ".gitlab-ci.yml").read_text(encoding="utf-8"))["spindle"]
        base = self.run_here("git", "rev-parse", "HEAD^1").strip()
        for line in job["script"]:
            code, output = self.script(line, ("sh", "-ec"), CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
            self.assertEqual(code, 0, f"{line}\n{output}")
        report = self.fleet / job["artifacts"]["reports"]["codequality"]
        self.assertEqual(json.loads(report.read_text(encoding="utf-8")), [])

    def test_commands_of_the_pages(self):
        for page in (GUIDE, self.fleet / "README.md"):
            lines = [line for snippet in snippets(page, "sh") for line in snippet.splitlines() if line.startswith("spindle ")]
            self.assertTrue(lines, page)
            for line in lines:
                code, output = self.script(line)
                self.assertEqual(code, 0, f"{line}\n{output}")

    def test_pre_commit(self):
        self.run_here(TOOLS / "pre-commit", "run", "--all-files")
        self.replace("specs/models/gemma-3-27b.yaml", "max: 2", "max: 1")
        code, output = execute(TOOLS / "pre-commit", "run", "--all-files", folder=self.fleet, **self.environment)
        self.assertEqual(code, 1, output)
        self.assertIn("exit code: 3", output)

    def test_hooks_of_this_repository(self):
        for hook in ("spindle-check-system", "spindle-fmt-system"):
            self.run_here(TOOLS / "pre-commit", "try-repo", REPOSITORY, hook, "--all-files")


if __name__ == "__main__":
    unittest.main()
