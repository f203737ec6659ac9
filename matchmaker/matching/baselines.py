"""What an engine has to beat: simple scores of all pairs (needs, offers), each from one idea and nothing learned."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from matchmaker.matching.encode import Encoder
from matchmaker.matching.entry import Entry
from matchmaker.matching.fold import fold
from matchmaker.matching.lexical import telling_words
from matchmaker.matching.measure import Floats

FLATNESS = 60
"""k of reciprocal rank fusion, as in the paper: how little the first places of one list count more than the next."""
SATURATION, LENGTH = 1.2, 0.75
"""k1 and b of BM25, as usual: a word counts 2.2 times at most however often it is said; longer texts say more words."""


def same_sector(needs: Sequence[Entry], offers: Sequence[Entry]) -> Floats:
    """Return 1 where both name the same field of work."""
    named = [need.sector is not None for need in needs]
    same = np.array([[need.sector is offer.sector for offer in offers] for need in needs])
    return np.where(np.array(named)[:, None] & same, 1.0, 0.0)


def tfidf_words(needs: Sequence[Entry], offers: Sequence[Entry]) -> Floats:
    """Return cosines of TF-IDF over folded words without stop words, as scikit-learn weighs them."""
    return _cosines([_words(entry) for entry in needs], [_words(entry) for entry in offers], analyzer=list)


def tfidf_letters(needs: Sequence[Entry], offers: Sequence[Entry]) -> Floats:
    """Return cosines of TF-IDF over the letter n-grams of 3 to 5 inside folded words."""
    folded = [[fold(_text(entry)) for entry in entries] for entries in (needs, offers)]
    return _cosines(*folded, analyzer="char_wb", ngram_range=(3, 5))


def bm25(needs: Sequence[Entry], offers: Sequence[Entry]) -> Floats:
    """Return BM25 with each need as the query and the offers as the collection.

    Sum over the words of the need of idf x tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)) (Robertson &
    Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond, section 3.4), with idf =
    log(1 + (N - n + 0.5) / (n + 0.5)): the 1, not in the original, keeps a word of most offers from counting against.
    """
    given = [Counter(_words(offer)) for offer in offers]
    lengths = np.array([count.total() for count in given])
    damping = SATURATION * (1 - LENGTH + LENGTH * lengths / (lengths.mean() or 1.0))
    holders = Counter(word for count in given for word in count)
    worth: dict[str, Floats] = {}
    for word, number in holders.items():
        often = np.array([count[word] for count in given])
        rarity = math.log(1 + (len(offers) - number + 0.5) / (number + 0.5))
        worth[word] = rarity * often * (SATURATION + 1) / (often + damping)
    nothing = np.zeros(len(offers))
    return np.array([sum((worth.get(word, nothing) for word in _words(need)), start=nothing) for need in needs])


def closeness(needs: Sequence[Entry], offers: Sequence[Entry], *, encoder: Encoder) -> Floats:
    """Return cosines of an encoder, also for texts that it says it does not read."""
    vectors = encoder.encode([_text(entry) for entry in (*needs, *offers)]).astype(np.float64)
    return vectors[: len(needs)] @ vectors[len(needs) :].T


def reciprocal_ranks(signals: Sequence[Floats]) -> Floats:
    """Return reciprocal rank fusion: the sum over signals of 1 / (k + rank of the offer for its need).

    Cormack, Clarke & Buettcher 2009, Reciprocal rank fusion outperforms Condorcet and individual rank learning methods.
    It looks at order alone and weighs nothing. Equals share the mean of their ranks; of a pair that is not known to a
    signal (NaN) this signal says nothing, as a list that a document is not on.
    """
    from scipy.stats import rankdata  # noqa: PLC0415 - slow import

    ranks = (rankdata(-signal, axis=1, nan_policy="omit") for signal in signals)
    return np.asarray(np.sum([np.nan_to_num(1.0 / (FLATNESS + rank)) for rank in ranks], axis=0))


def deviations(signal: Floats) -> Floats:
    """Return a signal in standard deviations above its mean over all known pairs; all 0 where it does not vary."""
    known = signal[~np.isnan(signal)]
    spread = known.std() if known.size else 0.0
    return (signal - known.mean()) / spread if spread else np.where(np.isnan(signal), np.nan, 0.0)


def _cosines(ones: Sequence[object], others: Sequence[object], **counting: object) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - slow import

    counted = TfidfVectorizer(sublinear_tf=True, **counting).fit([*ones, *others])
    return np.asarray((counted.transform(ones) @ counted.transform(others).T).toarray())


def _words(entry: Entry) -> list[str]:
    return [word for version in entry.versions for word in telling_words(version)]


def _text(entry: Entry) -> str:
    return "\n".join(version.text for version in entry.versions)
