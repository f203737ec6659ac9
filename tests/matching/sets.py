"""Small sets written by hand: twelve needs with one right offer each, and twelve offers that answer none of them."""

from collections.abc import Sequence

import numpy as np

from matchmaker.domain.vocabulary import Sector, Side
from matchmaker.matching.encode import Progress, Vectors, unit
from matchmaker.matching.entry import Entry, Version

PAIRS = (
    (
        Sector.HEALTH,
        "Nurses for premature babies\nOur hospital has nine incubators; only two nurses know how to care for newborns.",
        "Neonatal ward opens its doors\nWe train nursing staff to look after infants born too early, four weeks.",
    ),
    (
        Sector.HEALTH,
        "Dialysis machines stand still\nFive of eight machines are broken and nobody here can repair them.",
        "Biomedical engineers by video\nWe find faults in kidney machines at a distance and send used spare parts.",
    ),
    (
        Sector.EDUCATION,
        "Deaf pupils in class\nSeven children cannot hear and their teachers do not know how to reach them.",
        "Sign language from zero\nOur school teaches teachers to sign and lends its picture cards.",
    ),
    (
        Sector.EDUCATION,
        "A laboratory for little money\nPhysics and chemistry are taught from the blackboard, there is no equipment.",
        "Experiments with kitchen goods\nWe collected sixty science experiments that cost less than one euro each.",
    ),
    (
        Sector.JUSTICE,
        "Youth in trouble with the law\nJudges want other ways than locking up boys of fifteen.",
        "Probation instead of prison\nSocial workers of our court accompany juvenile offenders in their families.",
    ),
    (
        Sector.MUNICIPALITIES,
        "Half of the water never arrives\nThe pipes under our town are forty years old and leak.",
        "Finding leaks by listening\nOur waterworks cut losses by a third with simple microphones at the valves.",
    ),
    (
        Sector.MUNICIPALITIES,
        "The landfill burns\nHousehold rubbish is thrown together and set on fire at the edge of town.",
        "Waste sorted at the door\nA small town shows how separate bins and composting emptied its dump.",
    ),
    (
        Sector.WOMEN,
        "Opening a safe house\nThree women a month ask us for protection from violence at home.",
        "Twenty years of a women's shelter\nHouse rules, night duty and counselling: we share all of it.",
    ),
    (
        Sector.COOPERATIVES,
        "Cotton with less water\nThe wells sink every summer and flooding the fields is no longer possible.",
        "Drip irrigation made by farmers\nHoses, filters and pressure for ten hectares, explained by growers.",
    ),
    (
        Sector.COOPERATIVES,
        "Our bees are dying\nA third of the hives did not survive the winter, we found mites.",
        "Beekeepers against varroa\nTreatment without chemicals, and raising queens.",
    ),
    (
        Sector.CULTURE,
        "Cassettes with old songs\nFour hundred tapes of singers who died are losing their sound.",
        "Digitising audio archives\nWe lend a tape machine and teach how to clean and catalogue recordings.",
    ),
    (
        Sector.ENVIRONMENT,
        "Trees for bare hills\nAfter the fires we want to plant again, with species that stand drought.",
        "A nursery for dry regions\nSaplings of oak and almond, and how to bring them through the first August.",
    ),
)

DISTRACTORS = (
    (Sector.HEALTH, "Vaccines stay cold\nHow our clinics run refrigerators on solar power."),
    (Sector.HEALTH, "Walking again\nPhysiotherapy exercises for people who lost a leg."),
    (Sector.EDUCATION, "Open journals\nLibrarians explain how to read research without paying."),
    (Sector.EDUCATION, "Playing after war\nKindergarten teachers on small children who saw too much."),
    (Sector.JUSTICE, "Who owns the house\nAdvice on lost papers and land registers."),
    (Sector.MUNICIPALITIES, "Street lamps\nTwelve villages light their streets with panels."),
    (Sector.WOMEN, "Selling together\nA crafts cooperative on prices, photographs and parcels."),
    (Sector.COOPERATIVES, "Clean milk\nHygiene in small dairies, from the udder to the cheese."),
    (Sector.CULTURE, "A theatre on wheels\nActors who play with children in settlements."),
    (Sector.ENVIRONMENT, "Oil in the soil\nBacteria and plants that clean polluted streams."),
    (Sector.MEDIA, "Radio from one room\nHow to go on air with little equipment."),
    (Sector.YOUTH, "Girls play football\nCoaches who win over the parents."),
)


def english_set() -> tuple[list[Entry], list[Entry]]:
    """Return the needs, and the offers with the right one under the number of its need (`n03` -> `o03`)."""
    needs = [
        Entry(f"n{i:02}", (Version("en", need),), sector, Side.NES, f"nes-{i}")
        for i, (sector, need, _) in enumerate(PAIRS)
    ]
    given = [*((sector, offer) for sector, _, offer in PAIRS), *DISTRACTORS]
    offers = [
        Entry(f"o{i:02}", (Version("en", text),), sector, Side.ABROAD, f"abroad-{i}")
        for i, (sector, text) in enumerate(given)
    ]
    return needs, offers


class WordEncoder:
    """An encoder without a model, for what does not depend on quality: a word points somewhere, a text to the sum."""

    version = "words-1"
    dimensions = 64

    @property
    def words(self) -> "WordEncoder":
        return self

    def telling_words(self, text: str) -> list[str]:
        return list(dict.fromkeys(text.lower().split()))

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        return np.array([self._direction(word) for word in words], dtype=np.float32).reshape(-1, self.dimensions)

    def reads(self, text: str, language: str | None) -> bool:  # noqa: ARG002 - part of the protocol
        return language in {"en", None}

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:  # noqa: ARG002
        return unit(
            np.array([np.sum([self._direction(word) for word in text.lower().split()], axis=0) for text in texts])
        )

    def _direction(self, word: str) -> Vectors:
        return np.random.default_rng(list(word.encode())).standard_normal(self.dimensions, np.float32)
