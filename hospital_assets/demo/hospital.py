"""How the demo hospital is built: facilities, departments and their rooms, as data."""

from __future__ import annotations

from dataclasses import dataclass

from equipment.choices import LocationType

STORE = "Equipment store"
STATION = "Nurse station"
BIOMED = "Biomedical Engineering"
PUBLIC = "Public Areas"


@dataclass(frozen=True)
class Rooms:
    """`count` rooms of one kind, named and numbered, each with `beds`."""

    name: str
    count: int = 1
    beds: int = 0
    type: str = LocationType.ROOM
    is_patient_care: bool = True
    mri_zone: int | None = None

    @property
    def grows(self) -> bool:
        """Whether a larger fleet stands in more of them."""
        return self.count > 1


@dataclass(frozen=True)
class DepartmentPlan:
    name: str
    code: str
    building: str
    wing: str
    floor: int
    rooms: tuple[Rooms, ...]


@dataclass(frozen=True)
class FacilityPlan:
    """`share` is that of the devices that all facilities could have."""

    name: str
    code: str
    campus: str
    address: str
    share: float
    floors: int
    departments: tuple[DepartmentPlan, ...]


def stock(name: str) -> Rooms:
    return Rooms(name, type=LocationType.STORAGE, is_patient_care=False)


def back(name: str, count: int = 1) -> Rooms:
    """Rooms that no patient enters."""
    return Rooms(name, count, is_patient_care=False)


def bays(name: str, count: int) -> Rooms:
    return Rooms(name, count, type=LocationType.BAY)


def corridor(name: str) -> Rooms:
    return Rooms(name, type=LocationType.CORRIDOR)


def ward(name: str, rooms: int, *, beds: int = 1) -> tuple[Rooms, ...]:
    return (
        Rooms(name, rooms, beds),
        back(STATION),
        back("Medication room"),
        stock(STORE),
    )


WORKSHOP = "Workshop"
RECEIVING = "Receiving"
QUARANTINE = "Quarantine"
POOL = "Equipment pool"

BIOMED_ROOMS = (
    Rooms(WORKSHOP, type=LocationType.WORKSHOP, is_patient_care=False),
    stock(RECEIVING),
    stock(QUARANTINE),
    stock(POOL),
    stock("Spare parts"),
)

A, B, SERVICE = "Tower A", "Tower B", "Service Building"

