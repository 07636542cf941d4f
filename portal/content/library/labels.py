"""What the parts of an item are called in forms and comparisons, and how each is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.library.items import Audience, Confidence, Kind


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a part, and a hint of a sentence or two."""

    words: str
    hint: str = ""


TEXT = "text"
"""The key of an item's text, beside those of its facts."""

_ITEMS = "Begin to type a title or a name and choose, such as notices/bhin-23-025."
_MARKDOWN = "You may use **bold**, lists and [links](notices/bhin-23-025)."

LABELS: Mapping[str, Label] = {
    "title": Label("Title"),
    "faqs.title": Label("Question", "As somebody would ask it. One sentence."),
    "notices.title": Label("Title", "The notice’s own title, or a description of it."),
    "summary": Label("Summary", "One or two sentences for lists and search results."),
    "initiatives": Label("Belongs to", "It appears on the pages of these initiatives."),
    "audience": Label(
        "Who may read it",
        "Everyone: the open web and search engines too. People who are signed in: any role, any "
        "county. Some counties: people who work there, and TA staff. A change takes effect when "
        "it is published.",
    ),
    "counties": Label("Counties", "Only with “people of some counties”: which."),
    "cites": Label("Sources", "What this rests on. Readers see them below the text."),
    "cites.source": Label("Source", _ITEMS),
    "cites.where": Label("Where in it", "A section, page or minute, such as section 2."),
    "related": Label("See also", f"Other items worth a look. {_ITEMS}"),
    "checked_on": Label("Checked on", "The last day somebody compared it with its sources."),
    "owner": Label("Owner", "Who answers for it: a name or a group."),
    "sample": Label("This is a made-up sample. It is labelled so wherever it is shown."),
    "initiatives.text": Label("Text of the page", f"The page at length. {_MARKDOWN}"),
    "notices.text": Label("What it says", f"In your own words, at length. {_MARKDOWN}"),
    "faqs.text": Label("Detail", f"What stands below the short answer. {_MARKDOWN}"),
    "webinars.text": Label("About the webinar", _MARKDOWN),
    "resources.text": Label("About it", _MARKDOWN),
    "short_title": Label("Short title", "For menus and lists."),
    "timeline_note": Label("Note above the timeline", "Such as: dates are subject to change."),
    "counties_note": Label("Note above the counties", "What is and is not known of them."),
    "source_modified": Label(
        "The state’s page was last changed on", "As it was printed there when it was read."
    ),
    "statement": Label("Fact sheet", "One row for each line of it."),
    "statement.label": Label("What it is about", "Such as: Who may be seen."),
    "statement.words": Label("Statement"),
    "confidence": Label("How sure it is"),
    "milestone": Label("Timeline", "One row for each step."),
    "milestone.title": Label("Step"),
    "milestone.words": Label("What happens"),
    "milestone.on": Label("Day"),
    "milestone.about": Label(
        "Month or year", "Where the day is not known: 2027-07 for a month, or 2027."
    ),
    "milestone.revised": Label("The date was changed at its source."),
    "milestone.revised_from": Label("Day that stood before", "If it is known."),
    "county": Label(
        "What is known of counties", "One row for each. Leave out those of which nothing is known."
    ),
    "county.county": Label("County"),
    "county.words": Label("What is known"),
    "topic": Label("Topics of its FAQs", "The headings on its FAQ page, in this order."),
    "topic.slug": Label("Name in addresses", "Small letters and hyphens, such as team-members."),
    "topic.title": Label("Heading"),
    "notices.number": Label("Number", "As it is cited, such as BHIN 23-025."),
    "publisher": Label("Publisher", "Who issued it."),
    "issued": Label("Issued on"),
    "issued_note": Label("If the day is not known", "What is known of it, such as: June 2023."),
    "supersedes": Label(
        "Takes the place of", f"What cites those is listed for review once this is out. {_ITEMS}"
    ),
    "url": Label("Web address", "Where it is published, beginning with https://."),
    "note": Label("What was read of it", "Which parts, how and when; or that it was not."),
    "answer": Label("Short answer", f"Two or three sentences that stand alone. {_MARKDOWN}"),
    "faqs.topic": Label("Topic", "Topics are headings of an initiative’s FAQ page; add one there."),
    "not_known": Label("What is not known", "Say plainly what nobody could find out."),
    "applies_from": Label("Applies from"),
    "applies_until": Label("Applies through"),
    "applies_to": Label("Applies in", "Tick none if it applies in every county."),
    "superseded_by": Label("Superseded by", f"The item that took its place. {_ITEMS}"),
    "form": Label("What it is", "Such as: Page, Concept paper, Slides, Form."),
    "resources.about": Label(
        "Month or year", "Where the day is not known: 2027-07 for a month, or 2027."
    ),
    "language": Label("Language", "Its code: en for English, es for Spanish."),
    "series": Label("Series", "If it is one of several."),
    "topics": Label("Topics", "A word or two each."),
    "for_whom": Label("For whom", "Such as: county program managers."),
    "presenters": Label("Presenters"),
    "presenters.name": Label("Name"),
    "presenters.role": Label("Role", "Such as: peer support specialist, Fresno County."),
    "starts": Label("Begins", "California time."),
    "ends": Label("Ends", "California time."),
    "when_note": Label("If the time is not known", "What is known of it."),
    "webinars.language": Label(
        "Language", "What is spoken. Its code: en for English, es for Spanish."
    ),
    "minutes": Label("Length in minutes", "Only if the recording is elsewhere or there is none."),
    "ce_minutes": Label("Continuing education, in minutes", "0 if there is none."),
    "ce_note": Label("About continuing education", "Who accredits it, or that nobody does."),
    "slides": Label("Slides", f"The resource that holds them. {_ITEMS}"),
    "webinars.resources": Label("Resources", f"What goes with it. {_ITEMS}"),
    "chapter": Label("Chapters", "Parts of the recording, so that people can jump to one."),
    "chapter.seconds": Label("Begins at", "Minutes and seconds, such as 12:30 or 1:02:30."),
    "chapter.title": Label("Title"),
    "recording": Label("Recording"),
    "recording.file": Label("File"),
    "recording.sha256": Label("Digest"),
    "question": Label(
        "Questions of the quiz",
        "All of them are asked, once enough was watched. Explain each choice: people read why.",
    ),
    "question.id": Label(
        "Name of the question",
        "Small letters and hyphens, such as where-to-stand. Keep it when you mend the words; "
        "change it when you change the meaning.",
    ),
    "question.kind": Label("How it is answered"),
    "question.prompt": Label("Question"),
    "question.choice": Label("Choices", "Three or more."),
    "choice.text": Label("Choice"),
    "choice.correct": Label("This is right."),
    "choice.why": Label("Why it is right or not"),
    "credit": Label(
        "When watching counts",
        "Fill this in if watching the recording and passing the quiz shall make a training "
        "record. It works for recordings that are kept here, not for YouTube or Vimeo. A new "
        "recording is watched anew; records that were earned stay.",
    ),
    "credit.watch_percent": Label(
        "How much has to be watched, in percent", "Of its seconds, each counted once. At most 95."
    ),
    "credit.pass_percent": Label("How much of the quiz has to be right, in percent"),
    "credit.attempts": Label(
        "Attempts at the quiz", "When they are used up, the recording is watched again. At most 10."
    ),
    "credit.title": Label("What the training record is called"),
    "credit.minutes": Label(
        "How long the training counts as, in minutes",
        "Leave it empty if nobody has said: the record then says that it is not stated.",
    ),
    "credit.training": Label(
        "Training that it stands for",
        "The name of a training of this portal as in its address, such as trauma-informed-care. "
        "The record then counts like any of that training. Empty: it stands for itself.",
    ),
    "credit.subject": Label(
        "Subject, as requirements name it",
        "Such as naloxone. The record then meets requirements that ask for this subject. "
        "Empty: it meets none by its subject.",
    ),
    "credit.ce_provider": Label(
        "Who states continuing education for watching it", "Empty: nothing is stated."
    ),
    "credit.ce_minutes": Label("Continuing education for watching it, in minutes"),
    "external": Label(
        "Recording at YouTube or Vimeo", "It is loaded only after a visitor agrees to it."
    ),
    "external.provider": Label("Where it is"),
    "external.id": Label("Its id or address", "Paste the whole address, if that is easier."),
}
"""By kind and key where a kind has words of its own; otherwise by key, within rows “row.key”."""

