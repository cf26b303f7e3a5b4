-- A key can be made for some rights alone, and says when it was last used; that is no change of a fact and not in the trail.
alter table access_keys
    add column scopes text[] not null default '{}',
    add column last_used_at timestamptz;
drop trigger trail on access_keys;
create trigger trail after insert or update or delete on access_keys for each row
    execute function record_change('{sha256,last_used_at}');
