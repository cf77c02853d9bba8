-- Our id and their id for one entity in one system. m3ter's shape.
create table external_mapping (
    id              uuid        primary key,
    organization_id uuid        not null references organization (id),
    m3ter_entity    text        not null,              -- Account
    m3ter_id        text        not null,
    external_system text        not null,              -- Stripe
    external_table  text        not null,              -- Customer
    external_id     text        not null,              -- cus_...
    integration_id  uuid        references integration (id),   -- set: only this integration uses it
    created_at      timestamptz not null default now(),
    changed_at      timestamptz not null default now(),
    version         integer     not null default 1,
    constraint external_mapping_once unique nulls not distinct
        (organization_id, m3ter_entity, m3ter_id, external_system, external_table, integration_id)
);
