-- Makes the partitions of the growing tables for one month; called at every start and each day for the months ahead.
create function make_month_partitions(of_day date) returns void language plpgsql as $$
declare
    parent text;
    first_day date := date_trunc('month', of_day)::date;
    child text;
begin
    perform pg_advisory_xact_lock(hashtext('waybill partitions'));     -- nodes that do this at the same moment take turns
    foreach parent in array array['inbound_event', 'decision', 'run', 'call', 'integration_event'] loop
        child := parent || '_' || to_char(first_day, 'YYYY_MM');
        if to_regclass(quote_ident(current_schema()) || '.' || quote_ident(child)) is null then
            execute format('create table %I partition of %I for values from (%L) to (%L)',
                child, parent, first_day::timestamp at time zone 'UTC', (first_day + interval '1 month')::timestamp at time zone 'UTC');
        end if;
    end loop;
end $$;

select make_month_partitions(((now() at time zone 'UTC')::date + make_interval(months => m))::date) from generate_series(-1, 2) as m;
