-- What becomes of an MOU: a move to another state is an entry that is no correction, and what the parties did since is an activity of
-- its own. Without either an MOU stands as dormant, whatever its last entry says.

alter table mou_entries add column moved boolean not null default false;

create table mou_activities (
    id bigint generated always as identity primary key,
    mou_id bigint not null references mous on delete cascade,
    happened_on date not null,
    what text not null,
    evidence text not null default '',
    recorded_side text not null check (recorded_side in ('supplier', 'buyer', 'organizer')),
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp()
);
create index mou_activities_mou on mou_activities (mou_id, happened_on);
create trigger mou_activities_append_only before update on mou_activities for each row execute function refuse_change();
create trigger mou_activities_stay before delete on mou_activities for each row execute function refuse_removal_of_entry();
create trigger trail after insert or update or delete on mou_activities for each row execute function record_change('{}');
