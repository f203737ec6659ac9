"""Writing a need or an offer: what it is, then how it can be met; and putting a translation beside it."""

import re
import uuid
from collections.abc import Collection, Sequence

from starlette.datastructures import FormData
from wtforms import BooleanField, DateField, HiddenField, IntegerField
from wtforms.validators import Optional

from matchmaker.domain.listing import MAX_TOPICS, TEXT_LENGTH, TITLE_LENGTH
from matchmaker.domain.vocabulary import Format, Sector, Urgency
from matchmaker.i18n import N_
from matchmaker.services.thesaurus import topic_names
from web.forms.base import (
    SHOWN_LANGUAGES,
    Between,
    ChoiceField,
    Few,
    Form,
    NotBefore,
    NotPast,
    OneOfField,
    Required,
    SomeOfField,
    enum_choices,
    language_choices,
    line,
    passage,
)

MAX_CAPACITY = 50  # exchanges at a time; more than any institution has carried
KEY = re.compile(r"[0-9a-f-]{36}")
"""A UUID, as we write it into the form."""


class WhatForm(Form):
    key = HiddenField()
    language = ChoiceField(N_("I write in"), language_choices())
    title = line(
        N_("In a few words"),
        Required(N_("Please give it a title of a few words.")),
        longest=TITLE_LENGTH,
        hint=N_("For example: training for two midwives in newborn care"),
    )
    text = passage(
        N_("Tell it as you would tell a colleague"),
        Required(N_("Please describe it in a few sentences.")),
        longest=TEXT_LENGTH,
        rows=9,
        hint=N_(
            "What is there, what is missing, for how many people, and what would help. No names of persons, please."
        ),
    )
    sector = ChoiceField(N_("Field"), enum_choices(Sector, empty=N_("I am not sure")))

    @property
    def fresh_or_sent_key(self) -> str:
        """Return the key that came with the form; one that is not ours does not count."""
        sent = self.key.data or ""
        return sent if KEY.fullmatch(sent) else str(uuid.uuid4())


class TopicsField(SomeOfField):
    """Topics of the thesaurus: those chosen or read in the text are in sight, the others of the sector folded away."""

    shown = 0
    """How many of the choices are in sight."""
    guessed = False
    """Whether we have chosen for the writer."""

    def offer(self, read: Sequence[str], others: Sequence[str], *, language: str) -> None:
        """Take the ids to choose from; what is chosen already is among them, whatever it is."""
        in_sight = [each for each in (*read, *(self.data or ())) if topic_names([each], language)]
        self.shown = len(set(in_sight))
        ids = list(dict.fromkeys((*in_sight, *others)))
        self.choices = list(zip(ids, topic_names(ids, language), strict=True))


class HowForm(Form):
    topics = TopicsField(N_("What is it about?"), lambda _language: [], validators=[Few(MAX_TOPICS)])
    formats = SomeOfField(N_("In which form?"), enum_choices(Format))
    languages = SomeOfField(N_("In which languages can you do it?"), language_choices())
    common_language = BooleanField(
        N_("Only with a common language, no interpreter"),
        description=N_(
            "Whoever shares no language with you is then not suggested, even where an interpreter would do."
        ),
    )
    starts_on = DateField(N_("From"), [Optional(), NotPast(unless_kept=True)])
    ends_on = DateField(N_("Until"), [Optional(), NotPast(), NotBefore("starts_on")])


class NeedHowForm(HowForm):
    urgency = OneOfField(N_("How urgent is it?"), enum_choices(Urgency), default=Urgency.NORMAL.value)


class OfferHowForm(HowForm):
    capacity = IntegerField(
        N_("How many such exchanges can you carry at the same time?"),
        [Between(1, MAX_CAPACITY)],
        default=1,
    )


class TranslationForm(Form):
    """Into any language but the one that the text was written in; the first that is missing is chosen beforehand."""

    language = ChoiceField(N_("Language of the translation"), language_choices())
    title = line(N_("In a few words"), Required(N_("Please translate the title.")), longest=TITLE_LENGTH)
    text = passage(N_("Text"), Required(N_("Please translate the text.")), longest=TEXT_LENGTH)

    def __init__(self, data: FormData | None, *, language: str, original: str, present: Collection[str] = ()) -> None:
        wanted = [tag for tag in (language, *SHOWN_LANGUAGES) if tag != original]
        missing = [tag for tag in wanted if tag not in present]
        super().__init__(data, language=language, defaults={"language": (missing or wanted)[0]})
        self.language.choices = [(tag, name) for tag, name in self.language.choices if tag != original]
