-- The main job: events and who takes part, wishes, matches, schedules, what came of the meetings.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Events -------------------------------------------------------------------------------------------------------------

create table events (
    id bigint generated always as identity primary key,
    slug text not null constraint events_slug_unique unique constraint events_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    name_ko text not null default '',
    name_en text not null default '',
    organizers jsonb not null default '[]',
    notice_ko text not null default '',
    notice_en text not null default '',
    figures jsonb not null default '[]',
    workbook bytea,
    workbook_name text,
    imported_at timestamptz,
    created_at timestamptz not null default now()
);

create table legs (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    code text not null,
    city_ko text not null,
    city_en text not null,
    country char(2) not null,
    venue_ko text not null,
    venue_en text not null,
    zone text not null,
    starts_on date not null,
    ends_on date not null,
    constraint legs_code_unique unique (event_id, code),
    constraint legs_order check (starts_on <= ends_on)
);

create table slots (
    id bigint generated always as identity primary key,
    leg_id bigint not null references legs on delete cascade,
    code text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    constraint slots_code_unique unique (leg_id, code),
    constraint slots_order check (starts_at < ends_at),
    constraint slots_overlap exclude using gist
        (int8range(leg_id, leg_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&) deferrable initially deferred
);

create table tables (
    id bigint generated always as identity primary key,
    leg_id bigint not null references legs on delete cascade,
    code text not null,
    label_ko text not null default '',
    label_en text not null default '',
    area text not null default '',
    constraint tables_code_unique unique (leg_id, code)
);

create table interpreters (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    leg_id bigint not null references legs on delete cascade,
    code text not null,
    label_ko text not null,
    label_en text not null,
    languages text[] not null,
    shifts jsonb not null default '[]',
    constraint interpreters_code_unique unique (event_id, code)
);

-- Who takes part -----------------------------------------------------------------------------------------------------

create table participants (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    code text not null,
    side text not null check (side in ('supplier', 'buyer')),
    name_ko text not null default '',
    name_en text not null default '',
    name_local text not null default '',
    country char(2) not null,
    kind text not null default 'company',
    about_ko text not null default '',
    about_en text not null default '',
    languages text[] not null,
    markets text[] not null default '{}',
    certificates text[] not null default '{}',
    legs text[] not null default '{}',
    min_meetings int not null default 0 check (min_meetings >= 0),
    max_meetings int check (max_meetings >= 0),
    seat_table_id bigint references tables on delete set null,
    business_number text not null default '',
    website text not null default '',
    fictional boolean not null default false,
    constraint participants_code_unique unique (event_id, code)
);

create table delegates (
    id bigint generated always as identity primary key,
    participant_id bigint not null references participants on delete cascade,
    name text not null,
    title_ko text not null default '',
    title_en text not null default '',
    email text not null default '',
    phone text not null default '',
    languages text[] not null default '{}',
    consent boolean not null default false
);

-- What is not available: one row per participant, table or interpreter and slot.
create table unavailability (
    slot_id bigint not null references slots on delete cascade,
    participant_id bigint references participants on delete cascade,
    table_id bigint references tables on delete cascade,
    interpreter_id bigint references interpreters on delete cascade,
    constraint unavailability_of_one check (num_nonnulls(participant_id, table_id, interpreter_id) = 1),
    constraint unavailability_unique unique nulls not distinct (slot_id, participant_id, table_id, interpreter_id)
);

create table solutions (
    id bigint generated always as identity primary key,
    participant_id bigint not null references participants on delete cascade,
    code text not null,
    sector text not null,
    title_ko text not null default '',
    title_en text not null default '',
    text_ko text not null default '',
    text_en text not null default '',
    constraint solutions_code_unique unique (participant_id, code)
);

create table needs (
    id bigint generated always as identity primary key,
    participant_id bigint not null references participants on delete cascade,
    code text not null,
    sector text not null,
    language text not null,
    title text not null default '',
    title_en text not null default '',
    text text not null,
    text_en text not null default '',
    maturity text not null default '',
    constraint needs_code_unique unique (participant_id, code)
);

-- Wishes -------------------------------------------------------------------------------------------------------------

create table requests (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    asked_by text not null check (asked_by in ('supplier', 'buyer', 'organizer')),
    preference int not null default 2 check (preference between 1 and 3),
    state text not null default 'sent'
        check (state in ('draft', 'sent', 'accepted', 'declined', 'expired', 'withdrawn')),
    message text not null default '',
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint requests_one_per_side unique (event_id, supplier_id, buyer_id, asked_by),
    constraint requests_two_sides check (supplier_id <> buyer_id)
);

create table forbidden_pairs (
    event_id bigint not null references events on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    why text not null default '',
    constraint forbidden_pairs_unique primary key (event_id, supplier_id, buyer_id)
);

create table pins (
    event_id bigint not null references events on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    slot_id bigint references slots on delete cascade,
    table_id bigint references tables on delete cascade,
    interpreter_id bigint references interpreters on delete cascade,
    constraint pins_one_per_pair primary key (event_id, supplier_id, buyer_id)
);

-- Matches ------------------------------------------------------------------------------------------------------------

create table vectors (
    model text not null,
    text_sha256 bytea not null,
    vector bytea not null,
    primary key (model, text_sha256)
);

create table matches (
    event_id bigint not null references events on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    solution_id bigint references solutions on delete cascade,
    need_id bigint references needs on delete cascade,
    score double precision not null check (score between 0 and 1),
    band text not null,
    components jsonb not null,
    evidence jsonb,
    model text not null,
    computed_at timestamptz not null default now(),
    primary key (event_id, supplier_id, buyer_id)
);

-- Jobs ---------------------------------------------------------------------------------------------------------------

create table jobs (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    kind text not null check (kind in ('match', 'build')),
    state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'stopped', 'failed')),
    options jsonb not null default '{}',
    progress jsonb not null default '{}',
    message text not null default '',
    schedule_id bigint,
    stop_requested boolean not null default false,
    attempts int not null default 0,
    lease uuid,
    leased_until timestamptz,
    created_by text not null default '',
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create index jobs_open on jobs (created_at) where state in ('queued', 'running');
create unique index jobs_one_open_per_event on jobs (event_id, kind) where state in ('queued', 'running');

