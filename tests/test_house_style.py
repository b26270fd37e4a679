"""The house rules that no linter knows: import layers, lengths, and ids that stay in place."""

import ast
import logging
import os
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "sandbox", "soak")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 50
COMMON_LINES_OF_A_FUNCTION = 30
BANNED_MODULES = {"utils", "helpers", "common", "manager", "misc"}
ABBREVIATIONS = re.compile(r"(^|_)(kr|krs|okr_obj|goal|goals|checkin|checkins)(_|$)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """The lines of a function's body, without its docstring and its signature."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body or function.end_lineno is None:
        return 0
    return function.end_lineno - body[0].lineno + 1


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_run_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    loggers = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    found = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    for logger in loggers:
        # It sets up logging for itself, which silences every logger that is there already.
        logger.disabled = False
    assert found == os.EX_OK


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), "starts with a line saying what it is for"
    assert len(text.splitlines()) <= MOST_LINES_OF_A_MODULE
    assert path.stem not in BANNED_MODULES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_functions(path: Path) -> None:
    for function in functions(path):
        assert length(function) <= MOST_LINES_OF_A_FUNCTION, function.name
        assert not function.name.startswith("handle_"), function.name
        assert not ABBREVIATIONS.search(function.name), function.name


def test_most_functions_are_short() -> None:
    lengths = [length(function) for path in MODULES for function in functions(path)]
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[-1] <= COMMON_LINES_OF_A_FUNCTION


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_words_of_the_domain_are_written_out(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text()))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert [one for one in sorted(names) if ABBREVIATIONS.search(one)] == []
