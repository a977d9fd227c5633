"""A paper commissioned by the chair leaves it by a release on record (domain, rule 14), and no other way."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION document_commission_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'document % has not been released by the chair', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_commission_stands';
END $$;
CREATE TRIGGER document_commission_stands BEFORE UPDATE OF is_commissioned ON meetings_document
    FOR EACH ROW WHEN (OLD.is_commissioned AND NOT NEW.is_commissioned AND OLD.released_at IS NULL)
    EXECUTE FUNCTION document_commission_stands();
"""

BACKWARD = """
DROP TRIGGER document_commission_stands ON meetings_document;
DROP FUNCTION document_commission_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_document_rules")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
