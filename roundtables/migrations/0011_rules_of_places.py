"""Rules of places at roundtables that the database itself keeps, whichever way a row is written.

Never more places than a roundtable has, nor more for one delegation than it allows; only who holds a seat at
the same meeting has one; nobody waits while a place is free for them. The line therefore moves here, in the
transaction that frees a place, whoever frees it: a choice that changes, a delegate replaced or withdrawn, a
roundtable that gets more places.

One writer at a time: the lock is taken before any row of a place, so that lines which move on from one
roundtable to the next never wait for each other crosswise. Whoever has a delegation, a delegate or a
roundtable locked asks for it last, and whoever has it asks for no such row any more.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
from django.db import migrations, models
from django.db.models import Q

import meetings.models.agenda

SEATED = "'invited','incomplete','complete','submitted','needs_change','confirmed','badge_issued','attended'"

FORWARD = f"""
CREATE FUNCTION lock_places() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4712, 0);
END $$;

CREATE FUNCTION places_one_writer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_places();
    RETURN NULL;
END $$;
CREATE TRIGGER places_one_writer
    BEFORE INSERT OR DELETE OR UPDATE OF state, choice, roundtable_id, delegate_id, asked_at
    ON roundtables_place FOR EACH STATEMENT EXECUTE FUNCTION places_one_writer();

