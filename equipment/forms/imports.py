"""Forms of an import: the file, and what its columns, dates and words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.template.defaultfilters import filesizeformat

from equipment.imports.dates import DateOrder
from equipment.imports.fields import FIELDS
from equipment.imports.options import ADDING, Options
from equipment.imports.surveys import Survey
from equipment.imports.words import LISTS
from equipment.lifecycle import REASONS, AssetStatus, StatusReason
from equipment.models import Facility, ImportMapping

NOT_IMPORTED = ("", "Not imported")
LONGEST_NAME = 60
TOO_LARGE = "too_large"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Register file",
        help_text="CSV, XLSX, XLS, ODS or JSON, as it is: nothing has to be prepared.",
    )
    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        required=False,
        empty_label="Every row says it",
        help_text="Where rows belong that name no facility.",
    )

    def __init__(self, *args: Any, by: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Facility.objects.visible_to(by).operational()
        if len(field.queryset) == 1:
            field.initial = field.queryset[0]

    def clean_file(self) -> UploadedFile[bytes]:
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > settings.IMPORT_MAX_BYTES:
            most = filesizeformat(settings.IMPORT_MAX_BYTES)
            raise forms.ValidationError(
                f"The file is larger than {most}. Save it as CSV, or in parts.",
                code=TOO_LARGE,
            )
        return sent


class OptionsForm(forms.Form):
    """One field for each column of the file and each word that nobody knows yet."""

    date_order = forms.ChoiceField(
        label="Dates such as 03/04/2019 are written",
        required=False,
        choices=[("", "As the file shows"), *((o.value, o.value) for o in DateOrder)],
    )
    status = forms.ChoiceField(
        label="Rows without a status are",
        choices=[
            (s.value, s.label)
            for s in (
                AssetStatus.OUT_OF_SERVICE,
                AssetStatus.AVAILABLE,
                AssetStatus.IN_USE,
            )
        ],
        help_text="Out of service is safe: each device waits for its acceptance.",
    )
    creates = forms.MultipleChoiceField(
        label="Add what the register does not have yet",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keep_as = forms.CharField(
        label="Keep these columns for next time as",
        required=False,
        max_length=LONGEST_NAME,
        validators=[ProhibitNullCharactersValidator()],
    )

    def __init__(
        self,
        *args: Any,
        survey: Survey,
        options: Options,
        unknown_words: Mapping[str, Mapping[str, int]],
        by: AbstractUser,
        **kwargs: Any,
    ) -> None:
        initial = {
            "date_order": options.date_order,
            "status": options.status,
            "creates": options.creates,
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.survey, self.options = survey, options
        self._offer_what_may_be_added(by)
        self.words = [
            (f"word{n}", name, word, count)
            for n, (name, word, count) in enumerate(questions(unknown_words))
        ]
        for position, column in enumerate(survey.columns):
            self.fields[f"column{position}"] = forms.ChoiceField(
                label=column,
                required=False,
                choices=[NOT_IMPORTED, *((f.name, f.label) for f in FIELDS.values())],
                initial=options.columns.get(column, ""),
                help_text=survey.hint(position),
            )
        for key, name, word, count in self.words:
            self.fields[key] = forms.ChoiceField(
                label=f"{FIELDS[name].label} “{word}” ({count} rows)",
                required=False,
                choices=[("", "Nothing known: such rows are refused"), *meanings(name)],
            )

    def _offer_what_may_be_added(self, by: AbstractUser) -> None:
        creates = self.fields["creates"]
        assert isinstance(creates, forms.MultipleChoiceField)
        creates.choices = [
            (kind, kind.capitalize())
            for kind, permission in ADDING.items()
            if by.has_perm(permission)
        ]
        if not creates.choices:
            del self.fields["creates"]

    @property
    def doubtful_fields(self) -> list[forms.BoundField]:
        """The columns about which a person has to decide, in their order."""
        doubtful = set(self.survey.doubtful)
        return [field for field in self._column_fields() if field.label in doubtful]

    @property
    def sure_fields(self) -> list[forms.BoundField]:
        doubtful = set(self.survey.doubtful)
        return [field for field in self._column_fields() if field.label not in doubtful]

    @property
    def has_error_below(self) -> bool:
        """Whether a column that is folded away has to be looked at."""
        return any(field.errors for field in self.sure_fields)

    def _column_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"column{n}"] for n in range(len(self.survey.columns)))

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[key] for key, *_ in self.words]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for position, column in enumerate(self.survey.columns):
            key = f"column{position}"
            name = cleaned.get(key, "")
            if name and name in seen:
                self.add_error(key, f"“{seen[name]}” is {FIELDS[name].label} already.")
            seen.setdefault(name, column)
        if not {"asset_tag", "serial_number"} & seen.keys():
            raise forms.ValidationError("Say which column holds the asset tag.")
        return cleaned

    def chosen_columns(self) -> dict[str, str]:
        return {
            column: self.cleaned_data[f"column{position}"]
            for position, column in enumerate(self.survey.columns)
            if self.cleaned_data[f"column{position}"]
        }

    def new_words(self) -> list[tuple[str, str, str]]:
        """Field, word and the value that the person chose for it."""
        return [
            (name, word, self.cleaned_data[key])
            for key, name, word, _ in self.words
            if self.cleaned_data[key]
        ]

    def chosen(self, *, skips_refused: bool = False) -> Options:
        return Options(
            columns=self.chosen_columns(),
            date_order=self.cleaned_data["date_order"],
            sheet=self.options.sheet,
            header_row=self.options.header_row,
            status=self.cleaned_data["status"],
            creates=tuple(self.cleaned_data.get("creates", ())),
            skips_refused=skips_refused,
        )


class LayoutForm(forms.Form):
    """Where in the file the table is."""

    sheet = forms.ChoiceField(required=False)
    header_row = forms.IntegerField(
        label="Row with the column names",
        min_value=0,
        max_value=500,
        help_text="Counted from 1; 0 if there is none.",
    )
    mapping = forms.ModelChoiceField(
        ImportMapping.objects.all(),
        label="Columns as kept before",
        required=False,
        empty_label="As proposed",
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        initial = {"sheet": survey.sheet, "header_row": survey.header_row}
        super().__init__(*args, **{"initial": initial} | kwargs)
        sheet = self.fields["sheet"]
        assert isinstance(sheet, forms.ChoiceField)
        sheet.choices = [(name, name) for name in survey.sheets]
        if not survey.sheets:
            del self.fields["sheet"]


def questions(
    unknown: Mapping[str, Mapping[str, int]],
) -> Iterator[tuple[str, str, int]]:
    for name, words in unknown.items():
        for word, count in words.items():
            yield name, word, count


def meanings(name: str) -> list[tuple[str, str]]:
    """What a word can mean in a field; of a status also with its reason."""
    if name != "status":
        return [(str(value), str(label)) for value, label in LISTS[name].choices]
    return [
        choice
        for status in AssetStatus
        for choice in [
            (status.value, status.label),
            *(
                (f"{status} {reason}", f"{status.label}: {StatusReason(reason).label}")
                for reason in sorted(REASONS[status])
            ),
        ]
    ]
