"""What the people of the demo hospital write when they do something."""

from __future__ import annotations

from equipment.choices import DisposalMethod as Method
from equipment.lifecycle import StatusReason as Reason

IMPORT = "Equipment list of the previous system"
BROUGHT = "Brought to the bench"
SENT = "Picked up by the carrier"
QUARANTINED = "Kept apart until it is decided"

MOVES = (
    "",
    "",
    "Needed in another room",
    "Room is being painted",
    "Moved with the bed",
    "Back to where it belongs",
    "Found during rounds",
)
PURPOSES = (
    "",
    "",
    "Shift use",
    "Isolation room",
    "Cover while another is repaired",
    "Surge capacity",
    "Training day",
)
REMARKS = (
    "Second label put on the front.",
    "Mains cord replaced.",
    "Accessories listed in the workshop folder.",
    "Wheel lock stiff, still safe.",
)
DAMAGES = (
    "Fell from the pole, case is cracked.",
    "Display stays dark.",
    "Mains plug is bent.",
    "Liquid got in.",
)
MAINTENANCE = (
    (Reason.PM, "Planned maintenance is due."),
    (Reason.PM, "Planned maintenance is due."),
    (Reason.PM, "Yearly maintenance with electrical safety test."),
    (Reason.CALIBRATION, "Calibration is due."),
    (Reason.REPAIR, "Battery does not hold its charge."),
    (Reason.REPAIR, "Alarm does not sound."),
    (Reason.REPAIR, "Keypad does not answer."),
    (Reason.REPAIR, "Noise from the fan."),
    (Reason.AWAITING_PARTS, "Display ordered, delivery in two weeks."),
    (Reason.AT_VENDOR, "Sent to the manufacturer for repair."),
    (Reason.UPGRADE, "Software update by the manufacturer."),
)
STOPS = (
    (Reason.PROBLEM_REPORTED, "Shows an error at the self-test."),
    (Reason.PROBLEM_REPORTED, "Stops by itself now and then."),
    (Reason.FAILED_PM, "Leakage current above the limit."),
    (Reason.FAILED_INSPECTION, "Protective earth resistance too high."),
    (Reason.DAMAGED, "Housing is broken."),
    (Reason.RECALL_HOLD, "Named in a safety notice of the manufacturer."),
    (Reason.INCIDENT_HOLD, "Kept as it is until the incident is looked into."),
    (Reason.STORAGE, "Not needed at present."),
    (Reason.MISSING, "Not found at the yearly count."),
    (Reason.AWAITING_DECISION, "Repair costs more than half of a new one."),
)
RELEASES = {
    Reason.PM: ("Maintenance is done.",),
    Reason.CALIBRATION: ("Calibrated.", "Was within its limits."),
    Reason.REPAIR: ("Battery replaced.", "Cleaned and adjusted.", "Part replaced."),
    Reason.AWAITING_PARTS: ("Part came and is built in.",),
    Reason.AT_VENDOR: ("Came back repaired.", "Came back, no fault found."),
    Reason.UPGRADE: ("Software is up to date.",),
}
OTHER_RELEASES = ("Repaired.", "No fault found.", "Looked at and in order.")
RETIREMENTS = (
    "Beyond its expected life.",
    "Repair is not worth its cost.",
    "The manufacturer has ended its support.",
    "Replaced by a new model.",
)
EXITS = (
    *[(Reason.DISPOSED, Method.RECYCLING, "Greencycle Electronics")] * 8,
    *[(Reason.SCRAPPED, Method.SCRAP, "Northgate Metal Works")] * 2,
    (Reason.TRADED_IN, Method.TRADE_IN, "The manufacturer"),
    (Reason.DONATED, Method.DONATION, "Hospitals Without Walls"),
    (Reason.TRADED_IN, Method.TRADE_IN, "The manufacturer"),
    (Reason.SOLD, Method.SALE, "MedAuction Midwest"),
    (Reason.DONATED, Method.DONATION, "Hospitals Without Walls"),
    (Reason.LOST, Method.LOST, ""),
)
RENTAL_EXITS = ((Reason.RETURNED, Method.RETURN, "The rental company"),)
