-- Answers to writes that carried an Idempotency-Key, kept for a day: the same request again gets the same answer.
create table kept_answers (
    caller text not null,
    key text not null,
    asked_sha256 bytea not null,
    status int not null,
    headers jsonb not null,
    body bytea not null,
    made_at timestamptz not null default now(),
    primary key (caller, key)
);
create index kept_answers_age on kept_answers (made_at);