CREATE FUNCTION check_places(of_roundtable bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    most integer;
    most_each integer;
    used integer;
BEGIN
    SELECT capacity, places_per_delegation INTO most, most_each
        FROM roundtables_roundtable WHERE id = of_roundtable;
    SELECT count(*) INTO used FROM roundtables_place
        WHERE roundtable_id = of_roundtable AND state = 'seated';
    IF used > most THEN
        RAISE EXCEPTION 'roundtable % would seat %, it has % places', of_roundtable, used, most
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_within_capacity';
    END IF;
    IF EXISTS (
        SELECT 1 FROM roundtables_place place JOIN participants_delegate person ON person.id = place.delegate_id
        WHERE place.roundtable_id = of_roundtable AND place.state = 'seated'
        GROUP BY person.delegation_id HAVING count(*) > most_each
    ) THEN
        RAISE EXCEPTION 'roundtable % would seat more than % of one delegation', of_roundtable, most_each
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_within_delegation';
    END IF;
END $$;

-- Seats those who wait, one after the other, as long as there is a place for somebody at a roundtable of the
-- meeting. What a move frees is found by the next turn of the loop, so that no chain of moves is nested.
CREATE FUNCTION move_the_lines(of_meeting bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    following bigint;
BEGIN
    IF current_setting('gfmd.lines_move', true) = 'yes' THEN RETURN; END IF;
    PERFORM set_config('gfmd.lines_move', 'yes', true);
    LOOP
        SELECT place.id INTO following
        FROM roundtables_place place
        JOIN roundtables_roundtable roundtable ON roundtable.id = place.roundtable_id
        JOIN participants_delegate person ON person.id = place.delegate_id
        WHERE roundtable.meeting_id = of_meeting AND place.state = 'waiting' AND person.state IN ({SEATED})
            AND (roundtable.capacity IS NULL OR roundtable.capacity > (
                SELECT count(*) FROM roundtables_place other
                WHERE other.roundtable_id = roundtable.id AND other.state = 'seated'))
            AND (roundtable.places_per_delegation IS NULL OR roundtable.places_per_delegation > (
                SELECT count(*) FROM roundtables_place other
                JOIN participants_delegate fellow ON fellow.id = other.delegate_id
                WHERE other.roundtable_id = roundtable.id AND other.state = 'seated'
                    AND fellow.delegation_id = person.delegation_id))
        ORDER BY place.choice, place.asked_at, place.id LIMIT 1;
        EXIT WHEN NOT FOUND;
        UPDATE roundtables_place
            SET state = 'seated', moved_up_at = clock_timestamp(), changed_at = clock_timestamp()
            WHERE id = following;
    END LOOP;
    PERFORM set_config('gfmd.lines_move', '', true);
END $$;

CREATE FUNCTION place_follows_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_meeting bigint;
BEGIN
    SELECT meeting_id INTO of_meeting FROM roundtables_roundtable WHERE id = NEW.roundtable_id;
    IF NEW.state <> 'given_up' AND NOT EXISTS (
        SELECT 1 FROM participants_delegate
        WHERE id = NEW.delegate_id AND meeting_id = of_meeting AND state IN ({SEATED})
    ) THEN
        RAISE EXCEPTION 'delegate % holds no seat at the meeting of roundtable %', NEW.delegate_id, NEW.roundtable_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_of_seated_delegate';
    END IF;
    IF NEW.state = 'seated' THEN
        PERFORM check_places(NEW.roundtable_id);
        IF NEW.choice = 1 THEN
            UPDATE roundtables_place SET state = 'given_up', changed_at = clock_timestamp()
                WHERE delegate_id = NEW.delegate_id AND choice = 2 AND state <> 'given_up';
        END IF;
    END IF;
    IF NEW.state = 'waiting' THEN PERFORM move_the_lines(of_meeting); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'seated' AND (NEW.state <> 'seated' OR NEW.roundtable_id <> OLD.roundtable_id) THEN
            SELECT meeting_id INTO of_meeting FROM roundtables_roundtable WHERE id = OLD.roundtable_id;
            PERFORM move_the_lines(of_meeting);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER place_follows_rules AFTER INSERT OR UPDATE OF state, choice, roundtable_id, delegate_id
    ON roundtables_place FOR EACH ROW EXECUTE FUNCTION place_follows_rules();

CREATE FUNCTION place_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM move_the_lines(meeting_id) FROM roundtables_roundtable WHERE id = OLD.roundtable_id;
    RETURN NULL;
END $$;
CREATE TRIGGER place_removed AFTER DELETE ON roundtables_place
    FOR EACH ROW WHEN (OLD.state = 'seated') EXECUTE FUNCTION place_removed();

CREATE FUNCTION roundtable_has_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_places();
    PERFORM check_places(NEW.id);
    PERFORM move_the_lines(NEW.meeting_id);
    RETURN NULL;
END $$;
CREATE TRIGGER roundtable_has_places AFTER UPDATE OF capacity, places_per_delegation ON roundtables_roundtable
    FOR EACH ROW WHEN (NEW.capacity IS DISTINCT FROM OLD.capacity
        OR NEW.places_per_delegation IS DISTINCT FROM OLD.places_per_delegation)
    EXECUTE FUNCTION roundtable_has_places();

CREATE FUNCTION delegate_leaves_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The delegation before the places, as whoever chooses has them: its head is checked at the end, which
    -- locks it too. The places by themselves: only the statement after this one sees what was written meanwhile.
    PERFORM 1 FROM participants_delegation WHERE id = NEW.delegation_id FOR NO KEY UPDATE;
    PERFORM lock_places();
    UPDATE roundtables_place SET state = 'given_up', changed_at = clock_timestamp()
        WHERE delegate_id = NEW.id AND state <> 'given_up';
    RETURN NULL;
END $$;
CREATE TRIGGER delegate_leaves_places AFTER UPDATE OF state, delegation_id, meeting_id ON participants_delegate
    FOR EACH ROW WHEN (NEW.delegation_id <> OLD.delegation_id
        OR OLD.state IN ({SEATED}) AND NEW.state NOT IN ({SEATED}))
    EXECUTE FUNCTION delegate_leaves_places();
"""

BACKWARD = """
DROP TRIGGER delegate_leaves_places ON participants_delegate;
DROP TRIGGER roundtable_has_places ON roundtables_roundtable;
DROP TRIGGER place_removed ON roundtables_place;
DROP TRIGGER place_follows_rules ON roundtables_place;
DROP TRIGGER places_one_writer ON roundtables_place;
DROP FUNCTION delegate_leaves_places();
DROP FUNCTION roundtable_has_places();
DROP FUNCTION place_removed();
DROP FUNCTION place_follows_rules();
DROP FUNCTION move_the_lines(bigint);
DROP FUNCTION check_places(bigint);
DROP FUNCTION places_one_writer();
DROP FUNCTION lock_places();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_people"), ("roundtables", "0010_places")]
    operations = [
        migrations.AddField("place", "moved_up_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("place", "told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "place",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="place_one_at_a_time",
                expressions=[
                    (
                        meetings.models.agenda.RangeOfOne("delegate"),
                        django.contrib.postgres.fields.ranges.RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(state="seated"),
                deferrable=django.db.models.constraints.Deferrable.DEFERRED,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
