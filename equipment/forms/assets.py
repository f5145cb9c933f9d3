"""Forms about what is written of an asset: registering it and correcting it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.contrib.auth.models import AbstractUser

from equipment.field_groups import GUARDS, Guard
from equipment.forms.lookups import (
    AssetField,
    DeviceModelField,
    PersonField,
    PlaceField,
)
from equipment.forms.tags import proposed_tag
from equipment.forms.versioned import NoteField, VersionField, with_plain_breaks
from equipment.models import (
    Asset,
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
    Manufacturer,
)

WHAT = (
    "device_model",
    "asset_tag",
    "name",
    "category",
    "manufacturer",
    "manufacturer_name",
    "model_name",
    "serial_number",
    "is_other_device",
    "udi_di",
    "udi_carrier",
    "lot_number",
    "giai",
    "rfid_epc",
    "parent_asset",
)
WHERE = ("facility", "current_location", "location_text")
WHOSE = (
    "owner_department",
    "responsible_person",
    "cost_center",
    "ownership",
    "owner_organization",
    "return_due_on",
)
RISK = (
    "risk_class",
    "is_life_support",
    "is_mission_critical",
    "criticality",
    "criticality_reason",
)
LIFE = (
    "manufactured_on",
    "purchase_date",
    "received_on",
    "warranty_ends_on",
    "expires_on",
    "expected_end_of_life_on",
    "replacement_planned_year",
)
MONEY = (
    "purchase_cost",
    "replacement_cost",
    "currency",
    "purchase_order",
    "supplier",
    "funding_source",
    "depreciation_years",
    "service_provider",
    "contract_reference",
)
TECHNICAL = (
    "protection_class",
    "applied_part",
    "power_requirement",
    "battery_type",
    "battery_installed_on",
    "software_version",
    "firmware_version",
    "operating_system",
    "is_networked",
    "mac_address",
    "ip_address",
    "hostname",
    "stores_patient_data",
)
GROUPS = {
    "What it is": WHAT,
    "Where it is": WHERE,
    "Whose it is": WHOSE,
    "Risk": RISK,
    "Its life": LIFE,
    "Money": MONEY,
    "Technical": TECHNICAL,
    "Notes": ("notes", "reason"),
}
LOOKED_UP = ("device_model", "responsible_person", "parent_asset")
NOT_OF_THE_MODEL = ("is_other_device", "reason")
PLACED = ("facility", "current_location", "location_text")
DATES = (*LIFE[:-1], "return_due_on", "battery_installed_on")

# Said by the model of the catalogue where the form leaves them open.
FROM_MODEL = ("category", "manufacturer", "model_name", "name", "criticality")


class WrittenForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Every field that a person may write, in groups; roles see those of theirs."""

    device_model = DeviceModelField(
        required=False,
        label="Model of the catalogue",
        help_text="Fills in maker, category, risk and technical data.",
    )
    responsible_person = PersonField(required=False)
    parent_asset = AssetField(
        required=False,
        label="Part of",
        help_text="The tag of the system that it belongs to.",
    )
    is_other_device = forms.BooleanField(
        required=False,
        label="It is another device with the same serial number; I looked at both",
    )

    class Meta:
        model = Asset
        fields = [
            name
            for names in GROUPS.values()
            for name in names
            if name not in NOT_OF_THE_MODEL
        ]
        widgets = {
            name: forms.DateInput({"type": "date"}, format="%Y-%m-%d") for name in DATES
        } | {"notes": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in LOOKED_UP:
            # Of the instance, Django itself gives the id.
            if present := getattr(self.instance, name):
                self.initial[name] = present
        for guard in self.guards():
            if not user.has_perm(guard.permission):
                self.leave_out(*guard.fields)
        self.leave_out(*self.left_out())
        if not self.is_bound:
            self.leave_out("is_other_device")
        self.choose_among()

    def guards(self) -> tuple[Guard, ...]:
        return GUARDS

    def left_out(self) -> tuple[str, ...]:
        return ()

    def leave_out(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def choose_among(self) -> None:
        """Offer what is in use and in sight, and what the asset has already."""
        self.offer("category", DeviceCategory.objects.filter(is_active=True))
        self.offer("manufacturer", Manufacturer.objects.filter(is_active=True))
        self.offer(
            "owner_department",
            Department.objects.visible_to(self.user).select_related("facility"),
        )
        if parent := self.fields.get("parent_asset"):
            assert isinstance(parent, AssetField)
            parent.among(Asset.objects.visible_to(self.user))

    def offer(self, name: str, offered: Any) -> None:
        if field := self.fields.get(name):
            assert isinstance(field, forms.ModelChoiceField)
            present = getattr(self.instance, f"{name}_id", None)
            field.queryset = offered | offered.model.objects.filter(pk=present)

    @property
    def helper(self) -> FormHelper:
        """How crispy shows the form; which fields there are is known only then."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        groups = []
        for legend, names in GROUPS.items():
            if shown := [name for name in names if name in self.fields]:
                fields = Div(*shown, css_class="columns")
                groups.append(Fieldset(legend, fields, css_class="form-section"))
        return Layout(*groups)

    def clean_asset_tag(self) -> str:
        tag: str = self.cleaned_data["asset_tag"]
        others = Asset.objects.exclude(pk=self.instance.pk)
        if others.tagged(tag).exists():
            raise forms.ValidationError("Another asset has this tag.")
        return tag

    def clean_notes(self) -> str:
        return with_plain_breaks(self.cleaned_data["notes"])

    def clean_ip_address(self) -> str | None:
        return self.cleaned_data["ip_address"] or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_serial(cleaned)
        return cleaned

    def check_serial(self, cleaned: dict[str, Any]) -> None:
        """Warn once of another device with this serial number."""
        is_new = "serial_number" in self.changed_data
        twin = self.twin_of(cleaned.get("serial_number", "")) if is_new else None
        if twin is None:
            self.leave_out("is_other_device")
        elif not cleaned.get("is_other_device"):
            self.add_error(
                "serial_number",
                f"{twin} has this serial number already. Compare the two plates, and "
                "tick the box below if both are right.",
            )

    def twin_of(self, serial_number: str) -> Asset | None:
        typed = Asset(pk=self.instance.pk, serial_number=serial_number)
        typed.derive()
        return Asset.objects.visible_to(self.user).sharing_serial_with(typed).first()


class RegisterForm(WrittenForm):
    current_location = PlaceField(required=False, label="Place")

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        self.facilities = Facility.objects.visible_to(user).operational()
        super().__init__(*args, user=user, **kwargs)
        for name in FROM_MODEL:
            if field := self.fields.get(name):
                field.required = False
        if criticality := self.fields.get("criticality"):
            criticality.help_text = "Empty: as the risk suggests."

    def guards(self) -> tuple[Guard, ...]:
        # Who registers a device has to say what it is.
        return tuple(g for g in GUARDS if "asset_tag" not in g.fields)

    def left_out(self) -> tuple[str, ...]:
        return ("reason",)

    def choose_among(self) -> None:
        super().choose_among()
        self.offer("facility", self.facilities)
        place = self.fields["current_location"]
        assert isinstance(place, PlaceField)
        place.within_reach_of(self.user, home=self.chosen_facility_id())

    def chosen_facility_id(self) -> int | None:
        chosen = str(self.data.get("facility") or self.initial.get("facility") or "")
        return int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        model = cleaned.get("device_model")
        if model is not None:
            cleaned["category"] = cleaned.get("category") or model.category
        for name, refusal in (
            ("category", "Choose the category, or a model of the catalogue."),
            ("model_name", "Write the model, or choose one of the catalogue."),
        ):
            if not cleaned.get(name) and model is None and name not in self.errors:
                self.add_error(name, refusal)
        return cleaned


class EditForm(WrittenForm):
    version = VersionField()
    reason = NoteField(label="Why this is corrected", help_text="Can stay empty.")

    def left_out(self) -> tuple[str, ...]:
        return PLACED

    @property
    def written(self) -> dict[str, Any]:
        own = {"version", *NOT_OF_THE_MODEL}
        return {
            name: value for name, value in self.cleaned_data.items() if name not in own
        }


def initial_for(user: AbstractUser, model: DeviceModel | None) -> dict[str, Any]:
    """What a form to register a device is filled with before anybody types."""
    facility = Facility.objects.visible_to(user).operational().first()
    initial: dict[str, Any] = {
        "facility": facility.pk if facility else None,
        "asset_tag": proposed_tag(facility),
    }
    if model is not None:
        initial |= {
            "device_model": model,
            "category": model.category_id,
            "manufacturer": model.manufacturer_id,
            "model_name": model.name,
        }
        for name in (*RISK[:3], *TECHNICAL):
            if hasattr(model, name):
                initial[name] = getattr(model, name)
    return initial
