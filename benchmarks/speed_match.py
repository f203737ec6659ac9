"""How long matching takes and how much memory it needs: generated institutions, every step, one process.

    python benchmarks/speed_match.py

The later runs are wider in both directions, with random vectors in place of the encoder: they show that memory follows
the entries and not the pairs.
"""

import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

from matchmaker.domain.vocabulary import Format, Sector, Side
from matchmaker.matching.encode import Encoder, Progress, Vectors, open_encoder, unit
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.pipeline import match

TOPICS = {
    Sector.HEALTH: [
        "neonatal nurses incubator",
        "dialysis machine filters",
        "prosthetic limbs workshop",
        "midwives village births",
        "cholera water tests",
        "vaccine cold chain",
        "diabetes insulin camps",
        "physiotherapy amputees exercises",
    ],
    Sector.EDUCATION: [
        "mother tongue textbooks",
        "deaf pupils sign language",
        "school laboratory experiments",
        "library open journals",
        "distance lessons weak internet",
        "early childhood trauma play",
    ],
    Sector.JUSTICE: [
        "reconciliation committee mediators",
        "juvenile offenders probation",
        "family law custody",
        "archive missing persons",
        "legal aid displaced families",
    ],
    Sector.MUNICIPALITIES: [
        "landfill waste sorting",
        "water network leaks",
        "solar street lighting",
        "participatory budget assembly",
        "cadastre mapping software",
        "fire brigade hoses",
    ],
    Sector.WOMEN: [
        "shelter counselling night duty",
        "cooperative marketing handicraft",
        "co-chair election rules",
        "widows sewing course",
    ],
    Sector.COOPERATIVES: [
        "drip irrigation cotton",
        "seed bank drought wheat",
        "dairy hygiene cheese",
        "olive press acidity",
        "beekeeping hives mites",
    ],
    Sector.ECONOMY: [
        "cooperative accounting ledger",
        "soap export certificates",
        "solar pumps wells",
        "textile pattern cutting",
    ],
    Sector.ENVIRONMENT: [
        "tree nursery saplings",
        "oil spill soil bacteria",
        "river drought gauges",
        "composting market refuse",
    ],
    Sector.CULTURE: [
        "oral history recordings",
        "museum storage pottery",
        "bard archive tapes",
        "children theatre puppets",
    ],
    Sector.RELIGION: [
        "interfaith council festivals",
        "survivors shrine heritage",
    ],
    Sector.YOUTH: [
        "girls football coaching",
        "online youth exchange",
        "library van reading",
    ],
    Sector.MEDIA: [
        "community radio transmitter",
        "journalists safety training",
        "documentary film editing",
    ],
}

ASKED = (
    "We look for people who know {0} from daily work and can show us.",
    "Since spring our {1} has been the weak point; {2} people depend on it.",
    "A course of {3} days on {0} would help more than equipment.",
    "What is missing is somebody who has set up {1} with little money.",
)
GIVEN = (
    "Our team has worked on {0} for {2} years and shares what went wrong as well.",
    "We can receive {3} guests for two weeks and show them {1} on site.",
    "Written material about {0} is ready and may be translated.",
    "Every month one of us has a day for questions on {1}, by video or by letter.",
)
FILL = (
    "The building is old, the roof was repaired last year and there is power for {3} hours a day.",
    "Our members decide together in an assembly on the first Monday of the month.",
    "Two of us speak English, the others understand it when it is written plainly.",
    "Travel is difficult in winter, messages by phone arrive nearly always.",
    "We have had {2} requests from the surrounding villages since January.",
    "A first visit would show quickly whether we suit each other.",
)
PLACES = [
    "Amara",
    "Tel-Serin",
    "Qesra",
    "Hilale",
    "Derik",
    "Sarin",
    "Bexdo",
    "Nordhafen",
    "Valbruna",
    "Montelar",
    "Kestrel",
    "Oakmere",
    "Lindau",
    "Brenna",
]


class RandomEncoder:
    """Vectors from a hash of the text, to time everything but the encoder."""

    version = "random"
    dimensions = 384

    words = None

    def reads(self, text: str, language: str | None) -> bool:  # noqa: ARG002 - part of the protocol
        return True

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:  # noqa: ARG002 - likewise
        seeds = (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts)
        return unit(np.array([np.random.default_rng(seed).standard_normal(384, np.float32) for seed in seeds]))


def entry(number: int, side: Side, sentences: Sequence[str], draw: random.Random) -> Entry:
    sector = draw.choice(list(TOPICS))
    topic = draw.choice(TOPICS[sector])
    thing = " ".join(topic.split()[-2:])
    parts = [*draw.sample(sentences, 3), *draw.sample(FILL, 3)]
    draw.shuffle(parts)
    text = " ".join(part.format(topic, thing, draw.randint(4, 400), draw.randint(2, 14)) for part in parts)
    return Entry(
        id=f"{side}-{number:05}",
        versions=(Version("en", f"{topic.capitalize()} in {draw.choice(PLACES)}\n{text}"),),
        sector=sector,
        side=side,
        organisation=f"{side}-{number // 3}",
        languages=frozenset(draw.sample(("en", "ku", "ar", "de", "fr"), 2)),
        formats=frozenset(draw.sample(list(Format), 2)),
    )


def measure(size: int, *, encoder: Encoder) -> dict[str, float]:
    """Match size x size entries; return seconds by step and the peak, which is right in a process of its own."""
    draw = random.Random(size)  # noqa: S311 - test data, no secret
    needs = [entry(i, Side.NES, ASKED, draw) for i in range(size)]
    offers = [entry(i, Side.ABROAD, GIVEN, draw) for i in range(size)]
    steps: dict[str, float] = {}
    began = last = time.perf_counter()
    name = "open"

    def progress(step: str, done: int, total: int) -> None:  # noqa: ARG001 - part of the protocol
        nonlocal last, name
        now = time.perf_counter()
        steps[name] = steps.get(name, 0.0) + now - last
        last, name = now, step

    suggestions = sum(1 for _ in match(needs, offers, encoder=encoder, progress=progress))
    progress("", 0, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = {"all": time.perf_counter() - began, "processor": time.process_time(), "peak MB": peak}
    return {**steps, **whole, "suggestions": suggestions}


def main() -> None:
    if len(sys.argv) > 1:
        size, with_encoder = int(sys.argv[1]), sys.argv[2] == "encoder"
        print(json.dumps(measure(size, encoder=open_encoder() if with_encoder else RandomEncoder())))  # noqa: T201
        return
    for size, kind in ((1000, "encoder"), (1000, "random"), (2000, "random"), (4000, "random")):
        answer = subprocess.run(  # noqa: S603 - this very script
            [sys.executable, __file__, str(size), kind], check=True, capture_output=True, text=True
        )
        figures = ", ".join(f"{name} {value:,.1f}" for name, value in json.loads(answer.stdout).items())
        print(f"{size:,} x {size:,} ({kind}): {figures}")  # noqa: T201


if __name__ == "__main__":
    main()
