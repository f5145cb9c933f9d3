"""Forms about the photos and documents of an asset."""

from __future__ import annotations

from django import forms

from equipment.actions.attachments import TITLE_LENGTH, Upload
from equipment.choices import AttachmentKind
from equipment.file_types import BY_CONTENT_TYPE
from equipment.forms.versioned import NoteField

# What the browser offers to choose from; what is kept is told by the content.
ACCEPTED = ",".join(each.suffix for each in BY_CONTENT_TYPE.values())


class AttachForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="PDF, picture, text, CSV, XLSX or DOCX. Nothing about patients.",
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another one.",
        },
    )
    kind = forms.ChoiceField(choices=AttachmentKind.choices)
    title = forms.CharField(
        required=False,
        max_length=TITLE_LENGTH,
        help_text="Empty: the name of the file.",
    )

    @property
    def upload(self) -> Upload:
        said = self.cleaned_data
        return Upload(file=said["file"], kind=said["kind"], title=said["title"])


class WithdrawForm(forms.Form):
    reason = NoteField(
        label="Why it is wrong",
        required=True,
        error_messages={"required": "Say why it is withdrawn."},
    )
