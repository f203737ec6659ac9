"""Language tags as people and files write them, brought to one BCP 47 form."""

import re

KNOWN = frozenset(
    {"ku", "ckb", "ar", "en", "de", "fr", "es", "it", "tr", "fa", "hy", "syr", "he", "el", "ru", "pt", "nl", "sv", "nb"}
    | {"da", "fi", "pl", "cs", "sl", "hr", "sr", "bs", "mk", "sq", "bg", "ro", "hu", "uk", "ca", "eu", "gl", "ga"}
)
"""Languages a person can choose; others are named as unknown rather than kept in silence."""

_SAME = {
    "kmr": "ku",  # ISO 639-3 for Kurmanji; `ku` in Latin script is what the interface calls Kurmanji
    "kur": "ku",
    "ku-latn": "ku",
    "kmr-latn": "ku",
    "ku-arab": "ckb",  # Kurdish in Arabic letters is Sorani in nearly all files we meet
    "sor": "ckb",
    "no": "nb",
    "ara": "ar", "arb": "ar", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
    "spa": "es", "ita": "it", "tur": "tr", "aii": "syr", "arc": "syr",
}  # fmt: skip

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def normalise(tag: str) -> str:
    """Return the tag that the house uses (`kmr`, `KU-Latn` -> `ku`; `ar_SY` -> `ar`).

    Raises ValueError for a tag that is malformed or not one we know.
    """
    lowered = tag.strip().lower().replace("_", "-")
    if not _TAG.fullmatch(lowered):
        raise ValueError(tag)
    if lowered in _SAME:
        return _SAME[lowered]
    primary = lowered.split("-")[0]
    primary = _SAME.get(primary, primary)
    if primary not in KNOWN:
        raise ValueError(tag)
    return primary
