"""Forms about where a device is."""

from __future__ import annotations

from equipment.forms.lookups import PlaceField
from equipment.forms.versioned import AssetForm, NoteField


class MoveForm(AssetForm):
    location = PlaceField(label="New place")
    reason = NoteField(label="Why", help_text="Can stay empty.")

    def prepare(self) -> None:
        place = self.fields["location"]
        assert isinstance(place, PlaceField)
        place.within_reach_of(self.user, home=self.asset.facility_id)
