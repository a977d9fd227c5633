"""The record of who did what cannot be edited, whichever way a row is written.

Names and addresses alone may go from it, in a transaction that says so (accounts.pseudonyms). TRUNCATE stays
possible: who may empty whole tables could drop the trigger as well.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION trace_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('gfmd.forgets_names', true) = 'on'
        AND (NEW.id, NEW.at, NEW.by_id, NEW.via, NEW.is_on_behalf, NEW.act, NEW.subject)
            IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.by_id, OLD.via, OLD.is_on_behalf, OLD.act, OLD.subject)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the record cannot be edited: trace % of %', OLD.id, OLD.subject
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trace_is_kept';
END $$;
CREATE TRIGGER trace_is_kept BEFORE UPDATE OR DELETE ON accounts_trace
    FOR EACH ROW EXECUTE FUNCTION trace_is_kept();
"""

BACKWARD = """
DROP TRIGGER trace_is_kept ON accounts_trace;
DROP FUNCTION trace_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
