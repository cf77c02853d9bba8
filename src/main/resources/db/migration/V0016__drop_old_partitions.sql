-- The partitions of one growing table whose whole month is longer ago than it is kept, oldest first.
create function old_partitions(parent text, kept_for interval) returns setof text language sql stable as $$
    select child.relname::text
    from pg_inherits link join pg_class child on child.oid = link.inhrelid
    where link.inhparent = to_regclass(quote_ident(current_schema()) || '.' || quote_ident(parent))
      and child.relname ~ ('^' || parent || '_[0-9]{4}_[0-9]{2}$')
      and (to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= now() - kept_for
    order by child.relname
$$;

-- One step towards dropping the oldest partition of a table that is longer ago than it is kept. Events leave in small batches
-- with the keys that fold their repeats, the other tables at once. A month with something still to do stays whole.
-- Returns what was done, for the log; null when nothing was left to do. Waits a second for the table, so that no webhook waits longer.
create function drop_old_partition(parent text, kept_for interval, batch integer) returns text language plpgsql as $$
declare
    child text;
    month_ends timestamptz;
    open bigint;
    gone bigint;
begin
    for child in select * from old_partitions(parent, kept_for) loop
        month_ends := (to_date(right(child, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC';
        if parent = 'inbound_event' then
            execute format('select count(*) from %I where due_at is not null', child) into open;
            continue when open > 0;
            execute format('with old as (delete from %1$I where id in (select id from %1$I order by id limit $1)
                                         returning id, inbound_webhook_id, event_key),
                                 keys as (delete from inbound_event_key k using old
                                          where k.inbound_webhook_id = old.inbound_webhook_id and k.event_key = old.event_key
                                            and k.event_id = old.id)
                            select count(*) from old', child) into gone using batch;
            if gone > 0 then
                return gone || ' events of ' || child;
            end if;
        else
            select count(*) into open from delivery where due_at is not null and run_created_at < month_ends;
            continue when open > 0;
        end if;
        perform set_config('lock_timeout', '1s', true);
        execute format('drop table %I', child);
        return 'table ' || child;
    end loop;
    return null;
end $$;
