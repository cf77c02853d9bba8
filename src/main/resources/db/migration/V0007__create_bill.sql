-- The newest version of each bill, in our own words. revision counts the changes we have seen, from 1.
create table bill (
    id              uuid        primary key,
    organization_id uuid        not null references organization (id),
    source          text        not null,              -- m3ter
    external_id     text        not null,              -- the platform's id
    version         bigint      not null,              -- the platform's version; 0 when it gave none
    changed_at      timestamptz not null,              -- when the platform changed it
    revision        integer     not null,
    content_hash    text        not null,
    account_id      text        not null,
    currency        text        not null,
    total           numeric     not null,              -- sum of the lines, major units
    status          text        not null,
    document        jsonb       not null,              -- the Bill record
    received_at     timestamptz not null default now(),
    constraint bill_once unique (organization_id, source, external_id)
);
create index bill_account on bill (organization_id, account_id);
