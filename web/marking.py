"""Words that met, marked in a text as it is shown."""

from markupsafe import Markup, escape

from matchmaker.services.evidence import Marks

LINES = 5  # kinds of underline in the sheet; a sixth pair begins again


def marked(text: str, marks: Marks | None) -> Markup:
    """Return a text with its marked words; number and underline tell which met which in the other text.

    Both are for the eye: a screen reader hears the text as it was written.
    """
    if marks is None:
        return escape(text)
    return Markup().join(
        _mark(piece, list(numbers)) if numbers else escape(piece) for piece, numbers in marks.cut(text)
    )


def met_words(marks: Marks) -> Markup:
    """Return only the words that met, with the same marks: for a text that stands on the page already."""
    written = marks.shown.words
    return Markup(" ").join(_mark(written[word], list(numbers)) for word, numbers in marks.numbers.items())


def _mark(word: str, numbers: list[int]) -> Markup:
    told = "·".join(map(str, numbers))
    line = (numbers[0] - 1) % LINES + 1
    return Markup('<mark role="none" class="m{}">{}<sup aria-hidden="true">{}</sup></mark>').format(line, word, told)
