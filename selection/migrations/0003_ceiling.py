"""Never more places than the ceiling, whichever way a row is written."""

from django.db import migrations

HOLDING = "'offered','accepted'"

FORWARD = f"""
CREATE FUNCTION application_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most integer;
    held integer;
BEGIN
    IF NEW.state NOT IN ({HOLDING}) THEN RETURN NULL; END IF;
    -- The call's row lets one writer in at a time.
    SELECT ceiling INTO most FROM selection_call WHERE id = NEW.call_id FOR NO KEY UPDATE;
    SELECT count(*) INTO held FROM selection_application WHERE call_id = NEW.call_id AND state IN ({HOLDING});
    IF held > most THEN
        RAISE EXCEPTION 'call % would hold % places, % are allowed', NEW.call_id, held, most
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_within_ceiling';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER application_within_ceiling AFTER INSERT OR UPDATE OF state, call_id
    ON selection_application FOR EACH ROW EXECUTE FUNCTION application_within_ceiling();

CREATE FUNCTION call_ceiling_above_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM selection_application WHERE call_id = NEW.id AND state IN ({HOLDING})) > NEW.ceiling THEN
        RAISE EXCEPTION 'call % holds more than % places', NEW.id, NEW.ceiling
            USING ERRCODE = 'check_violation', CONSTRAINT = 'call_ceiling_above_places';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER call_ceiling_above_places AFTER UPDATE OF ceiling ON selection_call
    FOR EACH ROW WHEN (NEW.ceiling < OLD.ceiling) EXECUTE FUNCTION call_ceiling_above_places();
"""

BACKWARD = """
DROP TRIGGER call_ceiling_above_places ON selection_call;
DROP TRIGGER application_within_ceiling ON selection_application;
DROP FUNCTION call_ceiling_above_places();
DROP FUNCTION application_within_ceiling();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0002_committee")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
