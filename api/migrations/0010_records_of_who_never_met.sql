-- A record of a pair that had no published meeting when its participant made it waits for the organizer's yes, which is a row of
-- its own: records are never changed.

alter table outcomes add column unmet boolean not null default false;
alter table mou_entries add column unmet boolean not null default false;

create table confirmations (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    outcome_id bigint constraint confirmations_outcome_once unique references outcomes on delete cascade,
    mou_entry_id bigint constraint confirmations_mou_once unique references mou_entries on delete cascade,
    confirmed_by text not null,
    confirmed_at timestamptz not null default now(),
    constraint confirmations_of_one check (num_nonnulls(outcome_id, mou_entry_id) = 1)
);
create index confirmations_event on confirmations (event_id);
create trigger confirmations_append_only before update on confirmations for each row execute function refuse_change();
create trigger confirmations_stay before delete on confirmations for each row execute function refuse_removal();
create trigger trail after insert or update or delete on confirmations for each row execute function record_change('{}');
