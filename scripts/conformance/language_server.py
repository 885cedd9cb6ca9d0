#!/usr/bin/env python3
"""Drives `spindle lsp` with a client of somebody else's: pygls, which holds every message against the types of LSP 3.17.

    scripts/install-conformance-tools
    .build/conformance/venv/bin/python scripts/conformance/language_server.py SPINDLE

A copy of specs/ is edited as a person would edit it, once with UTF-16 and once with UTF-8 positions. What the server publishes is
held against `spindle check`, its fixes against `spindle check --fix` and its format against `spindle fmt`. Exits 1 on a failure.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from lsprotocol import types
    from pygls.exceptions import JsonRpcException
    from pygls.lsp.client import LanguageClient
except ImportError as missing:
    sys.exit(f"conformance: {missing}; run scripts/install-conformance-tools, then .build/conformance/venv/bin/python {__file__}")

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 60
SEVERITIES = {"error": 1, "warning": 2, "note": 3}


class Editor(LanguageClient):
    """A client with open texts, which counts columns as was agreed on."""

    def __init__(self, folder, encoding):
        super().__init__("conformance", "1")
        self.folder, self.encoding = folder, encoding
        self.texts, self.versions, self.published, self.errors = {}, {}, {}, []
        self.news = asyncio.Condition()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def publish(params: types.PublishDiagnosticsParams):
            async with self.news:
                self.published[params.uri] = params
                self.news.notify_all()

        @self.feature(types.WINDOW_LOG_MESSAGE)
        def log(params: types.LogMessageParams):
            self.errors.append(params.message)

    def report_server_error(self, error, source):
        self.errors.append(f"{source.__name__}: {error}")

    def uri(self, name):
        return (self.folder / name).as_uri()

    async def begin(self, spindle):
        await self.start_io(str(spindle), "lsp", "--stdio", cwd="/")
        general = types.GeneralClientCapabilities(position_encodings=[self.encoding, types.PositionEncodingKind.Utf16])
        markdown = [types.MarkupKind.Markdown, types.MarkupKind.PlainText]
        documents = types.TextDocumentClientCapabilities(hover=types.HoverClientCapabilities(content_format=markdown))
        result = await self.initialize_async(
            types.InitializeParams(
                capabilities=types.ClientCapabilities(general=general, text_document=documents),
                workspace_folders=[types.WorkspaceFolder(uri=self.folder.as_uri(), name="fleet")],
            )
        )
        self.initialized(types.InitializedParams())
        return result

    def open(self, name, text=None):
        self.texts[name] = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(uri=self.uri(name), language_id="yaml", version=1, text=self.texts[name])
        self.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    def units(self, text):
        return len(text.encode()) if self.encoding == types.PositionEncodingKind.Utf8 else len(text.encode("utf-16-le")) // 2

    def position(self, name, offset):
        before = self.texts[name][:offset]
        return types.Position(line=before.count("\n"), character=self.units(before[before.rfind("\n") + 1 :]))

    def offset(self, name, position):
        start = sum(len(line) for line in self.texts[name].splitlines(keepends=True)[: position.line])
        return next(end for end in range(start, len(self.texts[name]) + 1) if self.units(self.texts[name][start:end]) >= position.character)

    def range(self, name, text):
        start = self.texts[name].index(text)
        return types.Range(start=self.position(name, start), end=self.position(name, start + len(text)))

    def edit(self, name, old, new):
        """Writes one text in the place of another, as an incremental change."""
        change = types.TextDocumentContentChangePartial(range=self.range(name, old), text=new)
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self.send(name, change)

    def send(self, name, *changes):
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.versions[name])
        self.text_document_did_change(types.DidChangeTextDocumentParams(text_document=document, content_changes=list(changes)))

    def apply(self, edits):
        """Makes edits as an editor does: from the last of a file to the first, and tells the server."""
        for uri, changes in edits.items():
            name = next(name for name in self.texts if self.uri(name) == uri)
            ordered = sorted(changes, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True)
            for edit in ordered:
                start, end = self.offset(name, edit.range.start), self.offset(name, edit.range.end)
                self.texts[name] = self.texts[name][:start] + edit.new_text + self.texts[name][end:]
            self.send(name, types.TextDocumentContentChangeWholeDocument(text=self.texts[name]))

    async def ids(self, name, wanted):
        """Waits until a file has findings with these ids, and no others."""

        def found():
            return sorted(finding.code for finding in self.findings(name)) == sorted(wanted)

        async with self.news:
            try:
                await asyncio.wait_for(self.news.wait_for(lambda: self.uri(name) in self.published and found()), SECONDS)
            except TimeoutError:
                return False
        return True

    def findings(self, name):
        published = self.published.get(self.uri(name))
        return published.diagnostics if published else []

    def at(self, name, text, within=0):
        position = self.position(name, self.texts[name].index(text) + within)
        return {"text_document": types.TextDocumentIdentifier(uri=self.uri(name)), "position": position}

    async def end(self):
        await self.shutdown_async(None)
        self.exit(None)
        return await asyncio.wait_for(self._server.wait(), SECONDS)


class Run:
    def __init__(self, spindle):
        self.spindle = Path(spindle).resolve()
        self.passed, self.failures = 0, []

    def check(self, what, holds):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)

    def command(self, folder, *arguments):
        return subprocess.run([self.spindle, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False).stdout

    async def session(self, folder, encoding):
        for name in ("specs", "policies"):
            shutil.copytree(REPOSITORY / name, folder / name)
        (folder / ".git").mkdir()
        editor = Editor(folder, encoding)
        result = await editor.begin(self.spindle)
        self.check(f"{encoding} is agreed on", result.capabilities.position_encoding == encoding)
        self.check("the server has a name", result.server_info.name == "spindle")
        await self.mistakes(editor)
        await self.other_files(editor)
        await self.answers(editor)
        await self.formats(editor)
        await self.refusals(editor)
        self.check(f"no errors: {editor.errors}", not editor.errors)
        self.check("the server ends with 0", await editor.end() == 0)

    async def mistakes(self, editor):
        """A mistake behind a character of two UTF-16 units and four bytes, and its fix."""
        model = "specs/models/gemma-3-27b.yaml"
        editor.open(model)
        self.check("a sound file has no findings", await editor.ids(model, []))
        editor.edit(model, "metadata: {name: gemma-3-27b, team: assist}", 'metadata: {description: "👍 ü", nmae: gemma-3-27b, team: assist}')
        editor.edit(model, "gpus: 1", 'gpus: "1"')
        self.check("mistakes are found while they are typed", await editor.ids(model, ["SP1020", "SP1021"]))
        finding = next(finding for finding in editor.findings(model) if finding.code == "SP1020")
        self.check("the place is right", finding.range == editor.range(model, "nmae"))
        self.check("the help is there", "name" in finding.message and finding.severity == 1 and finding.source == "spindle")
        self.held(editor, model)

        actions = await self.actions(editor, model, finding.range)
        fix = next((action for action in actions if action.kind == types.CodeActionKind.QuickFix), None)
        self.check("there is a fix", fix and fix.is_preferred and [found.code for found in fix.diagnostics] == ["SP1020"])
        every = await self.actions(editor, model, finding.range, types.CodeActionKind.SourceFixAll)
        self.check("there is a fix for all", [action.kind for action in every] == ["source.fixAll.spindle"])
        (editor.folder / model).write_text(editor.texts[model], encoding="utf-8")
        self.command(editor.folder, "check", "--fix")
        editor.apply(every[0].edit.changes)
        self.check("it is that of `check --fix`", editor.texts[model] == (editor.folder / model).read_text(encoding="utf-8"))
        self.check("fixed, nothing is left", await editor.ids(model, []))

    def held(self, editor, name):
        """The findings are those of `spindle check`, once the file is saved."""
        (editor.folder / name).write_text(editor.texts[name], encoding="utf-8")
        report = json.loads(self.command(editor.folder, "check", "--format", "json"))
        expected = {
            (found["id"], SEVERITIES[found["severity"]], found["primary"]["start"]["line"] - 1, found["primary"]["end"]["line"] - 1)
            for found in report["diagnostics"]
            if found.get("primary", {}).get("file") == name
        }
        actual = {(found.code, found.severity, found.range.start.line, found.range.end.line) for found in editor.findings(name)}
        self.check(f"{name} has {actual}, not {expected}", actual == expected and expected)

    async def actions(self, editor, name, place, *only):
        context = types.CodeActionContext(diagnostics=[], only=list(only) or None)
        document = types.TextDocumentIdentifier(uri=editor.uri(name))
        return await editor.text_document_code_action_async(types.CodeActionParams(text_document=document, range=place, context=context))

    async def other_files(self, editor):
        """A model gets another name, which nobody has saved: who speaks of it is told, and told again when that is over."""
        model, fleet, staging = "specs/models/deepseek-r1.yaml", "specs/fleet.yaml", "specs/environments/staging.yaml"
        # Its models take turns, as they always do.
        sound = ["SP3009"]
        editor.open(model)
        editor.edit(model, "name: deepseek-r1", "name: deepseek-r2")
        self.check("others see the new name", await editor.ids(staging, ["SP2001"]))
        self.check("it is not open", editor.published[editor.uri(staging)].version is None)
        editor.edit(model, "name: deepseek-r2", "name: deepseek-r1")
        self.check("others see the old name", await editor.ids(staging, sound))
        editor.edit(model, "name: deepseek-r1", "name: deepseek-r3")
        self.check("others see another name", await editor.ids(staging, ["SP2001"]))
        closed = types.DidCloseTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=editor.uri(model)))
        editor.text_document_did_close(closed)
        self.check("a file that is closed is what is on disk", await editor.ids(staging, sound))
        editor.open(fleet)
        editor.edit(fleet, "storageClass: fast-nvme", "storageClss: fast-nvme")
        self.check("the fleet has a mistake", await editor.ids(fleet, ["SP1020"]))
        editor.edit(fleet, "storageClss: fast-nvme", "storageClass: fast-nvme")
        self.check("the fleet is sound again", await editor.ids(fleet, []))

    async def answers(self, editor):
        fleet, model = "specs/fleet.yaml", "specs/models/gemma-3-27b.yaml"

        async def labels(name, text, within):
            found = await editor.text_document_completion_async(types.CompletionParams(**editor.at(name, text, within)))
            return [item.label for item in found.items] if found else []

        self.check("pools are completed", await labels(model, "pool: h100", 8) == ["h100", "h200", "slots"])
        self.check("choices are completed", await labels(fleet, "complexity: high", 12) == ["low", "medium", "high"])
        keys = await labels(model, "coldStart: 3m", 2)
        self.check(f"keys are completed: {keys}", "idleTimeout" in keys and "max" not in keys)
        self.check("models are completed", "gemma-3-27b" in await labels(fleet, "fallback: [llama", 13))

        async def hover(name, text):
            found = await editor.text_document_hover_async(types.HoverParams(**editor.at(name, text)))
            return found.contents.value if found else ""

        self.check("a key is explained", "models.*.scale.coldStart" in await hover(model, "coldStart"))
        self.check("an architecture is explained", "27" in await hover(model, "gemma-3-27b\ncontext"))
        self.check("a model is explained", "production" in await hover(fleet, "gemma-3-27b], timeout"))
        self.check("a comment is not", await hover(model, "# yaml") == "")

        async def definition(name, text):
            found = await editor.text_document_definition_async(types.DefinitionParams(**editor.at(name, text)))
            return {Path(place.uri).name: place.range.start.line for place in found or []}

        self.check("a model has a place", await definition(fleet, "gemma-3-27b], timeout") == {"gemma-3-27b.yaml": 3})
        pools = await definition(model, "h100, gpus")
        self.check(f"a pool has its places: {pools}", {"production.yaml", "staging.yaml"} <= set(pools))

    async def formats(self, editor):
        model = "specs/models/gemma-3-27b.yaml"
        editor.edit(model, "context: 32k\n", "")
        editor.edit(model, "architecture: gemma-3-27b\n", "context:   32k\narchitecture:  gemma-3-27b\n")
        (editor.folder / model).write_text(editor.texts[model], encoding="utf-8")
        self.command(editor.folder, "fmt", model)
        options = types.FormattingOptions(tab_size=2, insert_spaces=True)
        document = types.TextDocumentIdentifier(uri=editor.uri(model))
        edits = await editor.text_document_formatting_async(types.DocumentFormattingParams(text_document=document, options=options))
        editor.apply({editor.uri(model): edits})
        self.check("it formats as `spindle fmt`", edits and editor.texts[model] == (editor.folder / model).read_text(encoding="utf-8"))
        again = await editor.text_document_formatting_async(types.DocumentFormattingParams(text_document=document, options=options))
        self.check("what is formatted stays", not again)

    async def refusals(self, editor):
        try:
            await editor.workspace_symbol_async(types.WorkspaceSymbolParams(query="x"))
            self.check("what is not offered is refused", False)
        except JsonRpcException as error:
            self.check(f"an unknown method is {error.code}", error.code == -32601)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    run = Run(sys.argv[1])
    for encoding in (types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf8):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(run.session(Path(folder).resolve(), encoding))
    for failure in run.failures:
        print(f"FAILED language server: {failure}")
    print(f"language server: {run.passed} passed, {len(run.failures)} failed")
    sys.exit(1 if run.failures else 0)


if __name__ == "__main__":
    main()
