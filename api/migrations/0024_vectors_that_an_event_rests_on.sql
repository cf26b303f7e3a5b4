-- Which vectors the last matching of an event used, so that the next one finds them: it asks for those of single words and of parts of
-- texts too, which nobody knows before the texts are read.
create table vectors_used (
    event_id bigint primary key references events on delete cascade,
    model text not null,
    keys bytea[] not null
);
