"""What the forms that change an asset share: the version that they were opened with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from equipment.models import Asset

LONGEST_NOTE = 2000


class VersionField(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(
            min_value=0,
            widget=forms.HiddenInput,
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value"),
                "This page is out of date. Open it again from the asset.",
            ),
        )


class AssetForm(forms.Form):
    """A form about `asset` for `user`; each page passes all of it alike."""

    version = VersionField()

    def __init__(
        self, *args: Any, asset: Asset, user: AbstractUser, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"version": asset.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.asset, self.user = asset, user
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the asset and the person."""

    def renew(self, now: Asset) -> None:
        """Show the form again as one that was opened just now, with what was typed."""
        self.data = {name: self.data.get(name) for name in self.fields}
        self.data["version"] = now.version


class NoteField(forms.CharField):
    """A few sentences."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 3}), **kwargs
        )

    def to_python(self, value: Any) -> Any:
        return with_plain_breaks(super().to_python(value) or "")


def with_plain_breaks(text: str) -> str:
    """Browsers send each line break as two characters, which would be a change."""
    return text.replace("\r\n", "\n")


def check_some(cleaned: dict[str, Any], names: tuple[str, ...], refusal: str) -> None:
    if not any(cleaned.get(name) for name in names):
        raise ValidationError(refusal)
