-- What a person agreed to, and when a person's data goes.

-- One row an answer, never changed: the newest of a person about a purpose counts. A person is known by its name at a participant.
create table consents (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    participant_id bigint not null references participants on delete cascade,
    person text not null,
    purpose text not null check (purpose in ('matching', 'contact', 'transfer', 'photos')),
    given boolean not null,
    text_version text not null,
    said_by text not null,
    said_at timestamptz not null default now()
);
create index consents_newest on consents (participant_id, person, purpose, id desc);
create index consents_event on consents (event_id);
create trigger consents_append_only before update on consents for each row execute function refuse_change();
create trigger trail after insert or update or delete on consents for each row execute function record_change('{}');

-- After this day nothing of a person is kept at an event.
create table retentions (
    event_id bigint primary key references events on delete cascade,
    until date not null
);
create trigger trail after insert or update or delete on retentions for each row execute function record_change('{}');

-- Every erasure, without saying of whom: how many people of which participant, and why.
create table erasures (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    participant_id bigint not null references participants on delete cascade,
    people int not null,
    why text not null default '',
    erased_by text not null,
    erased_at timestamptz not null default now()
);
create index erasures_event on erasures (event_id);
create index erasures_participant on erasures (participant_id);
create trigger erasures_append_only before update on erasures for each row execute function refuse_change();
create trigger trail after insert or update or delete on erasures for each row execute function record_change('{}');

-- Records stay as they are. Erasing a person takes words out of their texts and leaves every figure.
create function refuse_change_of_more_than_texts() returns trigger language plpgsql as $$
declare
    texts text[] := tg_argv[0]::text[];
begin
    if current_setting('mannam.erasing', true) = 'yes' and to_jsonb(old) - texts = to_jsonb(new) - texts then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger outcomes_append_only on outcomes;
create trigger outcomes_append_only before update on outcomes for each row
    when (new.meeting_id is not null or to_jsonb(old) - 'meeting_id' <> to_jsonb(new) - 'meeting_id')
    execute function refuse_change_of_more_than_texts('{product,next_step,next_owner,evidence,message,note}');
drop trigger mou_entries_append_only on mou_entries;
create trigger mou_entries_append_only before update on mou_entries for each row
    execute function refuse_change_of_more_than_texts('{subject,parties,evidence,why,message,note}');

-- A text without some words, and an entry of the trail without the values that hold one of them.
create function without_words(value text, words text[]) returns text language plpgsql immutable as $$
declare
    word text;
begin
    foreach word in array words loop
        value := replace(value, word, '▒');
    end loop;
    return value;
end $$;
create function has_words(value text, words text[]) returns boolean language sql immutable as $$
    select exists (select from unnest(words) word where position(word in value) > 0)
$$;
create function entry_without_words(entry jsonb, words text[]) returns jsonb language sql immutable as $$
    select case when entry is null then null
        else (select coalesce(jsonb_object_agg(key, value) filter (where not has_words(value #>> '{}', words)), '{}')
              from jsonb_each(entry)) end
$$;
