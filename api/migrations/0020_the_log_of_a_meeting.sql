-- What a consultation log holds: an amount that may be a range, the rate at which it is counted in won, who does what next and until
-- when, and how content its author was.

alter table outcomes
    add column amount_high numeric,
    add column amount_about boolean not null default false,
    add column rate numeric constraint outcomes_rate_is_above_zero check (rate > 0),
    add column rate_on date,
    add column rate_source text not null default '',
    add column next_owner text not null default '',
    add column next_on date,
    add column satisfaction smallint constraint outcomes_satisfaction_of_five check (satisfaction between 1 and 5),
    drop constraint outcomes_amount_has_currency,
    add constraint outcomes_amount_has_currency check ((coalesce(amount, amount_high) is null) = (currency is null)),
    add constraint outcomes_range_ascends check (amount_high > coalesce(amount, 0)),
    add constraint outcomes_rate_has_day check ((rate is null) = (rate_on is null));
