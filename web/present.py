"""What a page shows beyond what a thing is: sentences after a redirect, reasons in words, rows for drawings."""

from matchmaker.i18n import N_

NOTICES = {
    "saved": N_("Saved."),
    "draft-saved": N_("Saved as a draft. You can go on whenever you like."),
    "published": N_("Published. We are looking for matches now."),
    "paused": N_("Paused. It is no longer matched."),
    "withdrawn": N_("Withdrawn."),
    "signed-in": N_("Welcome."),
    "sign-in-first": N_("Please sign in first."),
    "signed-out": N_("You are signed out."),
    "approved": N_("Approved. You can draft a proposal now; nobody has been told yet."),
    "dismissed": N_("Dismissed. It comes back only if one of the texts changes."),
    "snoozed": N_("Put away until that day."),
    "to-read": N_("Marked: a person who knows both languages should read it."),
    "reopened": N_("It waits for review again."),
    "drafted": N_("The draft is saved. Nobody has been told yet."),
    "sent": N_("The mails lie in the outbox. Read them once more, then let them go."),
    "proposal-withdrawn": N_("The proposal is withdrawn."),
    "mail-saved": N_("The mail is changed."),
    "mail-held": N_("The mail is held back."),
    "mail-released": N_("The mail is no longer held back."),
    "mail-queued": N_("The mail goes out now."),
    "mails-queued": N_("The mails go out now, to both sides."),
    "verified": N_("Verified. Its needs and offers are matched from now on."),
    "refused": N_("Refused. Its people are told."),
    "institution-paused": N_("Paused. Its needs and offers are no longer matched."),
    "person-added": N_("Added. A link to sign in has been sent."),
    "person-deactivated": N_("This person can no longer sign in."),
    "answered": N_("Thank you. Your answer has been noted."),
    "scheduled": N_("The first meeting is noted."),
    "begun": N_("Noted: the exchange is under way."),
    "closed": N_("The exchange is closed. What came of it is kept."),
    "cancelled": N_("The exchange is cancelled, and the contacts are hidden again."),
}
"""Sentences shown after a redirect, by the key that travels in a cookie."""
