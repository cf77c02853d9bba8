-- One wish: bills of this organization go to this destination, under these filters.
create table integration (
    id              uuid        primary key,
    organization_id uuid        not null references organization (id),
    name            text        not null,
    entity_type     text        not null default 'Bill',
    destination     text        not null,              -- as the person spelled it: StripeTest
    config_data     jsonb       not null,              -- filters and the destination's own settings
    credentials_id  uuid        references integration_credentials (id),
    enabled         boolean     not null default true,
    auth_failed_at  timestamptz,                       -- the provider refused the credentials; its queue waits
    created_at      timestamptz not null default now(),
    changed_at      timestamptz not null default now(),
    version         integer     not null default 1,
    constraint integration_name unique (organization_id, name)
);
