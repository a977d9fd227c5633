"""Rules about papers that no constraint can say, kept whichever way a row is written."""

from django.db import migrations

FORWARD = """
-- A published paper has a file. Looked at when the transaction ends, since files come after their paper.
CREATE FUNCTION document_published_has_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM meetings_document WHERE id = NEW.id AND state IN ('published', 'superseded')) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM meetings_documentfile WHERE document_id = NEW.id) THEN
        RAISE EXCEPTION 'document % is published without a file', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_published_has_file';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER document_published_has_file AFTER INSERT OR UPDATE OF state ON meetings_document
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state IN ('published', 'superseded'))
    EXECUTE FUNCTION document_published_has_file();

-- A paper that was published once is never removed, nor any of its files.
CREATE FUNCTION document_published_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'document % has been published and is kept', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_published_is_kept';
END $$;
CREATE TRIGGER document_published_is_kept BEFORE DELETE ON meetings_document
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION document_published_is_kept();
CREATE TRIGGER document_published_stays_so BEFORE UPDATE OF published_at ON meetings_document
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL AND NEW.published_at IS NULL)
    EXECUTE FUNCTION document_published_is_kept();
CREATE FUNCTION document_file_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_document WHERE id = OLD.document_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'file % belongs to a paper that has been published', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_file_is_kept';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER document_file_is_kept BEFORE DELETE ON meetings_documentfile
    FOR EACH ROW EXECUTE FUNCTION document_file_is_kept();

-- A version once handed in stays what it was; a new one comes beside it.
CREATE FUNCTION document_file_never_overwritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'file % is a version that was handed in', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_file_never_overwritten';
END $$;
CREATE TRIGGER document_file_never_overwritten BEFORE UPDATE ON meetings_documentfile
    FOR EACH ROW WHEN (
        (OLD.document_id, OLD.language, OLD.number, OLD.file, OLD.sha256, OLD.size, OLD.content_type)
        IS DISTINCT FROM
        (NEW.document_id, NEW.language, NEW.number, NEW.file, NEW.sha256, NEW.size, NEW.content_type)
    ) EXECUTE FUNCTION document_file_never_overwritten();

-- A release is an act on record and is not taken back.
CREATE FUNCTION document_release_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'document % has been released by the chair', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_release_stands';
END $$;
CREATE TRIGGER document_release_stands BEFORE UPDATE OF released_at, released_by_id ON meetings_document
    FOR EACH ROW WHEN (
        OLD.released_at IS NOT NULL
        AND (OLD.released_at, OLD.released_by_id) IS DISTINCT FROM (NEW.released_at, NEW.released_by_id)
    ) EXECUTE FUNCTION document_release_stands();
"""

BACKWARD = """
DROP TRIGGER document_release_stands ON meetings_document;
DROP FUNCTION document_release_stands();
DROP TRIGGER document_file_never_overwritten ON meetings_documentfile;
DROP FUNCTION document_file_never_overwritten();
DROP TRIGGER document_file_is_kept ON meetings_documentfile;
DROP FUNCTION document_file_is_kept();
DROP TRIGGER document_published_stays_so ON meetings_document;
DROP TRIGGER document_published_is_kept ON meetings_document;
DROP FUNCTION document_published_is_kept();
DROP TRIGGER document_published_has_file ON meetings_document;
DROP FUNCTION document_published_has_file();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_documents")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
