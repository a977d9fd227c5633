"""Rules the database itself keeps, whichever way a row is written (domain, rules 1 and 3)."""

from django.db import migrations

SEATED = "'invited','incomplete','complete','submitted','needs_change','confirmed','badge_issued','attended'"

FORWARD = f"""
CREATE FUNCTION delegate_takes_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT meeting_id INTO NEW.meeting_id FROM participants_delegation WHERE id = NEW.delegation_id;
    RETURN NEW;
END $$;
CREATE TRIGGER delegate_takes_meeting BEFORE INSERT OR UPDATE OF delegation_id, meeting_id
    ON participants_delegate FOR EACH ROW EXECUTE FUNCTION delegate_takes_meeting();

CREATE FUNCTION delegate_within_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most integer;
    used integer;
BEGIN
    IF NEW.state NOT IN ({SEATED}) THEN RETURN NULL; END IF;
    -- The delegation's row lets one writer in at a time; the meeting's keeps its limit as it is meanwhile.
    PERFORM 1 FROM participants_delegation WHERE id = NEW.delegation_id FOR NO KEY UPDATE;
    SELECT delegation_limit INTO most FROM meetings_meeting WHERE id = NEW.meeting_id FOR SHARE;
    SELECT count(*) INTO used FROM participants_delegate
        WHERE delegation_id = NEW.delegation_id AND state IN ({SEATED});
    IF used > most THEN
        RAISE EXCEPTION 'delegation % would have % delegates, % are allowed', NEW.delegation_id, used, most
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegate_within_limit';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER delegate_within_limit AFTER INSERT OR UPDATE OF state, delegation_id
    ON participants_delegate FOR EACH ROW EXECUTE FUNCTION delegate_within_limit();

CREATE FUNCTION meeting_limit_above_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM participants_delegate WHERE meeting_id = NEW.id AND state IN ({SEATED})
        GROUP BY delegation_id HAVING count(*) > NEW.delegation_limit
    ) THEN
        RAISE EXCEPTION 'a delegation has more than % delegates', NEW.delegation_limit
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_limit_above_seats';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER meeting_limit_above_seats AFTER UPDATE OF delegation_limit ON meetings_meeting
    FOR EACH ROW WHEN (NEW.delegation_limit < OLD.delegation_limit)
    EXECUTE FUNCTION meeting_limit_above_seats();

CREATE FUNCTION check_one_head(delegation bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    standing text;
    heads integer;
BEGIN
    SELECT state INTO standing FROM participants_delegation WHERE id = delegation FOR NO KEY UPDATE;
    IF standing NOT IN ('submitted', 'confirmed', 'amended') THEN RETURN; END IF;
    SELECT count(*) INTO heads FROM participants_delegate
        WHERE delegation_id = delegation AND is_head AND state IN ({SEATED});
    IF heads <> 1 THEN
        RAISE EXCEPTION 'delegation % has % heads', delegation, heads
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_one_head';
    END IF;
END $$;
CREATE FUNCTION delegation_one_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_one_head(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION delegate_leaves_one_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_one_head(NEW.delegation_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER delegation_one_head AFTER INSERT OR UPDATE OF state ON participants_delegation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION delegation_one_head();
CREATE CONSTRAINT TRIGGER delegate_leaves_one_head AFTER INSERT OR UPDATE OF state, is_head, delegation_id
    ON participants_delegate DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION delegate_leaves_one_head();
"""

BACKWARD = """
DROP TRIGGER delegate_leaves_one_head ON participants_delegate;
DROP TRIGGER delegation_one_head ON participants_delegation;
DROP TRIGGER meeting_limit_above_seats ON meetings_meeting;
DROP TRIGGER delegate_within_limit ON participants_delegate;
DROP TRIGGER delegate_takes_meeting ON participants_delegate;
DROP FUNCTION delegate_leaves_one_head();
DROP FUNCTION delegation_one_head();
DROP FUNCTION check_one_head(bigint);
DROP FUNCTION meeting_limit_above_seats();
DROP FUNCTION delegate_within_limit();
DROP FUNCTION delegate_takes_meeting();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial"), ("meetings", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
