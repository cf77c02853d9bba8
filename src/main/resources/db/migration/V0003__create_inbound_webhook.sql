-- An address of ours that a platform posts to, and how its signature is checked (settings as in the inbound webhook's YAML).
create table inbound_webhook (
    id                      uuid        primary key,
    organization_id         uuid        not null references organization (id),
    name                    text        not null,
    source                  text        not null,      -- m3ter
    enabled                 boolean     not null default true,
    signature               jsonb       not null,
    platform_credentials_id uuid        references integration_credentials (id),  -- set: bills are read again from the platform
    created_at              timestamptz not null default now(),
    changed_at              timestamptz not null default now(),
    version                 integer     not null default 1,
    constraint inbound_webhook_name unique (organization_id, name)
);

-- The secrets of an inbound webhook. Several hold at once while one is being replaced.
create table inbound_webhook_secret (
    id                 uuid        primary key,
    inbound_webhook_id uuid        not null references inbound_webhook (id) on delete cascade,
    position           integer     not null,           -- order in the configuration
    api_key            text,                           -- sent beside the signature by some senders; selects the secret
    key_id             text        not null,
    sealed             bytea       not null,
    fingerprint        text        not null,
    constraint inbound_webhook_secret_position unique (inbound_webhook_id, position)
);
