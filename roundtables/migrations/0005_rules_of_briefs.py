"""A draft stays as it was frozen; the first version of a brief passes two drafts for comment (rule 12).

Briefs published before get the version that the public reads now.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION draft_stays_as_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'draft % was frozen; freeze another one', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_stays_as_frozen';
END $$;
CREATE TRIGGER draft_stays_as_frozen BEFORE UPDATE OF content, kind, brief_id ON roundtables_draft
    FOR EACH ROW WHEN (NEW.content IS DISTINCT FROM OLD.content OR NEW.kind IS DISTINCT FROM OLD.kind
        OR NEW.brief_id IS DISTINCT FROM OLD.brief_id)
    EXECUTE FUNCTION draft_stays_as_frozen();
CREATE FUNCTION brief_passes_two_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM roundtables_draft
        WHERE brief_id = NEW.id AND kind IN ('first_draft', 'second_draft')) < 2 THEN
        RAISE EXCEPTION 'brief % has not passed two drafts for comment', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'brief_passes_two_drafts';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER brief_passes_two_drafts AFTER INSERT OR UPDATE OF state, number, rounds ON roundtables_brief
    FOR EACH ROW WHEN (NEW.state IN ('final', 'published') AND NEW.rounds = 2 AND NEW.number = 1)
    EXECUTE FUNCTION brief_passes_two_drafts();
"""

BACKWARD = """
DROP TRIGGER brief_passes_two_drafts ON roundtables_brief;
DROP FUNCTION brief_passes_two_drafts();
DROP TRIGGER draft_stays_as_frozen ON roundtables_draft;
DROP FUNCTION draft_stays_as_frozen();
"""


def texts(value, language):
    stored = getattr(value, "data", value)
    if isinstance(stored, dict):
        return {code: text for code, text in stored.items() if text}
    return {language: str(stored)} if stored not in (None, "") else {}


def keep_what_is_published(apps, schema_editor):
    Roundtable = apps.get_model("roundtables", "Roundtable")
    for roundtable in Roundtable.objects.filter(version__gt=0).select_related("meeting"):
        original = next(iter(texts(roundtable.title, "en")), "en")
        written = [("background", roundtable.background), ("outcomes", roundtable.expected_outcomes)]
        written += [(f"question-{one.pk}", one.text) for one in roundtable.questions.all()]
        parts = [{"key": key, "text": texts(value, original)} for key, value in written]
        parts = [part for part in parts if part["text"]]
        parts += [
            {
                "key": f"session-{one.pk}",
                "code": one.code,
                "title": texts(one.title, original),
                "text": texts(one.aim, original),
            }
            for one in roundtable.sessions.all()
        ]
        languages = sorted({code for part in parts for code in part["text"]} | {original})
        brief = roundtable.briefs.create(
            number=roundtable.version,
            rounds=0,
            state="published" if roundtable.published_at else "final",
            published_at=roundtable.published_at or roundtable.changed_at,
        )
        brief.drafts.create(
            kind="final",
            content={
                "code": roundtable.code,
                "original": original,
                "languages": dict.fromkeys(languages, "ready"),
                "title": texts(roundtable.title, original),
                "parts": parts,
                "references": [],
            },
        )
        for language in languages:
            if language != original:
                roundtable.languages.create(language=language, state="ready")
        if original != roundtable.original_language:
            Roundtable.objects.filter(pk=roundtable.pk).update(original_language=original)


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0004_briefs")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(keep_what_is_published, migrations.RunPython.noop),
    ]
