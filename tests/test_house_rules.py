"""Rules of CONTRIBUTING.md about code that no linter knows."""

from __future__ import annotations

import ast
import re
from statistics import quantiles

from django.apps import apps

from audit.models import AuditedModel
from tests.sources import (
    APPS,
    ROOT,
    calls_in,
    files,
    functions_in,
    imports_of,
    name,
    sources,
    tree_of,
)

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
NINE_IN_TEN_FUNCTIONS = 25

# These change tables without a history row, and so without an audit entry.
UNAUDITED_WRITES = {"bulk_create", "bulk_update", "update", "delete", "raw", "extra"}
RAW_SQL = {"execute", "executemany"}

# Plain Python has methods of these names too; these are no querysets.
HARMLESS_RECEIVERS = {
    "context",
    "default_storage",
    "digest",
    "kwargs",
    "rows",
    "session",
    "storage",
}

# Who may do so all the same, and why.
MAY_WRITE_UNAUDITED = {
    "audit/removing.py": "the entry is written beside it",
    "equipment/actions/places.py": "paths only follow from parents and names",
    "maintenance/actions/signing.py": "working notes, which the signed record holds",
}
MAY_SPEAK_SQL = {
    "audit/append_only.py": "the triggers",
    "audit/rows.py": "many rows at once, each with its history and its entry",
    "equipment/search.py": "the search index",
    "hospital_assets/checks.py": "asks how the journal is kept",
    "hospital_assets/demo/seeding.py": "tells the planner of queries of new rows",
    "maintenance/signed.py": "the triggers",
}
MAY_READ_UNSCOPED = {
    "Asset.objects.exclude": "whether there are relatives, which are read scoped",
    "Asset.objects.select_related": "narrowed to what the person may see when used",
    "Attachment.objects.filter": "whether there are files of an asset that may be seen",
    "Asset.objects.sharing_serial_with": "ids alone, within a query that is scoped",
}

# A record that needs no history, and why.
UNAUDITED_MODELS: dict[str, str] = {
    "CheckAnswer": "working notes, which signing turns into an audited record",
    "Digest": "how often a person wants mail, which says nothing of the register",
    "JobRun": "what a job did stands where it did it",
    "WorkOrderCount": "each number that it gave out stands on its work order",
}

# An action works the same for a page, an API, a command and a test.
WEB_MODULES = (
    "django.contrib.messages",
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.template.loader",
    "django.template.response",
    "django.urls",
    "django.views",
)
# All that plain rules need of Django is how a choice is named.
PLAIN_RULES = ("choices", "identifiers", "lifecycle", "risk", "serials")
DJANGO_FOR_PLAIN_RULES = ("django.db", "django.db.models")

# Folders of tests about the whole, which mirror no module.
ABOUT_THE_WHOLE = {"bench", "journeys", "look"}


# --- Sizes ------------------------------------------------------------------------


