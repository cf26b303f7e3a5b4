-- A link that was made by a key with an end, and the session that it opens, let nobody in longer than that key.
alter table access_keys add column ends_at timestamptz;
