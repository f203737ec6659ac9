"""A proposal as staff write it: what is exchanged, the first step, and a message to each side in its language."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData
from wtforms import DateField
from wtforms.validators import Optional

from matchmaker.domain.match import Match
from matchmaker.domain.vocabulary import Format, Side
from matchmaker.i18n import N_
from matchmaker.services.proposals import Message, Plan
from web.forms.base import (
    ChoiceField,
    Form,
    NotBefore,
    NotPast,
    Required,
    SomeOfField,
    enum_choices,
    language_choices,
    line,
    passage,
)

FIRST_STEP_LENGTH = 300  # characters, as the column holds
MESSAGE_LENGTH = 3000  # characters: one page, what a board reads to its end
MESSAGE_ROWS = 14  # lines: the starting text fits without scrolling

CHOSEN = Required(N_("Please choose one."))


class ProposalForm(Form):
    covers = SomeOfField(
        N_("What it covers"),
        lambda language: [],  # noqa: ARG005 - the matches of the pairing, see below
        validators=[Required(N_("Please choose at least one need with its offer."))],
    )
    format = ChoiceField(N_("Form of exchange"), enum_choices(Format), validators=[CHOSEN])
    first_step = line(
        N_("First step"),
        Required(N_("Please name a first step.")),
        longest=FIRST_STEP_LENGTH,
        hint=N_("Small and certain: both sides should be able to say yes to it this month."),
        dir="auto",
    )
    first_step_language = ChoiceField(N_("Language of the first step"), language_choices(), validators=[CHOSEN])
    starts_on = DateField(N_("From"), [Optional(), NotPast()])
    ends_on = DateField(N_("Until"), [Optional(), NotPast(), NotBefore("starts_on")])
    nes_message = passage(
        N_("Message to the institution in North and East Syria"),
        Required(N_("Please write a message to this side.")),
        longest=MESSAGE_LENGTH,
        rows=MESSAGE_ROWS,
    )
    nes_language = ChoiceField(N_("Language of this message"), language_choices(), validators=[CHOSEN])
    abroad_message = passage(
        N_("Message to the institution abroad"),
        Required(N_("Please write a message to this side.")),
        longest=MESSAGE_LENGTH,
        rows=MESSAGE_ROWS,
    )
    abroad_language = ChoiceField(N_("Language of this message"), language_choices(), validators=[CHOSEN])

    def __init__(
        self, data: FormData | None, *, language: str, matches: Sequence[Match], defaults: Mapping[str, Any]
    ) -> None:
        super().__init__(data, language=language, defaults=defaults)
        self.by_id = {str(match.id): match for match in matches}
        self.covers.choices = [(key, f"{match.need.title} – {match.offer.title}") for key, match in self.by_id.items()]

    def plan(self) -> Plan:
        return Plan(
            format=Format(self.format.data),
            first_step=self.first_step.data or "",
            first_step_language=self.first_step_language.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )

    def messages(self) -> dict[Side, Message]:
        return {
            Side.NES: Message(self.nes_language.data, self.nes_message.data or ""),
            Side.ABROAD: Message(self.abroad_language.data, self.abroad_message.data or ""),
        }

    def chosen(self) -> list[Match]:
        return [self.by_id[key] for key in self.covers.data or ()]
