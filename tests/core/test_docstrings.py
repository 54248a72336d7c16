"""Docstrings name the errors that are raised: each class with the codes that it is raised with."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ERRORS = {"RequestError", "DependencyError", "RenderError", "SettingsError", "StorageError"}
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


@pytest.fixture(scope="module")
def trees():
    """The parsed modules of the program by their paths."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for package in ("core", "bots", "storage")
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@pytest.fixture(scope="module")
def raised(trees):
    """Pairs of an error class and a code with which it is made anywhere in the program."""
    return set(_raised(trees))


def _raised(trees):
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for argument in node.args[:1]:
                    codes = [part for part in ast.walk(argument) if isinstance(part, ast.Constant)]
                    yield from ((node.func.id, code.value) for code in codes)


def documented(docstring, raised):
    """Pairs of an error class and a code that a docstring names under `Raises:`."""
    codes = {code for kind, code in raised if kind in ERRORS}
    section = re.search(r"^Raises:\n((?:    .*\n?)+)", docstring, re.MULTILINE)
    for entry in re.split(r"\n(?=    \w)", section[1]) if section else ():
        kind, _, text = entry.strip().partition(":")
        yield from ((kind, code) for code in CODE.findall(text) if code in codes)


def test_the_codes_under_raises_are_raised_with_that_class(trees, raised):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {kind}: {code}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, functions)
        for kind, code in documented(ast.get_docstring(node) or "", raised)
        if kind in ERRORS and (kind, code) not in raised
    ]
    assert wrong == []


def test_the_check_finds_a_wrong_class(raised):
    docstring = "Do it.\n\nRaises:\n    RenderError: weights_damaged or\n        encoder_failed.\n"
    assert set(documented(docstring, raised)) - raised == {("RenderError", "weights_damaged")}
