"""Serial numbers as each maker prints them, and as people fail to write them down."""

from __future__ import annotations

from random import Random

# In a style, @ stands for a letter, # for a digit, yy for the year it was made.
STYLES = {
    "Atom Medical": "##@####",
    "B. Braun": "######",
    "BD": "1#######",
    "Baxter": "3######",
    "Dräger": "AS@@-####",
    "Fisher & Paykel": "2@00yy######",
    "Fresenius Kabi": "2#######",
    "Fresenius Medical Care": "#V@S####",
    "GE HealthCare": "S@@yy######WA",
    "Getinge": "######",
    "Hamilton Medical": "1####",
    "Hillrom": "P###@@####",
    "ICU Medical": "2#######",
    "Intuitive": "SK####",
    "Linet": "yy00######",
    "Masimo": "D######",
    "Medtronic": "T#@#####@X",
    "Mindray": "F@-#@######",
    "Nihon Kohden": "#####",
    "Olympus": "2######",
    "Omnicell": "XT-######",
    "Philips": "DE#######@",
    "STERIS": "04##yy####",
    "Siemens Healthineers": "1#####",
    "Stryker": "yy##0#####",
    "Thermo Scientific": "4#######",
    "Welch Allyn": "1000##yy####",
    "ZOLL": "@@yy@######",
}
USUAL = ("########", "@@######", "yy-#####", "SN#######", "@####-##")

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# What stands in registers where the serial number should.
DOUBTFUL = ("", "", "N/A", "NIL", "-", "5.70034E+12", "NO CONSTA", "illegible", "12345")
SHARE_OF_DOUBTFUL = 0.02


def serial_number(maker: str, year: int, rng: Random) -> str:
    if rng.random() < SHARE_OF_DOUBTFUL:
        return rng.choice(DOUBTFUL)
    # The maker always has the same style, also if none is known of it.
    style = STYLES.get(maker) or USUAL[sum(map(ord, maker)) % len(USUAL)]
    style = style.replace("yy", f"{year % 100:02}")
    return "".join(filled(character, rng) for character in style)


def filled(character: str, rng: Random) -> str:
    if character == "#":
        return str(rng.randrange(10))
    return rng.choice(LETTERS) if character == "@" else character
