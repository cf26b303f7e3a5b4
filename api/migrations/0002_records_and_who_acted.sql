-- Who acted on a request is kept, a side records a meeting once, and what is append-only is neither changed nor removed.

-- Who acted ----------------------------------------------------------------------------------------------------------

-- Every step that somebody took on a request; wishes that a workbook brought have none until somebody acts.
create table request_steps (
    id bigint generated always as identity primary key,
    request_id bigint not null references requests on delete cascade,
    step text not null check (step in ('ask', 'accept', 'decline', 'withdraw')),
    acted_as text not null check (acted_as in ('supplier', 'buyer', 'organizer')),
    acted_by text not null,
    acted_at timestamptz not null default now()
);
create index request_steps_latest on request_steps (request_id, id desc);

-- One first record per side ------------------------------------------------------------------------------------------

-- Two first records of one side could be stored at the very same moment. None is lost: the later becomes the correction
-- of the earlier, as it would have been had they come one after the other.
alter table outcomes disable trigger outcomes_append_only;
do $$
declare
    twin record;
    newest bigint;
begin
    for twin in
        select o.id, o.event_id, o.supplier_id, o.buyer_id, o.recorded_side from outcomes o
        where o.corrects is null and exists (
            select from outcomes first where first.corrects is null and first.id < o.id
                and (first.event_id, first.supplier_id, first.buyer_id, first.recorded_side)
                    = (o.event_id, o.supplier_id, o.buyer_id, o.recorded_side))
        order by o.id
    loop
        with recursive chain as (
            select min(id) as id from outcomes
            where corrects is null and (event_id, supplier_id, buyer_id, recorded_side)
                = (twin.event_id, twin.supplier_id, twin.buyer_id, twin.recorded_side)
            union all
            select o.id from outcomes o join chain on o.corrects = chain.id)
        select id into newest from chain
        where not exists (select from outcomes later where later.corrects = chain.id);
        update outcomes set corrects = newest where id = twin.id;
    end loop;
end $$;
alter table outcomes enable trigger outcomes_append_only;

create unique index outcomes_once_per_side on outcomes (event_id, supplier_id, buyer_id, recorded_side)
    where corrects is null;

-- Append-only and immutable ------------------------------------------------------------------------------------------

-- Only the meeting of a record may be forgotten, and nothing else with it.
drop trigger outcomes_append_only on outcomes;
create trigger outcomes_append_only before update on outcomes for each row
    when (new.meeting_id is not null or to_jsonb(old) - 'meeting_id' <> to_jsonb(new) - 'meeting_id')
    execute function refuse_change();
create trigger mous_append_only before update on mous for each row execute function refuse_change();
create trigger request_steps_append_only before update on request_steps for each row execute function refuse_change();
create trigger schedules_immutable before update on schedules for each row execute function refuse_change();
create trigger meetings_immutable before update on meetings for each row execute function refuse_change();
create trigger unscheduled_immutable before update on unscheduled for each row execute function refuse_change();

-- A record goes only with its whole event.
create function refuse_removal() returns trigger language plpgsql as $$
begin
    if exists (select from events where id = old.event_id) then
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
create function refuse_removal_of_entry() returns trigger language plpgsql as $$
begin
    if exists (select from mous m join events e on e.id = m.event_id where m.id = old.mou_id) then
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
create function refuse_removal_of_meeting() returns trigger language plpgsql as $$
begin
    if exists (select from schedules s join events e on e.id = s.event_id where s.id = old.schedule_id) then
        raise exception 'a saved schedule keeps its meetings' using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
create trigger outcomes_stay before delete on outcomes for each row execute function refuse_removal();
create trigger mous_stay before delete on mous for each row execute function refuse_removal();
create trigger mou_entries_stay before delete on mou_entries for each row execute function refuse_removal_of_entry();
create trigger publications_stay before delete on publications for each row execute function refuse_removal();
create trigger meetings_stay before delete on meetings for each row execute function refuse_removal_of_meeting();