AUDIENCES = {
    Audience.EVERYONE.value: "Everyone",
    Audience.SIGNED_IN.value: "People who are signed in",
    Audience.COUNTIES.value: "People of some counties",
}
CONFIDENCES = {
    Confidence.READ.value: "Read at its publisher",
    Confidence.REPORTED.value: "Reported by somebody else",
    Confidence.DERIVED.value: "Worked out from what was read",
    Confidence.UNKNOWN.value: "Not known",
}
PROVIDERS = {"youtube": "YouTube", "vimeo": "Vimeo"}
ANSWERED = {"one": "One choice is right", "many": "Several choices are right"}
ROWS = {
    "cites": "source",
    "statement": "statement",
    "milestone": "step",
    "county": "county",
    "topic": "topic",
    "presenters": "presenter",
    "chapter": "chapter",
    "question": "question",
    "choice": "choice",
    "related": "item",
    "supersedes": "notice",
    "topics": "topic",
    "resources": "resource",
}
"""What one row of a list is called, on its buttons."""


def label(kind: Kind, key: str) -> Label:
    """What a part is called; `key` may be within a row, such as “milestone.cites.source”."""
    *row, name = key.split(".")
    inside = f"{row[-1]}.{name}" if row else name
    for known in (f"{kind.value}.{key}", inside, name):
        if known in LABELS:
            return LABELS[known]
    return Label(name.replace("_", " ").capitalize())
