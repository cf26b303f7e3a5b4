-- A message is for the other side, a note for one's own: two columns wherever somebody writes about somebody else.

alter table requests add column note text not null default '';
-- What a workbook held beside a wish was its author's own reason, and never meant for the other side.
update requests r set note = r.message, message = ''
    where r.message <> '' and not exists (select from request_steps x where x.request_id = r.id and x.step = 'ask');

alter table outcomes add column message text not null default '', add column note text not null default '';

alter table mou_entries
    add column message text not null default '',
    add column note text not null default '',
    add column recorded_side text not null default 'organizer'
        constraint mou_entries_recorded_side check (recorded_side in ('supplier', 'buyer', 'organizer'));
