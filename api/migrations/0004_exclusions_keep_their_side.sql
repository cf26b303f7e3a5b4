-- An excluded pair keeps which side said so, so that an exported workbook says it as it was typed.
alter table forbidden_pairs add column said_by text not null default 'supplier'
    constraint forbidden_pairs_said_by check (said_by in ('supplier', 'buyer'));
