"""A hospital with a need and an offer, as three CSV files of the format that `matchmaker import` reads."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

HOSPITAL = {
    "id": "a-hospital",
    "name": "Nexweşxaneya Roj",
    "side": "nes",
    "kind": "hospital",
    "country": "SY",
    "place": "Qamişlo",
    "languages": "ku;ar;en",
    "sectors": "health",
    "lang": "ku",
    "about": "Em nexweşxaneyeke biçûk in.",
    "about_en": "We are a small hospital.",
    "head1_name": "Rojîn Demir",
    "head1_email": "rojin@hospital.example.org",
    "head1_phone": "+999 55 1",
    "head2_name": "Azad Temo",
    "head2_email": "azad@hospital.example.org",
    "head2_phone": "",
}
NEED = {
    "id": "n-hospital-1",
    "organisation": "a-hospital",
    "side": "nes",
    "country": "SY",
    "lang": "ku",
    "sector": "health",
    "topics": "health-maternal; mental health and psychosocial support",
    "title": "Perwerdeya hemşîreyan",
    "text": "Şeş kuvozên me hene û du hemşîre.",
    "title_en": "Training for nurses",
    "text_en": "We have six incubators and two nurses.",
    "formats": "education;advice",
    "languages": "ku;en",
    "urgency": "urgent",
    "starts_on": "2027-01-10",
    "ends_on": "2027-03-31",
}
OFFER = {
    "id": "o-hospital-1",
    "organisation": "a-hospital",
    "lang": "ku",
    "sector": "health",
    "title": "Şeva tarî",
    "text": "Em dizanin nexweşxane bê elektrîk çawa dimeşe.",
    "capacity": "3",
}

Files = Callable[..., Path]
"""Writes the three files from changed copies of the rows above, and returns their folder."""


def writer(folder: Path) -> Files:
    def write(
        institution: Mapping[str, str] | None = None,
        need: Mapping[str, str] | None = None,
        offer: Mapping[str, str] | None = None,
    ) -> Path:
        for sheet, row in (
            ("institutions", HOSPITAL | dict(institution or {})),
            ("needs", NEED | dict(need or {})),
            ("offers", OFFER | dict(offer or {})),
        ):
            with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
                writer.writerow(row)
        return folder

    return write
