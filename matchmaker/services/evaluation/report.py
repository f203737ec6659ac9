"""The figures as Markdown tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from matchmaker.matching import measure
from matchmaker.matching.baselines import same_sector
from matchmaker.matching.measure import CUT, EXACT, USEFUL, Floats
from matchmaker.matching.rank import Band, band
from matchmaker.services.evaluation.gold import GoldSet
from matchmaker.services.evaluation.systems import Figures, Judged, figures, fused

ENGINE = "**the whole engine**"
COLUMNS = (
    "needs",
    f"nDCG@{CUT}",
    "95 % interval",
    f"recall@{CUT}",
    "MRR",
    "first is exact",
    "first is useful",
    "first exact, median rank",
)


def report(gold: GoldSet, judged: Judged, others: Iterable[tuple[str, Floats | str]]) -> Iterator[str]:
    """Yield the lines, first what was measured, then a table for each question."""
    whole = figures(gold, judged.scores)
    scored = [*others, (ENGINE, judged.scores)]
    yield from _preface(gold, whole)
    yield from _titled("Systems", _systems(gold, scored))
    yield from _titled(
        "The same among offers of the need's own sector: the look-alikes", _systems(_alike(gold), scored)
    )
    yield from _titled("Ways to fuse the signals of the texts", _systems(gold, list(fused(judged))))
    yield from _titled("The engine without a feature", _ablation(gold, judged, whole))
    yield from _titled("By language of the need", _groups(whole, [need.versions[0].language for need in gold.needs]))
    yield from _titled("By sector", _groups(whole, [need.sector for need in gold.needs]))
    yield from _titled("By languages of need and offer", _pairs_of_languages(gold, judged.scores))
    yield from _titled("Who is shown at all", _exposure(gold, judged.scores))
    yield from _titled("Whether the probabilities come true", _calibration(gold, judged))


def _preface(gold: GoldSet, whole: Figures) -> Iterator[str]:
    yield (
        f"Split {gold.split}: {len(gold.needs)} needs, {len(gold.offers)} offers, {gold.candidates.sum()} pairs of two "
        f"sides, {(gold.grades >= USEFUL).sum()} of them useful (grade {USEFUL} or {EXACT}). Recall counts "
        f"useful offers, MRR and first rank the exact ones (grade {EXACT}); first is: the share of needs whose first "
        "suggestion is exact, or useful. Equal scores count as their mean over all "
        "orders. Intervals are bootstraps over needs."
    )
    left_out = int(np.isnan(whole.ndcg).sum())
    if left_out:
        yield f"Left out, because no offer has a grade above 0: {left_out} needs."


def _systems(gold: GoldSet, scored: Sequence[tuple[str, Floats | str]]) -> Iterator[str]:
    measured = [(name, figures(gold, scores)) for name, scores in scored if not isinstance(scores, str)]
    yield from _table(("system", *COLUMNS), [(name, *_cells(each)) for name, each in measured])
    absent = [f"{name} is not measured. {scores}" for name, scores in scored if isinstance(scores, str)]
    if absent:
        yield from ("", *absent)


def _alike(gold: GoldSet) -> GoldSet:
    """Leave only candidates of the need's sector: there are few in the set, so a sector alone already tells much."""
    return replace(gold, candidates=gold.candidates & (same_sector(gold.needs, gold.offers) > 0))


def _ablation(gold: GoldSet, judged: Judged, whole: Figures) -> Iterator[str]:
    pairs = gold.candidates.sum()
    rows = []
    for name, points in judged.points.items():
        without = figures(gold, judged.without(name)).ndcg
        change = without - whole.ndcg
        told = f"{(~np.isnan(points)).sum() / pairs:.0%}"
        rows.append((name, told, _mean(without), _mean(change, form="+z.3f"), _ends(change)))
    header = ("without", "pairs it speaks of", f"nDCG@{CUT}", "change", "95 % interval of the change")
    yield from _table(header, rows)


def _groups(whole: Figures, keys: Sequence[str | None]) -> Iterator[str]:
    groups: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(str(key), []).append(place)
    rows = [(key, *_cells(whole.of(groups[key]))) for key in sorted(groups)]
    yield from _table(("", *COLUMNS), rows)