def test_a_file_fits_in_one_sitting():
    long = {
        name(path): lines
        for path in files()
        if path.suffix == ".py" and "migrations" not in path.parts
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_a_function_fits_on_one_screen():
    long = [
        f"{name(path)}: {function.name}"
        for path in sources()
        for function in functions_in(path)
        if length_of(function) > LONGEST_FUNCTION
    ]

    assert long == []


def test_nearly_all_functions_are_short():
    lengths = [length_of(f) for path in sources() for f in functions_in(path)]

    assert quantiles(lengths, n=10)[-1] <= NINE_IN_TEN_FUNCTIONS


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def test_a_module_opens_with_a_sentence_that_says_what_is_in_it():
    mute = [
        name(path)
        for path in sources()
        if path.name != "__init__.py"
        and not first_line_of_docstring(path).endswith((".", "?"))
    ]

    assert mute == []


def first_line_of_docstring(path):
    paragraph = (ast.get_docstring(tree_of(path)) or "").partition("\n\n")[0]
    return paragraph.strip()


# --- The trail --------------------------------------------------------------------


def test_no_write_slips_past_the_audit_log():
    assert calls_of(UNAUDITED_WRITES, but_for=MAY_WRITE_UNAUDITED) == []


def test_sql_is_spoken_in_few_places():
    assert calls_of(RAW_SQL, but_for=MAY_SPEAK_SQL) == []


def calls_of(methods, *, but_for):
    return [
        f"{name(path)}:{call.lineno} {ast.unparse(call)}"
        for path in sources()
        if name(path) not in but_for
        for call in calls_in(path)
        if call.attr in methods and ast.unparse(call.value) not in HARMLESS_RECEIVERS
    ]


def test_no_exception_outlives_its_reason():
    for methods, allowed in (
        (UNAUDITED_WRITES, MAY_WRITE_UNAUDITED),
        (RAW_SQL, MAY_SPEAK_SQL),
    ):
        using = {name(p) for p in sources() for c in calls_in(p) if c.attr in methods}
        assert set(allowed) <= using


def test_every_record_of_the_register_keeps_its_history():
    forgotten = [
        model.__name__
        for app in ("equipment", "maintenance")
        for model in apps.get_app_config(app).get_models()
        if not issubclass(model, AuditedModel)
        and not hasattr(model, "history_id")
        and model.__name__ not in UNAUDITED_MODELS
    ]

    assert forgotten == []


def test_every_read_of_a_page_starts_at_what_the_person_may_see():
    scoped = {
        model.__name__
        for model in apps.get_models()
        if hasattr(model._default_manager, "visible_to")
    }
    unscoped = [
        f"{name(path)}:{call.lineno} {ast.unparse(call)}"
        for path in sources()
        if "views" in path.parts or path.name in ("panels.py", "api.py", "graphql.py")
        for call in calls_in(path)
        if isinstance(call.value, ast.Attribute)
        and call.value.attr == "objects"
        and ast.unparse(call.value.value) in scoped
        and call.attr != "visible_to"
        and ast.unparse(call) not in MAY_READ_UNSCOPED
    ]

    assert unscoped == []


# --- Who knows whom ---------------------------------------------------------------


def test_actions_know_nothing_of_requests():
    entangled = [
        f"{name(path)} imports {imported}"
        for path in sources()
        if "actions" in path.parts or name(path).startswith("audit/recording")
        for imported in sorted(imports_of(path))
        if imported.startswith(WEB_MODULES)
    ]

    assert entangled == []


def test_plain_rules_know_nothing_of_rows():
    entangled = [
        f"{name(path)} imports {imported}"
        for path in sources()
        if path.stem in PLAIN_RULES and len(path.relative_to(ROOT).parts) == 2
        for imported in sorted(imports_of(path))
        if imported.startswith("django")
        and not imported.startswith(DJANGO_FOR_PLAIN_RULES)
    ]

    assert entangled == []


# --- Where things stand -----------------------------------------------------------


def test_tests_stand_where_the_code_stands():
    strays = [
        name(path)
        for path in files()
        if path.name.startswith("test_") and path.suffix == ".py"
        if (parts := path.relative_to(ROOT / "tests").parts)[0] in APPS
        or (len(parts) > 1 and parts[0] not in ABOUT_THE_WHOLE)
        if not is_there(path)
    ]

    assert strays == []


def is_there(test):
    """Whether there is a module, or a package, of the name that the test has."""
    mirrored = ROOT / test.relative_to(ROOT / "tests")
    tested = mirrored.with_name(test.name.removeprefix("test_"))
    return tested.exists() or tested.with_suffix("").is_dir()


def test_a_migration_is_named_for_what_it_does():
    unnamed = [
        name(path)
        for path in files()
        if path.parent.name == "migrations" and path.name != "__init__.py"
        if "_auto_" in path.name or not re.fullmatch(r"\d{4}_[a-z][a-z_]+", path.stem)
    ]

    assert unnamed == []


def test_no_module_is_named_for_everything():
    vague = {"common", "constants", "helpers", "misc", "mixins", "services", "utils"}

    assert [name(p) for p in sources() if {p.stem, p.parent.name} & vague] == []