NORTHGATE = FacilityPlan(
    name="Northgate General Hospital",
    code="NGH",
    campus="Northgate Campus",
    address="400 Northgate Avenue\nNorthgate",
    share=0.55,
    floors=6,
    departments=(
        DepartmentPlan(
            *("Emergency", "ED", A, "East wing", 0),
            rooms=(
                bays("ED bay", 18),
                Rooms("Resuscitation", 2),
                back(STATION),
                stock(STORE),
            ),
        ),
        DepartmentPlan(
            *("Radiology", "RAD", A, "West wing", 0),
            rooms=(
                Rooms("MRI", 2, mri_zone=4),
                Rooms("CT", 2),
                Rooms("X-ray", 3),
                Rooms("Ultrasound", 4),
                back("Reading room"),
                stock(STORE),
            ),
        ),
        DepartmentPlan(
            *("Interventional Radiology", "IR", A, "West wing", 0),
            rooms=(Rooms("Angiography"), stock(STORE)),
        ),
        DepartmentPlan(
            *(PUBLIC, "PUB", A, "East wing", 0),
            rooms=(
                corridor("Main lobby"),
                corridor("Cafeteria"),
                corridor("Lift hall"),
                corridor("Visitors' parking"),
            ),
        ),
        DepartmentPlan(
            *("Operating Room", "OR", A, "East wing", 1),
            rooms=(Rooms("OR", 10), back("Scrub room", 3), stock(STORE)),
        ),
        DepartmentPlan(
            *("Anesthesia", "ANES", A, "East wing", 1),
            rooms=(Rooms("Induction room", 3), back("Workroom"), stock(STORE)),
        ),
        DepartmentPlan(
            *("PACU", "PACU", A, "West wing", 1),
            rooms=(bays("PACU bay", 14), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(
            *("Sterile Processing", "SPD", A, "West wing", 1),
            rooms=(
                back("Decontamination"),
                back("Sterilisation"),
                back("Reprocessing"),
                stock("Sterile store"),
            ),
        ),
        DepartmentPlan(
            *("Cath Lab", "CATH", A, "East wing", 2),
            rooms=(Rooms("Angiography", 2), back("Control room"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Cardiology", "CARD", A, "West wing", 2),
            rooms=(Rooms("ECG room", 3), Rooms("Echo room", 2), stock(STORE)),
        ),
        DepartmentPlan(
            *("Telemetry", "TELE", A, "West wing", 2), rooms=ward("Tele", 14)
        ),
        DepartmentPlan(
            *("Labor & Delivery", "LD", A, "East wing", 3), rooms=ward("Birthing", 8)
        ),
        DepartmentPlan(*("Postpartum", "PP", A, "West wing", 3), rooms=ward("PP", 10)),
        DepartmentPlan(
            *("NICU", "NICU", A, "West wing", 3),
            rooms=(bays("NICU bay", 14), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(*("ICU", "ICU", A, "East wing", 4), rooms=ward("ICU", 20)),
        DepartmentPlan(
            *("Respiratory Therapy", "RT", A, "West wing", 4),
            rooms=(Rooms("Pulmonary function"), back("Workroom"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Medical/Surgical", "MS", A, "East wing", 5),
            rooms=ward("Room", 36, beds=2),
        ),
        DepartmentPlan(
            *("Outpatient Clinic", "OPC", B, "North wing", 0),
            rooms=(Rooms("Exam", 16), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(
            *("Breast Center", "BC", B, "South wing", 0),
            rooms=(Rooms("Mammography", 2), Rooms("Biopsy room"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Pharmacy", "RX", B, "South wing", 0),
            rooms=(back("Medication vault"), back("Compounding"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Endoscopy", "ENDO", B, "North wing", 1),
            rooms=(Rooms("Endoscopy", 4), back("Reprocessing"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Outpatient Surgery", "OPS", B, "South wing", 1),
            rooms=(Rooms("Procedure", 3), bays("Recovery bay", 6), stock(STORE)),
        ),
        DepartmentPlan(
            *("Urology", "URO", B, "South wing", 1),
            rooms=(Rooms("Cystoscopy", 2), stock(STORE)),
        ),
        DepartmentPlan(
            *("Dialysis", "DIAL", B, "North wing", 2),
            rooms=(bays("Station", 16), back("Water plant"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Oncology", "ONC", B, "South wing", 2),
            rooms=(bays("Infusion chair", 12), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(
            *("Pain Clinic", "PAIN", B, "South wing", 2),
            rooms=(Rooms("Procedure"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Laboratory", "LAB", B, "North wing", 3),
            rooms=(
                back("Chemistry"),
                back("Haematology"),
                back("Blood bank"),
                stock(STORE),
            ),
        ),
        DepartmentPlan(
            *("Home Care", "HOME", B, "South wing", 3),
            rooms=(back("Loan desk"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Radiation Oncology", "RO", B, "North wing", -1),
            rooms=(Rooms("Treatment", 2), back("Control room"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Nuclear Medicine", "NM", B, "South wing", -1),
            rooms=(Rooms("PET/CT"), back("Hot lab"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Transport", "TRAN", SERVICE, "", 0),
            rooms=(bays("Ambulance bay", 4), stock(STORE)),
        ),
        DepartmentPlan(*(BIOMED, "BME", SERVICE, "", -1), rooms=BIOMED_ROOMS),
    ),
)

MAIN = "Main Building"

RIVERSIDE = FacilityPlan(
    name="Riverside Community Hospital",
    code="RCH",
    campus="Riverside",
    address="18 Mill Lane\nRiverside",
    share=0.20,
    floors=3,
    departments=(
        DepartmentPlan(
            *("Emergency", "ED", MAIN, "North wing", 0),
            rooms=(bays("ED bay", 8), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(
            *("Radiology", "RAD", MAIN, "South wing", 0),
            rooms=(Rooms("CT"), Rooms("X-ray", 2), Rooms("Ultrasound"), stock(STORE)),
        ),
        DepartmentPlan(
            *(PUBLIC, "PUB", MAIN, "North wing", 0),
            rooms=(corridor("Main lobby"), corridor("Cafeteria")),
        ),
        DepartmentPlan(
            *("Laboratory", "LAB", MAIN, "South wing", 0),
            rooms=(back("Chemistry"), back("Blood bank"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Operating Room", "OR", MAIN, "North wing", 1),
            rooms=(Rooms("OR", 3), stock(STORE)),
        ),
        DepartmentPlan(
            *("PACU", "PACU", MAIN, "North wing", 1),
            rooms=(bays("PACU bay", 5), stock(STORE)),
        ),
        DepartmentPlan(
            *("Sterile Processing", "SPD", MAIN, "South wing", 1),
            rooms=(
                back("Decontamination"),
                back("Sterilisation"),
                stock("Sterile store"),
            ),
        ),
        DepartmentPlan(*("ICU", "ICU", MAIN, "North wing", 2), rooms=ward("ICU", 8)),
        DepartmentPlan(
            *("Medical/Surgical", "MS", MAIN, "South wing", 2),
            rooms=ward("Room", 16, beds=2),
        ),
        DepartmentPlan(
            *("Labor & Delivery", "LD", MAIN, "North wing", 3),
            rooms=ward("Birthing", 4),
        ),
        DepartmentPlan(
            *("Outpatient Clinic", "OPC", MAIN, "South wing", 3),
            rooms=(Rooms("Exam", 6), stock(STORE)),
        ),
        DepartmentPlan(*(BIOMED, "BME", MAIN, "South wing", -1), rooms=BIOMED_ROOMS),
    ),
)

CLINIC = "Clinic Building"

LAKEVIEW = FacilityPlan(
    name="Lakeview Clinic",
    code="LVC",
    campus="Lakeview",
    address="7 Harbour Road\nLakeview",
    share=0.25,
    floors=2,
    departments=(
        DepartmentPlan(
            *("Outpatient Clinic", "OPC", CLINIC, "", 0),
            rooms=(Rooms("Exam", 10), back(STATION), stock(STORE)),
        ),
        DepartmentPlan(
            *("Radiology", "RAD", CLINIC, "", 0),
            rooms=(Rooms("X-ray"), Rooms("Ultrasound"), stock(STORE)),
        ),
        DepartmentPlan(
            *(PUBLIC, "PUB", CLINIC, "", 0), rooms=(corridor("Main lobby"),)
        ),
        DepartmentPlan(
            *("Laboratory", "LAB", CLINIC, "", 1),
            rooms=(back("Chemistry"), stock(STORE)),
        ),
        DepartmentPlan(
            *("Endoscopy", "ENDO", CLINIC, "", 1),
            rooms=(Rooms("Endoscopy", 2), back("Reprocessing"), stock(STORE)),
        ),
        DepartmentPlan(*(BIOMED, "BME", CLINIC, "", 0), rooms=BIOMED_ROOMS),
    ),
)

FACILITIES = (NORTHGATE, RIVERSIDE, LAKEVIEW)
ORGANIZATION = "Northgate Health"
TIME_ZONE = "America/Chicago"
