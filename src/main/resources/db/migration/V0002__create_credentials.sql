-- What opens another system. The secret fields are one sealed JSON object; key_id names the master key that sealed it. The
-- organization and the row's id are bound into the seal, so a row copied elsewhere does not open.
create table integration_credentials (
    id              uuid        primary key,
    organization_id uuid        not null references organization (id),
    name            text        not null,
    type            text        not null,              -- m3ter's words: STATIC_API_KEY, M3TER_SERVICE_USER
    key_id          text        not null,
    sealed          bytea       not null,
    fingerprint     text        not null,              -- keyed hash of the secret fields: tells "changed" without opening
    created_at      timestamptz not null default now(),
    changed_at      timestamptz not null default now(),
    version         integer     not null default 1,
    constraint integration_credentials_name unique (organization_id, name)
);
