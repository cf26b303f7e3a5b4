-- The organizer's answer to a record of a pair without a published meeting may be a no, with its reason. A yes is carried over to a
-- correction that claims no more than what it was said to: that is a row of its own too.

alter table confirmations
    add column refused boolean not null default false,
    add column why text not null default '',
    add column carried boolean not null default false,
    add constraint confirmations_no_has_reason check (refused = (why <> '')),
    add constraint confirmations_only_a_yes_is_carried check (not (refused and carried));
