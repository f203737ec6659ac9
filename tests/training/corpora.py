"""Public corpora in miniature: files of the right names with a few invented pairs in each."""

from collections.abc import Sequence
from pathlib import Path

from matchmaker.training import corpus, evaluate

PAIRS = [
    ("kmr", "Em li hemşîreyan digerin", "We are looking for nurses"),
    ("kmr", "Dibistana me ji avê re hewce ye", "Our school needs water"),
    ("ar", "نبحث عن ممرضات", "We are looking for nurses"),
    ("ar", "مدرستنا تحتاج إلى ماء", "Our school needs water"),
    ("de", "Wir suchen Pflegerinnen", "We are looking for nurses"),
    ("de", "Unsere Schule braucht Wasser", "Our school needs water"),
]
BRIDGES = [("kmr", "hemşîre", "de", "Pflegerin"), ("kmr", "av", "de", "Wasser"), ("tr", "su", "de", "Wasser")]


def write(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for source in corpus.SOURCES:
        _write(folder / source.file, "lang\ttext\tenglish\tsrc", [(*pair, "invented") for pair in PAIRS])
    splits = ("train", "dev", "test")
    rows = [(lang, text, english, "t", splits[i % 3], i) for i, (lang, text, english) in enumerate(PAIRS)]
    _write(folder / evaluate.FLORES, "lang\ttext\tenglish\ttopic\tsplit\tflores_id", rows)
    _write(folder / evaluate.TATOEBA, "lang\ttext\tenglish\tsent_id", [(*pair, 0) for pair in PAIRS])
    graded = [(tag, text, text if i % 2 else PAIRS[i + 1][2], i % 2, "", "") for i, (tag, text, _) in enumerate(PAIRS)]
    _write(folder / evaluate.STS, "lang\tsentence1\tsentence2\tscore\ten_sentence1\ten_sentence2", graded)
    _write(folder / corpus.BRIDGES.file, "lang\ttext\tpivot_lang\tpivot_text\tsrc", [(*way, "i") for way in BRIDGES])
    return folder


def _write(path: Path, header: str, rows: Sequence[tuple[object, ...]]) -> None:
    lines = ["\t".join(map(str, row)) for row in rows]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
