-- Where a supplier has an office, and where something of it is in use: two facts, each with its own reason in a match.
alter table participants
    add column presence text[] not null default '{}',
    add column "references" text[] not null default '{}';
