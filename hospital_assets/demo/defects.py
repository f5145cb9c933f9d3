"""How often devices of the demo hospital break, with what, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from hospital_assets.demo.catalogue import DeviceType
from maintenance.choices import ActionCode as A
from maintenance.choices import CauseCode as C
from maintenance.choices import FailureCode as F

# Repairs a year, by kind; then by group; then what is usual.
BY_KIND = {
    "infusion_pump_lvp": 0.35,
    "syringe_pump": 0.35,
    "pca_pump": 0.35,
    "enteral_pump": 0.35,
    "ventilator_icu": 0.4,
    "ventilator_transport": 0.4,
    "bipap": 0.4,
    "patient_monitor": 0.2,
    "vital_signs_monitor": 0.2,
    "hospital_bed": 0.5,
    "stretcher": 0.5,
    "flex_endoscope": 1.2,
    "mri_15t": 4,
    "mri_3t": 5,
    "ct": 6,
    "pet_ct": 6,
    "angio": 5,
    "linac": 8,
    "xray_room": 2,
    "mammography": 2,
    "surgical_robot": 2,
    "autoclave": 2,
    "washer_disinfector": 2,
    "lab_analyzer": 2,
    "hemodialysis": 1.5,
}
BY_GROUP = {
    "Imaging": 0.8,
    "Monitoring": 0.2,
    "Endoscopy": 0.6,
    "Sterile Processing": 1,
}
USUAL = 0.25


@dataclass(frozen=True)
class Defect:
    """`part` is what is put in, with its price."""

    problem: str
    failure: F
    cause: C
    action: A
    done: str
    part: tuple[str, int] | None = None


DEFECTS = (
    Defect(
        "Does not hold its charge, runs ten minutes on battery.",
        F.BATT,
        C.AGE,
        A.PART_REPLACED,
        "Battery replaced and run down once.",
        ("Battery pack", 145),
    ),
    Defect(
        "Display stays dark after switching on.",
        F.EF,
        C.RANDOM,
        A.PART_REPLACED,
        "Display module replaced.",
        ("Display module", 420),
    ),
    Defect(
        "Shows an error at the self-test.",
        F.EF,
        C.RANDOM,
        A.REPAIRED,
        "Connector cleaned and seated, self-test passes.",
    ),
    Defect(
        "Fell down, the housing is cracked.",
        F.DMG,
        C.DROP,
        A.PART_REPLACED,
        "Housing replaced, checked for safety.",
        ("Housing, front", 210),
    ),
    Defect(
        "Alarm is hardly heard.",
        F.WEAR,
        C.AGE,
        A.PART_REPLACED,
        "Loudspeaker replaced.",
        ("Loudspeaker", 35),
    ),
    Defect(
        "Cable is broken near the plug.",
        F.ACC,
        C.HANDLING,
        A.PART_REPLACED,
        "Cable replaced.",
        ("Cable", 60),
    ),
    Defect(
        "Keys do not answer after cleaning.",
        F.DMG,
        C.FLUID,
        A.CLEANED,
        "Keypad dried and cleaned, works.",
    ),
    Defect(
        "Stops by itself now and then.",
        F.SW,
        C.UNKNOWN,
        A.SOFTWARE_RELOAD,
        "Software loaded again, ran a day without stopping.",
    ),
    Defect(
        "Not seen on the network.",
        F.NET,
        C.INTERFERENCE,
        A.ADJUSTED,
        "Address corrected, data arrive.",
    ),
    Defect(
        "Values seem too high.",
        F.CND,
        C.UNKNOWN,
        A.NONE,
        "Measured: within its limits. No fault found.",
    ),
    Defect(
        "Will not start a programme.",
        F.USE,
        C.SETTING,
        A.USER_TRAINING,
        "Settings explained to the unit; nothing was broken.",
    ),
    Defect(
        "Fan is loud.",
        F.WEAR,
        C.ENVIRONMENT,
        A.CLEANED,
        "Fan and filter cleaned.",
    ),
)


def repairs_a_year(kind: DeviceType) -> float:
    return BY_KIND.get(kind.key, BY_GROUP.get(kind.group, USUAL))