-- Schedules ----------------------------------------------------------------------------------------------------------

create table schedules (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    version int not null,
    status text not null,
    value bigint not null,
    bound bigint not null,
    gap double precision not null,
    seconds double precision not null,
    method text not null default '',
    certificate jsonb not null default '{}',
    problem jsonb not null default '{}',
    violations jsonb not null default '[]',
    note text not null default '',
    created_by text not null default '',
    created_at timestamptz not null default now(),
    constraint schedules_version_unique unique (event_id, version)
);
alter table jobs add constraint jobs_schedule foreign key (schedule_id) references schedules on delete set null;

create table meetings (
    id bigint generated always as identity primary key,
    schedule_id bigint not null references schedules on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    slot_id bigint not null references slots on delete cascade,
    table_id bigint not null references tables on delete cascade,
    interpreter_id bigint references interpreters on delete cascade,
    value bigint not null default 0,
    constraint meetings_pair_once unique (schedule_id, supplier_id, buyer_id)
);

create table unscheduled (
    schedule_id bigint not null references schedules on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    value bigint not null default 0,
    code text not null,
    reason_ko text not null,
    reason_en text not null,
    primary key (schedule_id, supplier_id, buyer_id)
);

-- Every publication and every rollback is a new row; the latest one counts. A null schedule takes the last one back.
create table publications (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    schedule_id bigint references schedules on delete cascade,
    note text not null default '',
    published_by text not null default '',
    published_at timestamptz not null default now()
);
create index publications_latest on publications (event_id, id desc);

