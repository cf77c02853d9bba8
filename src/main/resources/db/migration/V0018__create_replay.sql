-- The wish to try many deliveries again. Which ones is fixed when it begins; how fast they are begun, by rate and paced_at.
create table replay (
    id              uuid        primary key,           -- UUID version 7
    organization_id uuid        not null references organization (id),
    filter          jsonb       not null,              -- the ReplayFilter
    rate            integer     not null,              -- deliveries begun in a second, at most
    state           text        not null,
    created_at      timestamptz not null default now(),
    paced_at        timestamptz not null default now(),    -- up to when its rate is used up
    ended_at        timestamptz,
    constraint replay_state_known check (state in ('RUNNING', 'DONE', 'CANCELLED')),
    constraint replay_rate_positive check (rate > 0)
);
create index replay_running on replay (created_at) where state = 'RUNNING';
create index replay_newest on replay (organization_id, created_at desc);

-- One row per delivery of a replay. A delivery is open in one replay at a time.
create table replay_delivery (
    replay_id   uuid        not null references replay (id),
    delivery_id uuid        not null,
    bill_id     uuid        not null,
    currency    text        not null,
    amount      numeric     not null,                  -- of the lines that left last, or else of the bill, major units
    state       text        not null,
    status      text,                                  -- how the delivery stood when its try was over, or when it was left alone
    started_at  timestamptz,
    primary key (replay_id, delivery_id),
    constraint replay_delivery_state_known check (state in ('WAITING', 'STARTED', 'TRIED', 'SKIPPED', 'CANCELLED'))
);
create unique index replay_delivery_once on replay_delivery (delivery_id) where state in ('WAITING', 'STARTED');
create index replay_delivery_waiting on replay_delivery (replay_id, delivery_id) where state = 'WAITING';
create index replay_delivery_started on replay_delivery (replay_id) where state = 'STARTED';

-- What a replay chooses from: little beside the deliveries that succeeded.
create index delivery_unsuccessful on delivery (organization_id, run_created_at) where status in ('ERROR', 'AWAITING_RETRY',
    'AUTH_FAILED', 'ACCOUNTING_PERIOD_CLOSED', 'INVOICE_ALREADY_PAID', 'DISABLED', 'TIMEOUT_LIMIT_EXCEEDED');
