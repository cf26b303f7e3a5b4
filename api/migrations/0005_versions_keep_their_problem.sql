-- A version keeps the problem it was made for and when the independent checker looked at it; an event says whose consent
-- a meeting needs.

-- The problem itself has a column already; its fingerprint tells at a glance whether the facts are still the same.
alter table schedules
    add column fingerprint text not null default '',
    add column checked_at timestamptz;

-- 'both': what one side asks for counts once the other accepts; 'one': it counts at once. Wishes of a workbook and
-- requests of the organizer count at once in either case.
alter table events
    add column consent text not null default 'both' constraint events_consent_known check (consent in ('both', 'one'));