def _pairs_of_languages(gold: GoldSet, scores: Floats) -> Iterator[str]:
    """How many of the useful offers in a language are among the first `CUT` of the needs in another: found / all."""
    found = gold.of_pairs(scores, measure.within)
    useful = gold.grades >= USEFUL
    asked, given = (np.array([each.versions[0].language for each in side]) for side in (gold.needs, gold.offers))
    tags = sorted({*asked.tolist(), *given.tolist()})

    def cell(chosen: measure.Bools) -> str:
        return f"{found[chosen].sum():.0f} / {chosen.sum()}" if chosen.any() else ""

    rows = [
        (one, *(cell(useful & (asked == one)[:, None] & (given == other)) for other in tags))
        for one in tags
        if one in asked
    ]
    yield f"Useful offers among the first {CUT}, found / all; rows: language of the need, columns: of the offer."
    yield ""
    yield from _table(("", *tags), rows)
    same = asked[:, None] == given
    yield ""
    yield f"In one language {cell(useful & same)}, in two {cell(useful & ~same)}."


def _exposure(gold: GoldSet, scores: Floats) -> Iterator[str]:
    shown = gold.of_pairs(scores, measure.within).sum(axis=0)
    attention = gold.of_pairs(scores, measure.attention).sum(axis=0)
    row = (f"{measure.coverage(shown):.3f}", f"{measure.gini(shown):.3f}", f"{measure.gini(attention):.3f}")
    yield from _table(
        (f"share of offers in some first {CUT}", "Gini of how often", "Gini of attention (how far up)"), [row]
    )


def _calibration(gold: GoldSet, judged: Judged) -> Iterator[str]:
    """Over all pairs nearly everything is plainly hopeless; what people see are the first `CUT`."""
    read = gold.candidates & ~np.isnan(judged.probabilities)
    shown = read & (gold.of_pairs(judged.scores, measure.within) > 0)
    useful = gold.grades >= USEFUL
    unread = (gold.candidates & ~read).sum()
    yield f"A pair is right when it is useful. Without a probability, because a person has to read: {unread} pairs."
    yield ""
    bins = {
        name: measure.reliability(judged.probabilities[pairs], useful[pairs])
        for name, pairs in (("all pairs", read), (f"the first {CUT}", shown))
    }
    header = ("pairs", "number", "right", "expected calibration error")
    rows = [
        (name, str(pairs.sum()), f"{useful[pairs].mean():.3f}", f"{measure.calibration_error(bins[name]):.3f}")
        for name, pairs in zip(bins, (read, shown), strict=True)
        if pairs.any()
    ]
    yield from _table(header, rows)
    yield ""
    points = bins[f"the first {CUT}"]
    yield from _table(
        (f"of the first {CUT}, ten parts", "pairs", "said", "right"),
        [(str(i), str(p.size), f"{p.said:.3f}", f"{p.seen:.3f}") for i, p in enumerate(points, start=1)],
    )
    yield ""
    yield from _table(("what people see", "pairs", "said", "right"), _bands(judged.probabilities[read], useful[read]))


def _bands(probabilities: Floats, right: measure.Bools) -> Iterator[tuple[str, ...]]:
    bands = np.array([band(probability) for probability in probabilities.tolist()])
    for each in Band:
        among = bands == each
        if among.any():
            yield str(each), str(among.sum()), f"{probabilities[among].mean():.3f}", f"{right[among].mean():.3f}"


def _cells(of: Figures) -> tuple[str, ...]:
    """Return the cells under `COLUMNS`; each figure is over the needs that have what it looks for."""
    first = of.first_rank[~np.isnan(of.first_rank)]
    return (
        str((~np.isnan(of.ndcg)).sum()),
        _mean(of.ndcg),
        _ends(of.ndcg),
        _mean(of.recall),
        _mean(of.reciprocal_rank),
        _mean(of.first_exact),
        _mean(of.first_useful),
        f"{np.median(first):.1f}" if first.size else "",
    )


def _mean(values: Floats, *, form: str = ".3f") -> str:
    """Return the mean of what is known, or an empty cell."""
    known = values[~np.isnan(values)]
    return format(float(known.mean()), form) if known.size else ""


def _ends(values: Floats) -> str:
    """Return the interval of the mean, or an empty cell."""
    low, high = measure.interval(values)
    return "" if np.isnan(low) else f"{low:z.3f} to {high:z.3f}"


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"### {title}", "")
    yield from lines


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
