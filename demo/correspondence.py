"""What the chair has written to many: a circular that has left, one that waits for approval, a joint letter."""

from datetime import timedelta

from accounts.models import Organization, Person
from demo.ago import move_back
from mailings.actions import mailings, releasing
from mailings.messages.mailings import first_letter, first_words
from mailings.models import Mailing
from meetings.models import Meeting

CIRCULAR = {
    "en": (
        "Rooms, badges and the way from the station: {meeting}",
        "{greeting}\n\nThree things have been settled for **{meeting}** ({dates_and_place}):\n\n"
        "- Badges are handed out at the venue from 8 a.m. on the first day; bring the passport you registered with.\n"
        "- A tram leaves from the station every ten minutes; the ride takes a quarter of an hour.\n"
        "- Every room has interpretation into the languages of the meeting, and an induction loop.\n\n"
        "Programme and papers stand on the page of the meeting:\n\n<{page}>\n\n"
        "With kind regards,\nThe chair's office, {meeting}\n",
    ),
    "fr": (
        "Salles, badges et chemin depuis la gare : {meeting}",
        "{greeting}\n\nTrois choses sont réglées pour **{meeting}** ({dates_and_place}) :\n\n"
        "- Les badges sont remis sur place dès 8 heures le premier jour ; prenez le passeport de l'inscription.\n"
        "- Un tramway part de la gare toutes les dix minutes ; le trajet dure un quart d'heure.\n"
        "- Chaque salle a l'interprétation dans les langues de la réunion, et une boucle magnétique.\n\n"
        "Le programme et les documents sont sur la page de la réunion :\n\n<{page}>\n\n"
        "Avec nos salutations distinguées,\nLe bureau de la présidence, {meeting}\n",
    ),
}
WAITING = {
    "en": (
        "Action by {deadline_day}: name your head of delegation, {meeting}",
        "{greeting}\n\nThe delegation of **{organization}** has no head yet. The list of speakers of the opening is "
        "drawn up from the heads of delegation, so please name yours by {deadline}.\n\n"
        "What is asked of you stands on your desk:\n\n<{desk}>\n\n"
        "With kind regards,\nThe chair's office, {meeting}\n",
    ),
}
SIGNS = {"MAR": ("Nadia El Idrissi", "Chair of the preparatory office"), "PRT": ("Tiago Moura", "Co-chair")}


def enter_correspondence(summit: Meeting, *, chair: Person) -> int:
    """Write three mailings and let two of them leave; returns how many messages that makes."""
    circular = begun(summit, "circular", "focal_points", "Practical information, first circular", by=chair)
    written(circular, CIRCULAR)
    letter = begun(summit, "joint_letter", "no_delegates", "To those who accepted: delegates", by=chair)
    written(letter, {"en": words_of_letter(summit)}, letter=first_letter("en"))
    signed(letter, summit)
    waiting = begun(summit, "note", "without_head", "Heads of delegation", by=chair, needs_second=True)
    written(waiting, WAITING)
    mailings.put_for_approval(mailing_pk=waiting.pk, seen=seen(waiting), by=chair)
    return left(letter, timedelta(days=5)) + left(circular, timedelta(days=2))


def begun(summit: Meeting, kind: str, audience: str, name: str, *, by: Person, **facts) -> Mailing:
    return mailings.open_mailing(
        meeting=summit, kind=kind, name=name, audience=audience, narrowed={}, by=by, **facts
    )


def written(mailing: Mailing, texts: dict[str, tuple[str, str]], letter: str = "") -> None:
    for language, (subject, body) in texts.items():
        mailings.write_text(
            mailing_pk=mailing.pk,
            language=language,
            subject=subject,
            body=body,
            letter=letter,
            seen=seen(mailing),
            by=mailing.prepared_by,
        )


def words_of_letter(summit: Meeting) -> tuple[str, str]:
    words = first_words("joint_letter", summit, "en")
    return words.subject, words.body


def signed(letter: Mailing, summit: Meeting) -> None:
    """Each chair State signs, by a person of ours."""
    chairs: list[Organization] = list(summit.chairs.order_by("pk"))
    signatories = [mailings.Signs(*SIGNS[chair.iso3], chair) for chair in chairs]
    mailings.sign(mailing_pk=letter.pk, signatories=signatories, seen=seen(letter), by=letter.prepared_by)


def left(mailing: Mailing, ago: timedelta) -> int:
    """Release it and put its messages into the queue; it happened so long ago."""
    releasing.release(mailing_pk=mailing.pk, seen=seen(mailing), by=mailing.prepared_by)
    number = releasing.prepare(mailing.pk)
    move_back(Mailing.objects.filter(pk=mailing.pk), ago, "made_at", "released_at", "prepared_at")
    return number


def seen(mailing: Mailing) -> str:
    return mailings.marker_of(Mailing.objects.get(pk=mailing.pk))
