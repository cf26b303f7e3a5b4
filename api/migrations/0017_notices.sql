-- The outbox: every message to somebody at an event, before it is sent and after. It is written in the transaction of what it
-- tells of, and delivered by jobs. No token stands here: the link of a letter is made at the moment of sending, and the text that
-- is kept holds a mark in its place. What it was about is told to one participant once.

create table notices (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    participant_id bigint not null references participants on delete cascade,
    kind text not null check (kind in ('invitation', 'changed agenda', 'reminder')),
    about text not null default '',        -- which round, publication, day or meeting
    recipient text not null default '',
    address text not null,
    language text not null,
    subject text not null,
    body text not null,
    stop uuid not null default gen_random_uuid(),  -- what stands in the address that stops such messages; it opens nothing
    link_id bigint references access_keys on delete set null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'bounced')),
    attempts int not null default 0,
    error jsonb,                            -- a sentence of the catalogues: why it did not go, the last time
    made_by text not null,
    made_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    worthless_at timestamptz,               -- null: it is worth sending however late
    sent_at timestamptz,
    constraint notices_once unique (participant_id, kind, about)
);
create index notices_event on notices (event_id, id);
create index notices_link on notices (link_id);
create index notices_due on notices (due_at) where state = 'waiting';
create trigger trail after insert or update or delete on notices for each row
    execute function record_change('{recipient,address,subject,body,stop,link_id,state,attempts,error,due_at,worthless_at,sent_at}');
