"""What our own texts are about, beside what they say: their aims are drawn towards the middle of their topic.

The teacher hears how alike two sentences are; who looks for help asks whether they are about one matter. Leaning the
aims of our texts, in every language, towards the mean of the texts of their topic adds no step to the training. In
the spirit of retrofitting (Faruqui et al., "Retrofitting Word Vectors to Semantic Lexicons", 2015).
"""

from collections.abc import Iterable, Sequence

import numpy as np

from matchmaker.matching.encode import Vectors
from matchmaker.training.corpus import Pair


def leaning(texts: Sequence[str], vectors: Vectors, pairs: Iterable[Pair], *, by: float) -> Vectors:
    """Return unit vectors of texts, those of a topic with `by` times the direction of the topic added.

    The direction of a topic is where the mean of its texts lies from the mean of all topics, unit length.
    """
    topic_of = {pair.english: pair.topic for pair in pairs if pair.topic}
    place = {text: row for row, text in enumerate(texts)}
    rows: dict[str, list[int]] = {}
    for text, topic in topic_of.items():
        rows.setdefault(topic, []).append(place[text])
    if not rows:
        return vectors
    means = np.stack([vectors[each].mean(axis=0) for each in rows.values()])
    apart = means - means.mean(axis=0)
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    apart /= np.where(lengths > 0, lengths, 1.0)
    leaned = vectors.copy()
    for each, direction in zip(rows.values(), apart, strict=True):
        leaned[each] += by * direction
        leaned[each] /= np.linalg.norm(leaned[each], axis=1, keepdims=True)
    return leaned