-- The time of everyone in the published schedule. Nobody and nothing is in two places at once: the database holds it.
create table bookings (
    meeting_id bigint not null references meetings on delete cascade,
    event_id bigint not null references events on delete cascade,
    participant_id bigint references participants on delete cascade,
    table_id bigint references tables on delete cascade,
    interpreter_id bigint references interpreters on delete cascade,
    during tstzrange not null,
    constraint bookings_of_one check (num_nonnulls(participant_id, table_id, interpreter_id) = 1),
    constraint no_double_booking_of_a_participant exclude using gist
        (int8range(participant_id, participant_id, '[]') with &&, during with &&) where (participant_id is not null),
    constraint no_double_booking_of_a_table exclude using gist
        (int8range(table_id, table_id, '[]') with &&, during with &&) where (table_id is not null),
    constraint no_double_booking_of_an_interpreter exclude using gist
        (int8range(interpreter_id, interpreter_id, '[]') with &&, during with &&) where (interpreter_id is not null)
);
create index bookings_event on bookings (event_id);

-- Follow-through -----------------------------------------------------------------------------------------------------

create table outcomes (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    supplier_id bigint not null references participants on delete cascade,
    buyer_id bigint not null references participants on delete cascade,
    meeting_id bigint references meetings on delete set null,
    corrects bigint constraint outcomes_corrected_once unique references outcomes on delete cascade,
    state text not null check (state in ('held', 'no-show supplier', 'no-show buyer', 'cancelled')),
    tier text not null default 'none'
        check (tier in ('none', 'consulted', 'contract pursued', 'mou', 'contract signed', 'exported')),
    product text not null default '',
    quantity numeric,
    unit_price numeric,
    amount numeric,
    currency char(3),
    amount_said text not null default '',
    destination char(2),
    next_step text not null default '',
    evidence text not null default '',
    recorded_side text not null check (recorded_side in ('supplier', 'buyer', 'organizer')),
    recorded_by text not null,
    recorded_at timestamptz not null default now(),
    constraint outcomes_amount_has_currency check ((amount is null) = (currency is null))
);
create index outcomes_event on outcomes (event_id, supplier_id, buyer_id);

create table mous (
    id bigint generated always as identity primary key,
    event_id bigint not null references events on delete cascade,
    number int not null,
    supplier_id bigint references participants on delete cascade,
    buyer_id bigint references participants on delete cascade,
    created_at timestamptz not null default now(),
    constraint mous_number_unique unique (event_id, number)
);

create table mou_entries (
    id bigint generated always as identity primary key,
    mou_id bigint not null references mous on delete cascade,
    entry int not null,
    state text not null check (state in ('planned', 'signed', 'active', 'dormant', 'fulfilled', 'ended')),
    level text not null check (level in ('government', 'institution', 'company')),
    subject text not null,
    parties text not null default '',
    signed_on date,
    evidence text not null default '',
    why text not null default '',
    recorded_by text not null,
    recorded_at timestamptz not null default now(),
    constraint mou_entries_number_unique unique (mou_id, entry),
    constraint mou_entries_signed_has_date check (state = 'planned' or signed_on is not null)
);

create trigger outcomes_append_only before update on outcomes for each row
    when (old.meeting_id is not distinct from new.meeting_id) execute function refuse_change();
create trigger mou_entries_append_only before update on mou_entries for each row execute function refuse_change();
create trigger publications_append_only before update on publications for each row execute function refuse_change();

-- Keys ---------------------------------------------------------------------------------------------------------------

create table access_keys (
    id bigint generated always as identity primary key,
    role text not null check (role in ('operator', 'organizer', 'participant')),
    event_id bigint references events on delete cascade,
    participant_id bigint references participants on delete cascade,
    label text not null default '',
    sha256 bytea not null constraint access_keys_unique unique,
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    constraint access_keys_scope check (
        (role = 'operator' and event_id is null and participant_id is null)
        or (role = 'organizer' and event_id is not null and participant_id is null)
        or (role = 'participant' and event_id is not null and participant_id is not null)
    )
);
