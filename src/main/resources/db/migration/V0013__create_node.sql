-- The gateways that run now, by the id in their data folder. They share the limits of each provider account between them.
create table node (
    id      uuid        primary key,
    seen_at timestamptz not null
);
