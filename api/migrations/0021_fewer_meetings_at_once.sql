-- A participant that says it holds fewer meetings at once than are booked keeps what is booked until the schedule is re-planned, and gets
-- nothing more at those times: a new booking then meets the one whose number is too high, and the exclusion constraint refuses it. So
-- every booking looks, also that of whoever holds one meeting at a time.
create or replace function book_the_first_free() returns trigger language plpgsql as $$
begin
    new.nth := coalesce((
        select max(b.nth) from bookings b join participants p on p.id = b.participant_id
        where b.participant_id = new.participant_id and b.nth > p.at_once and b.during && new.during), (
        select min(n) from participants p, generate_series(1, p.at_once) n
        where p.id = new.participant_id and not exists (
            select from bookings b where b.participant_id = p.id and b.nth = n and b.during && new.during)), 1);
    return new;
end $$;
drop trigger bookings_first_free on bookings;
create trigger bookings_first_free before insert or update on bookings for each row
    when (new.participant_id is not null) execute function book_the_first_free();
