-- A participant that brings more delegates may hold more meetings at once. Each of them is booked as its first, second ... meeting of
-- that time, and the exclusion constraint keeps any two apart that are the same one: no more than so many can be booked.
alter table participants
    add column at_once int not null default 1 constraint participants_at_once check (at_once between 1 and 99);

alter table bookings add column nth int not null default 1 constraint bookings_nth check (nth >= 1);
alter table bookings drop constraint no_double_booking_of_a_participant;
alter table bookings add constraint no_double_booking_of_a_participant exclude using gist
    (int8range(participant_id, participant_id, '[]') with &&, during with &&, int4range(nth, nth, '[]') with &&)
    where (participant_id is not null);

-- Whatever number is asked for, a booking becomes the first one that is free of those that its participant has; where none
-- is, it becomes the first, which the constraint refuses. Those who hold one meeting at a time need no look.
create function book_the_first_free() returns trigger language plpgsql as $$
begin
    new.nth := coalesce((
        select min(n) from participants p, generate_series(1, p.at_once) n
        where p.id = new.participant_id and not exists (
            select from bookings b where b.participant_id = p.id and b.nth = n and b.during && new.during)), 1);
    return new;
end $$;
create trigger bookings_first_free before insert or update on bookings for each row
    when (new.nth > 1) execute function book_the_first_free();
