"""The ceilings of the design, measured: sizes, nesting, parameters, docstrings, one place that commits.

Run as ``python -m tests.ceilings``: prints the figures and what is over, ends with 1 when anything is.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FILE_MEDIAN, FILE_MOST = 100, 300
FUNCTION_MEDIAN, FUNCTION_MOST = 8, 40
NESTING_MOST, PARAMETERS_MOST = 3, 5
PATCHES_PER_TEST = 0.05
TEST_NAME_WORDS = 4
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "constants"}
NOT_PRODUCT = {"tests", "migrations", "bench", ".venv", "var", "docs", ".ci"}
NESTING = (ast.If, ast.For, ast.While, ast.With, ast.Try)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Measured:
    """What was found: sizes, and what is over a ceiling."""

    files: list[int] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    tests: int = 0
    patches: int = 0


def measure(root: Path) -> Measured:
    """Everything below a checkout."""
    found = Measured()
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if not NOT_PRODUCT & set(parts):
            _product(path, str(path.relative_to(root)), found)
        elif parts[0] == "tests":
            _tests(path, str(path.relative_to(root)), found)
    _medians(found)
    return found


def _product(path: Path, name: str, found: Measured) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = len(text.splitlines())
    if path.name != "__init__.py":
        found.files.append(lines)
    problems = {
        f"{lines} lines": lines > FILE_MOST,
        "no module docstring": ast.get_docstring(tree) is None,
        "a name that says nothing": path.stem in FORBIDDEN_NAMES,
        "commits below the edge": bool(re.search(r"\.commit\(", text)),
    }
    found.over += [f"{name}: {words}" for words, wrong in problems.items() if wrong]
    for function in ast.walk(tree):
        if isinstance(function, Function):
            _function(function, name, found)


def _function(function: Function, name: str, found: Measured) -> None:
    lines = body_lines(function)
    found.functions.append(lines)
    parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    count = len([one for one in parameters if one not in ("self", "cls")])
    problems = {
        f"{lines} lines": lines > FUNCTION_MOST,
        f"nested {nesting(function)} deep": nesting(function) > NESTING_MOST,
        f"{count} parameters": count > PARAMETERS_MOST,
    }
    found.over += [f"{name}:{function.lineno} {function.name}: {w}" for w, wrong in problems.items() if wrong]


def body_lines(function: Function) -> int:
    """Lines of a function without its head and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def nesting(node: ast.AST, depth: int = 0) -> int:
    """How deep blocks stand in blocks; an elif is not deeper than its if, inner functions count for themselves."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        deeper = depth + (isinstance(child, NESTING) and not is_elif)
        deepest = max(deepest, nesting(child, deeper))
    return deepest


def _tests(path: Path, name: str, found: Measured) -> None:
    text = path.read_text(encoding="utf-8")
    found.patches += len(re.findall(r"monkeypatch\.setattr\(|mock\.patch", text)) if path.stem != "ceilings" else 0
    for test in _test_functions(ast.parse(text)):
        found.tests += 1
        if len(test.name.split("_")) - 1 < TEST_NAME_WORDS:
            found.over.append(f"{name}:{test.lineno} {test.name}: a test's name is a sentence")


def _test_functions(tree: ast.AST) -> Iterator[Function]:
    return (n for n in ast.walk(tree) if isinstance(n, Function) and n.name.startswith("test_"))


def _medians(found: Measured) -> None:
    files, functions = (statistics.median(sizes or [0]) for sizes in (found.files, found.functions))
    if files > FILE_MEDIAN:
        found.over.append(f"median file has {files} lines")
    if functions > FUNCTION_MEDIAN:
        found.over.append(f"median function has {functions} lines")
    if found.patches > found.tests * PATCHES_PER_TEST:
        found.over.append(f"{found.patches} patches in {found.tests} tests")


def main() -> int:
    """Measure this checkout; 1 when anything is over."""
    found = measure(Path(__file__).parents[1])
    print(  # noqa: T201
        f"files: median {statistics.median(found.files):.0f}, most {max(found.files)}; "
        f"functions: median {statistics.median(found.functions):.0f}, most {max(found.functions)}; "
        f"{found.tests} tests, {found.patches} patches"
    )
    for line in found.over:
        print(line)  # noqa: T201
    return 1 if found.over else 0


if __name__ == "__main__":
    sys.exit(main())
