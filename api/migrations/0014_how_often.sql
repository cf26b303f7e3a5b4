-- How often who asked in a minute, for all processes of a service together. Unlogged: a crash of the server forgets it, and
-- whoever asked too often may begin anew.
create unlogged table asked (
    policy text not null,
    who text not null,
    minute bigint not null,
    times int not null,
    primary key (policy, who, minute)
);
create index asked_minute on asked (minute);
