"""A meeting has a maximum number of themes (domain, rule 8): the database counts."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION check_themes(meeting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    most integer;
    used integer;
BEGIN
    SELECT maximum_themes INTO most FROM meetings_meeting WHERE id = meeting FOR NO KEY UPDATE;
    SELECT count(*) INTO used FROM roundtables_theme WHERE meeting_id = meeting;
    IF used > most THEN
        RAISE EXCEPTION 'meeting % would have % themes, % are allowed', meeting, used, most
            USING ERRCODE = 'check_violation', CONSTRAINT = 'theme_within_maximum';
    END IF;
END $$;
CREATE FUNCTION theme_within_maximum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_themes(NEW.meeting_id);
    RETURN NULL;
END $$;
CREATE TRIGGER theme_within_maximum AFTER INSERT OR UPDATE OF meeting_id ON roundtables_theme
    FOR EACH ROW EXECUTE FUNCTION theme_within_maximum();
CREATE FUNCTION meeting_maximum_above_themes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_themes(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER meeting_maximum_above_themes AFTER UPDATE OF maximum_themes ON meetings_meeting
    FOR EACH ROW WHEN (NEW.maximum_themes < OLD.maximum_themes)
    EXECUTE FUNCTION meeting_maximum_above_themes();
"""

BACKWARD = """
DROP TRIGGER meeting_maximum_above_themes ON meetings_meeting;
DROP TRIGGER theme_within_maximum ON roundtables_theme;
DROP FUNCTION meeting_maximum_above_themes();
DROP FUNCTION theme_within_maximum();
DROP FUNCTION check_themes(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
