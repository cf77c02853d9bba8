-- An organization is one seller; everything else belongs to one.
create table organization (
    id         uuid        primary key,
    name       text        not null unique,
    created_at timestamptz not null default now(),
    version    integer     not null default 1
);

-- One row. Its number rises with every change of configuration, in the transaction of the change; gateways compare it with
-- the number they loaded, so that each of them works on the newest configuration within a moment.
create table configuration_revision (
    only_row boolean primary key default true check (only_row),
    number   bigint  not null
);
insert into configuration_revision (number) values (1);
