-- People who work at an event or for the installation, who sign in by e-mail address and password. Somebody who works at several
-- events has an account at each. An account has no password until its owner, let in by a link, chooses one.
create table accounts (
    id bigint generated always as identity primary key,
    event_id bigint references events on delete cascade,
    role text not null check (role in ('operator', 'organizer')),
    email text not null,
    name text not null,
    reads_only boolean not null default false,
    password text,                          -- argon2id
    made_by text not null,
    created_at timestamptz not null default now(),
    closed_at timestamptz,
    constraint accounts_scope check ((role = 'operator') = (event_id is null)),
    constraint accounts_once unique nulls not distinct (event_id, email)
);
create index accounts_email on accounts (email) where closed_at is null;
create trigger trail after insert or update or delete on accounts for each row execute function record_change('{email,password}');
alter table access_keys add column account_id bigint references accounts on delete cascade;
create index access_keys_account on access_keys (account_id);
