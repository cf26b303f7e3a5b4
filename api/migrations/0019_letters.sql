-- What an organizer settles about letters, what was told, and who wants none.

-- Texts that an organizer changed for an event; without a row it is the one that is shipped.
create table notice_texts (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    kind text not null check (kind in ('invitation', 'changed agenda', 'reminder')),
    language text not null check (language in ('ko', 'en', 'th', 'tr')),
    subject text not null,
    body text not null,
    changed_by text not null,
    constraint notice_texts_once unique (event_id, kind, language)
);
create trigger trail after insert or update or delete on notice_texts for each row execute function record_change('{}');

-- Publications of which people were told: the next letters say what changed since.
create table tellings (
    publication_id bigint primary key references publications on delete cascade,
    told_by text not null,
    told_at timestamptz not null default now()
);

-- Addresses to which nothing goes any more but invitations.
create table unsubscribed (
    id bigint generated always as identity primary key,
    participant_id bigint not null references participants on delete cascade,
    address text not null,
    at timestamptz not null default now(),
    constraint unsubscribed_once unique (participant_id, address)
);
create trigger trail after insert or update or delete on unsubscribed for each row execute function record_change('{address}');
alter table notices add constraint notices_stop_unique unique (stop);

-- When people are reminded: a day before their first meeting of a day, and so many minutes before each.
create table reminders (
    event_id bigint primary key references events on delete cascade,
    day_before boolean not null,
    minutes int check (minutes between 5 and 240)
);
create trigger trail after insert or update or delete on reminders for each row execute function record_change('{}');
