-- What came of an event beyond the meetings of its participants: consultations brought in from a list, exhibitors, visitors, area.
-- Append-only: a correction is a new row that names what it corrects, and one that takes a record away says why.

create table ledger (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    leg text not null,
    kind text not null
        check (kind in ('consultation', 'exhibitor', 'visitors', 'online visitors', 'attendees', 'area')),
    who text not null default '',
    whom text not null default '',
    country char(2),
    city text not null default '',
    sector text not null default '',
    product text not null default '',
    tier text not null default 'none'
        check (tier in ('none', 'consulted', 'contract pursued', 'mou', 'contract signed', 'exported')),
    quantity numeric not null default 1 constraint ledger_quantity_is_none_below_zero check (quantity >= 0),
    amount numeric,
    amount_high numeric,
    amount_about boolean not null default false,
    amount_said text not null default '',
    currency char(3),
    rate numeric constraint ledger_rate_is_above_zero check (rate > 0),
    rate_on date,
    rate_source text not null default '',
    held_on date,
    evidence text not null default '',
    source text not null,
    corrects bigint constraint ledger_corrected_once unique references ledger on delete cascade,
    void boolean not null default false,
    why text not null default '',
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint ledger_amount_has_currency check ((coalesce(amount, amount_high) is null) = (currency is null)),
    constraint ledger_correction_has_reason check ((corrects is null) = (why = '')),
    constraint ledger_only_a_correction_takes_away check (not void or corrects is not null)
);
create index ledger_event on ledger (event_id, id);
create trigger ledger_append_only before update on ledger for each row execute function refuse_change();
create trigger ledger_stay before delete on ledger for each row execute function refuse_removal();
create trigger trail after insert or update or delete on ledger for each row execute function record_change('{}');

-- How many won one unit of a currency is at an event, as its organizer states it; the newest holds.
create table rates (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    currency char(3) not null,
    rate numeric not null constraint rates_above_zero check (rate > 0),
    rate_on date not null,
    source text not null,
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp()
);
create index rates_event on rates (event_id, currency, id desc);
create trigger rates_append_only before update on rates for each row execute function refuse_change();
create trigger rates_stay before delete on rates for each row execute function refuse_removal();
create trigger trail after insert or update or delete on rates for each row execute function record_change('{}');

-- Numbers as they were given out: provisional, final or corrected, with the moment of which they can be derived again.
create table snapshots (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    state text not null check (state in ('provisional', 'final', 'corrected')),
    why text not null default '',
    as_of timestamptz not null default clock_timestamp(),
    numbers jsonb not null,
    made_by text not null
);
create index snapshots_event on snapshots (event_id, id);
create trigger snapshots_append_only before update on snapshots for each row execute function refuse_change();
create trigger snapshots_stay before delete on snapshots for each row execute function refuse_removal();
create trigger trail after insert or update or delete on snapshots for each row execute function record_change('{}');

-- A record says when it was written, not when its transaction began: so a snapshot, which waits for all that are being written,
-- holds exactly what was written before it.
alter table mou_entries alter column recorded_at set default clock_timestamp();
alter table confirmations alter column confirmed_at set default clock_timestamp();
