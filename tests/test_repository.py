"""Rules of CONTRIBUTING.md about what stands in the repository, templates included."""

from __future__ import annotations

import re

import pytest

from tests.sources import ROOT, files, name

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "audit",
    "deploy",
    "docs",
    "equipment",
    "hospital_assets",
    "maintenance",
    "manage.py",
    "pyproject.toml",
    "static",
    "templates",
    "tests",
}
LONGEST_TEMPLATE = 150
# Nobody writes such lines by hand.
LONGEST_LINE = 500
LARGEST_FILE = 1024 * 1024

# The content security policy refuses these, so they would silently do nothing.
INLINE = {
    "a style": re.compile(r"""\sstyle\s*=\s*["']|<style\b""", re.IGNORECASE),
    "a script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a handler": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "a script's address": re.compile(r"""["']javascript:""", re.IGNORECASE),
}
FROM_OUTSIDE = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""",
    re.IGNORECASE,
)

# Where packages come from, and where this was written, is nobody's business. In two
# halves, since this file is looked through as well.
ELSEWHERE = re.compile(
    "|".join(
        f"{re.escape(first)}{re.escape(second)}"
        for first, second in (
            ("/wo", "rk/"),
            ("/ro", "ot/"),
            ("/ho", "me/"),
            ("/opt/", "pypi"),
            ("/opt/", "wheels"),
            ("pypi", ".org"),
            ("python", "hosted"),
            ("npmjs", ".org"),
            ("npmjs", ".com"),
            ("deb.deb", "ian.org"),
        )
    )
)


def templates():
    return [path for path in files() if path.suffix == ".html"]


def lines_of(path):
    try:
        return path.read_text().splitlines()
    except UnicodeDecodeError:
        return []


def test_the_top_level_holds_what_was_agreed_on():
    found = {path.relative_to(ROOT).parts[0] for path in files()}

    assert found - TOP_LEVEL == set()


def test_there_are_templates_to_look_at():
    assert templates()


def test_a_template_fits_in_one_sitting():
    long = [
        name(path) for path in templates() if len(lines_of(path)) > LONGEST_TEMPLATE
    ]

    assert long == []


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_holds_what_the_policy_refuses(kind):
    inline = [
        f"{name(path)}:{number} {line.strip()}"
        for path in templates()
        for number, line in enumerate(lines_of(path), start=1)
        if INLINE[kind].search(line)
    ]

    assert inline == []


def test_no_template_loads_anything_from_outside():
    assert [name(p) for p in templates() if FROM_OUTSIDE.search(p.read_text())] == []


def test_the_tree_names_no_machine():
    named = [
        f"{name(path)}:{number} {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(lines_of(path), start=1)
        if ELSEWHERE.search(line)
    ]

    assert named == []


def test_what_others_wrote_comes_from_packages():
    foreign = [
        name(path)
        for path in files()
        if path.suffix in (".css", ".js")
        and (".min." in path.name or is_made_by_a_tool(path))
    ]

    assert foreign == []


def is_made_by_a_tool(path):
    return any(len(line) > LONGEST_LINE or "/*!" in line for line in lines_of(path))


def test_no_file_is_too_large_to_review():
    large = [name(path) for path in files() if path.stat().st_size > LARGEST_FILE]

    assert large == []
