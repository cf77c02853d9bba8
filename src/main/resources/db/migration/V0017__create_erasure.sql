-- One row for each time the personal data of an account was erased: what an audit may ask for.
create table erasure (
    id              uuid        primary key,
    organization_id uuid        not null references organization (id),
    account_id      text        not null,
    erased_at       timestamptz not null default now(),
    bills           integer     not null,
    inbound_events  integer     not null,
    runs            integer     not null,
    calls           integer     not null,
    messages        integer     not null
);
create index erasure_account on erasure (organization_id, account_id);
