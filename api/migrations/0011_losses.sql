-- What is lost on the day: a participant who is gone or late, a table or an interpreter that cannot be used. It stands beside what the
-- workbook says of availability, so that it can be taken back, and so that an import does not forget it.

create table losses (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    participant_id bigint references participants on delete cascade,
    table_id bigint references tables on delete cascade,
    interpreter_id bigint references interpreters on delete cascade,
    begins_at timestamptz,             -- null: from the beginning
    ends_at timestamptz,               -- null: to the end
    why text not null default '',
    said_by text not null,
    said_at timestamptz not null default now(),
    constraint losses_of_one check (num_nonnulls(participant_id, table_id, interpreter_id) = 1),
    constraint losses_order check (begins_at < ends_at)
);
create index losses_event on losses (event_id);
create index losses_participant on losses (participant_id);
create index losses_table on losses (table_id);
create index losses_interpreter on losses (interpreter_id);
create trigger trail after insert or update or delete on losses for each row execute function record_change('{}');
