-- Programs of others that are told what happens at an event. What is to be told is written by the database in the transaction of
-- what it tells of, so that no code can forget it, and delivered by a job.

create table webhooks (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    url text not null,
    kinds text[] not null check (kinds <@ '{request.changed,schedule.published,agenda.changed,outcome.recorded}' and kinds <> '{}'),
    secret bytea not null,
    old_secret bytea,
    old_until timestamptz,              -- until then the secret before signs too
    made_by text not null,
    made_at timestamptz not null default now(),
    disabled_at timestamptz,
    disabled_why text not null default '' check (disabled_why in ('', 'gone', 'taken out'))
);
create index webhooks_event on webhooks (event_id);
create trigger trail after insert or update or delete on webhooks for each row
    execute function record_change('{secret,old_secret}');

create table webhook_messages (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    webhook_id bigint not null references webhooks on delete cascade,
    kind text not null,
    data jsonb not null,
    made_at timestamptz not null default now(),
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts int not null default 0,
    due_at timestamptz not null default now()
);
create index webhook_messages_webhook on webhook_messages (webhook_id, id);
create index webhook_messages_event on webhook_messages (event_id);
create index webhook_messages_due on webhook_messages (due_at) where state = 'waiting';

-- The log: every attempt, with what was answered.
create table webhook_attempts (
    id bigint generated always as identity primary key,
    message_id bigint not null references webhook_messages on delete cascade,
    at timestamptz not null default now(),
    status int,                         -- null: there was no answer
    said text not null default '',      -- a code of what went wrong
    milliseconds int not null
);
create index webhook_attempts_message on webhook_attempts (message_id, id);

create function tell_webhooks(of_event bigint, what text, data jsonb) returns void language sql as $$
    insert into webhook_messages (event_id, webhook_id, kind, data)
    select of_event, w.id, what, data from webhooks w
    where w.event_id = of_event and w.disabled_at is null and what = any (w.kinds)
$$;

create function tell_of_request() returns trigger language plpgsql as $$
begin
    perform tell_webhooks(r.event_id, 'request.changed', jsonb_build_object('request_id', r.id, 'step', new.step,
        'acted_as', new.acted_as, 'supplier_code', s.code, 'buyer_code', b.code))
    from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
    where r.id = new.request_id;
    return null;
end $$;
create trigger webhooks after insert on request_steps for each row execute function tell_of_request();

create function tell_of_publication() returns trigger language plpgsql as $$
begin
    perform tell_webhooks(new.event_id, 'schedule.published',
        jsonb_build_object('version', (select version from schedules where id = new.schedule_id)));
    return null;
end $$;
create trigger webhooks after insert on publications for each row execute function tell_of_publication();

create function tell_of_change() returns trigger language plpgsql as $$
begin
    perform tell_webhooks(new.event_id, 'agenda.changed', jsonb_build_object('participant_code', p.code))
    from participants p where p.id = new.participant_id;
    return null;
end $$;
create trigger webhooks after insert on notices for each row when (new.kind = 'changed agenda')
    execute function tell_of_change();

create function tell_of_outcome() returns trigger language plpgsql as $$
begin
    perform tell_webhooks(new.event_id, 'outcome.recorded', jsonb_build_object('outcome_id', new.id, 'corrects', new.corrects,
        'state', new.state, 'tier', new.tier, 'supplier_code', s.code, 'buyer_code', b.code))
    from participants s, participants b where s.id = new.supplier_id and b.id = new.buyer_id;
    return null;
end $$;
create trigger webhooks after insert on outcomes for each row execute function tell_of_outcome();
