-- A key, a sign-in link and a session are three things: a link is good once and for some days, and opens a session; a session
-- ends when somebody signs out, or in time; a key is a program's and has no end. Keys that were handed out as links until now
-- stay keys, so that nobody who is signed in is put out; each of them can be seen and revoked.

alter table access_keys
    add column kind text not null default 'key' check (kind in ('key', 'link', 'session')),
    add column made_by text not null default '',
    add column expires_at timestamptz,
    add column used_at timestamptz,
    add constraint access_keys_end check (kind = 'key' or expires_at is not null);
