-- One step towards dropping the oldest replay that ended longer ago than it is kept: its deliveries in batches, then itself. Returns
-- what was done, for the log; null when nothing was left to do.
create function drop_old_replay(kept_for interval, batch integer) returns text language plpgsql as $$
declare
    old uuid;
    gone bigint;
begin
    select id into old from replay where ended_at < now() - kept_for order by ended_at limit 1;
    if old is null then
        return null;
    end if;
    delete from replay_delivery where replay_id = old and delivery_id in (
        select delivery_id from replay_delivery where replay_id = old order by delivery_id limit batch);
    get diagnostics gone = row_count;
    if gone = batch then
        return gone || ' deliveries of replay ' || old;
    end if;
    delete from replay where id = old;
    return 'replay ' || old;
end $$;
