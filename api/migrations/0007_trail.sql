-- The trail: who changed what, for whom, when and why, written by the database in the transaction of the change.
--
-- An entry is added by triggers, so that no code can forget it. At commit the entries of an event get their number and their
-- link: each link is a hash over the entry and the link before it, so an entry that is changed, removed or slipped in later
-- breaks the chain at its place. Links are made over hashes of what was before and after, not over the texts themselves:
-- a person's data can be erased from the trail and the chain still holds.

create table trail (
    id bigint generated always as identity primary key,
    event_id bigint not null,          -- 0: the installation. No foreign key: a trail outlives its event
    number bigint,                     -- 1, 2, ... within the event; null until the change is committed
    at timestamptz not null default clock_timestamp(),
    by_name text not null,
    by_role text not null,
    on_behalf_of text not null default '',
    why text not null default '',
    request text not null default '',  -- the id of the HTTP request, if one made the change
    noun text not null,
    step text not null check (step in ('added', 'changed', 'removed')),
    row_id bigint,
    label text not null default '',
    before jsonb,
    after jsonb,
    before_sha256 bytea,
    after_sha256 bytea,
    erased_at timestamptz,
    link bytea,
    constraint trail_number_unique unique (event_id, number)
);
create index trail_open on trail (event_id, id) where number is null;

-- The last link of every chain, so that removing entries from the end is noticed too.
create table trail_ends (
    event_id bigint primary key,
    number bigint not null,
    link bytea not null
);

create function trail_hash(value jsonb) returns bytea language sql immutable as $$
    select case when value is null then null else sha256(convert_to(value::text, 'utf8')) end
$$;

create function trail_link(entry trail, previous bytea) returns bytea language sql stable as $$
    select sha256(convert_to(concat_ws('|',
        coalesce(encode(previous, 'hex'), ''), entry.event_id, entry.number,
        to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        encode(convert_to(entry.by_name, 'utf8'), 'hex'), entry.by_role,
        encode(convert_to(entry.on_behalf_of, 'utf8'), 'hex'), encode(convert_to(entry.why, 'utf8'), 'hex'),
        entry.request, entry.noun, entry.step, coalesce(entry.row_id::text, ''),
        encode(convert_to(entry.label, 'utf8'), 'hex'),
        coalesce(encode(entry.before_sha256, 'hex'), ''), coalesce(encode(entry.after_sha256, 'hex'), '')), 'utf8'))
$$;

-- Numbers and links the entries of one event that this transaction added; others of the event wait for its end.
create function link_trail() returns trigger language plpgsql as $$
declare
    entry trail;
    last trail_ends;
begin
    if not exists (select from trail where id = new.id and number is null) then
        return null;
    end if;
    insert into trail_ends values (new.event_id, 0, '') on conflict do nothing;
    select * into last from trail_ends where event_id = new.event_id for update;
    for entry in select * from trail where event_id = new.event_id and number is null order by id loop
        entry.number := last.number + 1;
        last.link := trail_link(entry, last.link);
        last.number := entry.number;
        update trail set number = entry.number, link = last.link where id = entry.id;
    end loop;
    update trail_ends set number = last.number, link = last.link where event_id = new.event_id;
    return null;
end $$;
create constraint trigger trail_linked after insert on trail deferrable initially deferred
    for each row execute function link_trail();

-- Nothing of an entry changes but its number and link, once, and what erasing a person takes out of it.
create function keep_trail() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.number is null and to_jsonb(old) - 'number' - 'link' = to_jsonb(new) - 'number' - 'link' then
            return new;
        end if;
        if new.erased_at is not null
            and to_jsonb(old) - 'before' - 'after' - 'erased_at' = to_jsonb(new) - 'before' - 'after' - 'erased_at' then
            return new;
        end if;
    end if;
    raise exception 'the trail is append-only' using errcode = 'restrict_violation';
end $$;
create trigger trail_append_only before update or delete on trail for each row execute function keep_trail();

create function trail_setting(name text, otherwise text) returns text language sql stable as $$
    select coalesce(nullif(current_setting('mannam.' || name, true), ''), otherwise)
$$;

-- The event of a row: its own column, or the one of the leg, participant, request, memorandum or slot it hangs on. What hangs
-- on a row that goes with it belongs to the event that the transaction works on.
create function trail_event(noun text, content jsonb) returns bigint language plpgsql stable as $$
declare
    found bigint;
begin
    if noun = 'events' then
        return (content ->> 'id')::bigint;
    elsif content ? 'event_id' then
        return coalesce((content ->> 'event_id')::bigint, 0);
    elsif content ? 'leg_id' then
        select event_id into found from legs where id = (content ->> 'leg_id')::bigint;
    elsif noun = 'unavailability' then
        select l.event_id into found from slots s join legs l on l.id = s.leg_id where s.id = (content ->> 'slot_id')::bigint;
    elsif content ? 'participant_id' then
        select event_id into found from participants where id = (content ->> 'participant_id')::bigint;
    elsif content ? 'request_id' then
        select event_id into found from requests where id = (content ->> 'request_id')::bigint;
    elsif content ? 'mou_id' then
        select event_id into found from mous where id = (content ->> 'mou_id')::bigint;
    end if;
    return coalesce(found, trail_setting('event', '0')::bigint);
end $$;

create function record_change() returns trigger language plpgsql as $$
declare
    hidden text[] := tg_argv[0]::text[];
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
    now_is jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
    content jsonb := coalesce(now_is, was);
begin
    if was is not distinct from now_is then
        return null;
    end if;
    insert into trail (event_id, by_name, by_role, on_behalf_of, why, request, noun, step, row_id, label,
        before, after, before_sha256, after_sha256)
    values (trail_event(tg_table_name, content), trail_setting('by', current_user), trail_setting('role', 'database'),
        trail_setting('on_behalf_of', ''), trail_setting('why', ''), trail_setting('request', ''),
        tg_table_name, case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
        (content ->> 'id')::bigint, coalesce(content ->> 'code', content ->> 'slug', content ->> 'number', ''),
        was, now_is, trail_hash(was), trail_hash(now_is));
    return null;
end $$;

-- What is kept track of, and the columns that are not: files, secrets, and the problem that a version keeps for itself.
do $$
declare
    kept record;
begin
    for kept in
        select * from (values
            ('events', '{workbook}'), ('legs', '{}'), ('slots', '{}'), ('tables', '{}'), ('interpreters', '{}'),
            ('participants', '{}'), ('delegates', '{}'), ('unavailability', '{}'), ('solutions', '{}'), ('needs', '{}'),
            ('requests', '{updated_at}'), ('request_steps', '{}'), ('forbidden_pairs', '{}'), ('pins', '{}'),
            ('schedules', '{problem,certificate}'), ('publications', '{}'), ('outcomes', '{}'), ('mous', '{}'), ('mou_entries', '{}'),
            ('access_keys', '{sha256}')) as t (name, hidden)
    loop
        execute format('create trigger trail after insert or update or delete on %I for each row execute function record_change(%L)',
            kept.name, kept.hidden);
    end loop;
end $$;
