from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.bulk import insert_numbered, number
from audit.constraints import check_constraints, conditions_of
from audit.models import AuditLog
from equipment.choices import AttachmentKind, DisposalMethod
from equipment.lifecycle import AssetStatus
from equipment.models import (
    Asset,
    Assignment,
    Attachment,
    DeviceCategory,
    DeviceModel,
    Disposal,
    Facility,
    ImportRun,
    Location,
    StaffScope,
    WordMeaning,
)
from maintenance.models import (
    CheckAnswer,
    ComplianceEvent,
    Digest,
    Inspection,
    InstrumentUse,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    Procedure,
    TestInstrument,
    WorkOrder,
    WorkOrderAttempt,
)
from tests.factories import (
    give_place,
    make_asset,
    make_category,
    make_department,
    make_device_model,
    make_facility,
    make_inspection,
    make_instrument,
    make_location,
    make_log,
    make_plan,
    make_procedure,
    make_user,
    make_work_order,
)

# Of each model with such constraints one record that nothing refuses.
VALID = {
    Facility: make_facility,
    DeviceCategory: make_category,
    DeviceModel: make_device_model,
    Location: make_location,
    Asset: make_asset,
    StaffScope: lambda: give_place(make_user(), make_department()),
    Assignment: lambda: Assignment(
        asset=make_asset(), department_name="ICU", started_at=timezone.now()
    ),
    Disposal: lambda: Disposal(
        asset=make_asset(),
        method=DisposalMethod.values[0],
        disposed_on=date(2026, 3, 1),
        authorised_by=make_user(),
    ),
    Attachment: lambda: Attachment(
        asset=make_asset(),
        kind=AttachmentKind.values[0],
        title="Manual",
        file="x",
        size=1,
        uploaded_by=make_user(),
    ),
    ImportRun: lambda: ImportRun(
        file="x", filename="x", size=1, started_by=make_user()
    ),
    WordMeaning: lambda: WordMeaning(field="status", word="ok", value="available"),
    Procedure: make_procedure,
    TestInstrument: make_instrument,
    PlanTemplate: lambda: PlanTemplate(name="Yearly", category=make_category()),
    MaintenancePlan: make_plan,
    WorkOrder: make_work_order,
    WorkOrderAttempt: lambda: WorkOrderAttempt(
        work_order=make_work_order(),
        attempted_at=timezone.now(),
        attempted_by=make_user(),
        disposition="in_use",
    ),
    Digest: lambda: Digest(person=make_user()),
    MaintenanceLog: make_log,
    Inspection: make_inspection,
    InstrumentUse: lambda: InstrumentUse(
        instrument=make_instrument(),
        log=make_log(),
        calibration_due_on=date(2026, 3, 1),
    ),
    CheckAnswer: lambda: CheckAnswer(
        log=make_log(),
        key="flow",
        answered_by=make_user(),
        answered_at=timezone.now(),
    ),
    ComplianceEvent: lambda: ComplianceEvent(
        asset=make_asset(),
        actor=make_user(),
        event_type="other",
        summary="Something",
        occurred_at=timezone.now(),
    ),
    AuditLog: lambda: AuditLog(
        action="asset.moved", source="page", occurred_at=timezone.now()
    ),
}
CONSTRAINED = [
    model
    for model in apps.get_models()
    if any(isinstance(c, models.CheckConstraint) for c in model._meta.constraints)
]

SOME_DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 4))
SOME_MOMENTS = SOME_DAYS.map(
    lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)
)


def names_in(condition):
    """The fields that a constraint looks at."""
    if isinstance(condition, Q):
        return set().union(*map(names_in, condition.children))
    lookup, wanted = condition
    return {lookup.partition("__")[0]} | (
        {wanted.name} if isinstance(wanted, F) else set()
    )


def some_values(field, record):
    """Values that fit and values that do not, of a type that the column can hold."""
    if isinstance(field, models.ForeignKey):
        values = st.sampled_from([1, record.pk])
    elif isinstance(field, models.DateTimeField):
        values = SOME_MOMENTS
    elif isinstance(field, models.DateField):
        values = SOME_DAYS
    elif isinstance(field, models.DecimalField):
        values = st.sampled_from([Decimal(n) for n in ("-0.01", "0", "12.50")])
    elif isinstance(field, models.IntegerField):
        values = (
            st.integers(0, 12)
            if "Positive" in type(field).__name__
            else st.integers(-20, 220)
        )
    elif field.choices:
        values = st.sampled_from(["", "what", *dict(field.flatchoices)])
    else:
        values = st.sampled_from(["", "x"])
    return st.none() | values if field.null else values


def database_refuses(record):
    """Whether a constraint of the table refuses it as a new row; nothing is kept."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                insert_numbered([record])
        except IntegrityError as error:
            # Checks come before uniqueness, which the copy of a record must fail.
            return "check constraint" in str(error).lower()
        finally:
            transaction.set_rollback(True)
    return False


def evaluator_refuses(record):
    try:
        check_constraints(record)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("model", CONSTRAINED, ids=lambda model: model.__name__)
def test_a_record_is_refused_exactly_where_the_database_refuses_it(model):
    record = VALID[model]()
    record.created_at = record.updated_at = timezone.now()
    number([record])
    checks = [
        c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)
    ]
    names = sorted(set().union(*(names_in(check.condition) for check in checks)))
    fields = [model._meta.get_field(name) for name in names if name != "pk"]

    @settings(
        max_examples=80,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        st.fixed_dictionaries(
            {}, optional={f.attname: some_values(f, record) for f in fields}
        )
    )
    def agree(values):
        before = dict(vars(record))
        vars(record).update(values)

        assert evaluator_refuses(record) == database_refuses(record)

        vars(record).update(before)

    assert not evaluator_refuses(record)
    assert not database_refuses(record)
    agree()


def test_the_sentence_is_that_of_the_first_broken_constraint():
    asset = make_asset()
    asset.purchase_date, asset.received_on = date(2020, 2, 1), date(2020, 1, 1)
    asset.purchase_cost = Decimal(-1)

    with pytest.raises(ValidationError) as refusal:
        check_constraints(asset)

    assert refusal.value.messages == [
        "It cannot have been received before it was bought."
    ]
    assert refusal.value.code == "asset_received_after_purchase"


def test_what_sql_calls_unknown_is_no_refusal():
    asset = make_asset(status=AssetStatus.OUT_OF_SERVICE)
    asset.return_due_on = asset.purchase_date = None

    assert not evaluator_refuses(asset)


def test_every_constraint_of_a_model_is_looked_at_once():
    names = [name for _, _, name in conditions_of(Asset)]

    assert len(names) == len(set(names)) == 15
