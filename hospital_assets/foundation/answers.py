"""How an action's refusal reaches the form that asked, and the answer's status."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

from hospital_assets.foundation.errors import Conflict, Stale


def show_in_form(refusal: ValidationError, form: BaseForm) -> int:
    """Put each sentence beside its field, or on top if the form lacks the field.

    Returns the status with which to answer the form.
    """
    by_field = (
        refusal.error_dict
        if hasattr(refusal, "error_dict")
        else {NON_FIELD_ERRORS: refusal.error_list}
    )
    for field, errors in by_field.items():
        form.add_error(field if field in form.fields else None, errors)
    return status_of(refusal)


def status_of(refusal: ValidationError) -> int:
    match refusal:
        case Stale():
            return HTTPStatus.PRECONDITION_FAILED
        case Conflict():
            return HTTPStatus.CONFLICT
    return HTTPStatus.OK
