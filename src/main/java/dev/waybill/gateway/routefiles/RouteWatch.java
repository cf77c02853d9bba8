package dev.waybill.gateway.routefiles;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the route files again and again, by what stands in them. A file counts once it was read twice alike, so that one that is
 * being written is left alone; one that is empty or gone, which is how many editors and copying programs begin to write, only after
 * a while.
 */
final class RouteWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);
    private static final int ALIKE = 2;
    private static final int ALIKE_WHEN_EMPTY_OR_GONE = 10;
    /** After a failure that is none of the files' own: so many looks later the same files are tried again. */
    private static final int REST = 20;
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final RouteFiles files;
    private final ScheduledExecutorService thread;
    private final Map<String, Integer> alike = new HashMap<>();
    private final Map<String, RouteText> settled;
    private Map<String, RouteText> read;
    private Map<String, RouteText> taken;
    private int rest;

    /** @param loaded what the folder held when it was loaded */
    RouteWatch(RouteFiles files, Map<String, RouteText> loaded) {
        this.files = files;
        this.settled = new TreeMap<>(loaded);
        this.read = loaded;
        this.taken = loaded;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "route-files");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start(Duration every) {
        thread.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One look. Whatever goes wrong in it, the next one comes. */
    private void look() {
        try {
            settle(files.read());
            RouteState state = files.state();
            boolean again = rest > 0 && --rest == 0;
            if (!settled.equals(taken) || state.lost() && rest == 0 || again || !state.problems().isEmpty() && rest == 0) {
                taken = new TreeMap<>(settled);
                rest = REST;                     // unless this goes through
                files.take(taken);
                rest = files.state().lost() ? REST : 0;
            }
        } catch (RouteFileException e) {
            files.cannotLook(e.getMessage());
        } catch (Throwable e) {
            tell(e);
        }
    }

    private void tell(Throwable failure) {
        try {
            LOG.debug("Looking at the route files failed", failure);
            files.cannotLook("The route files could not be looked at: " + RouteFailure.deepest(failure) + ". What was loaded runs on; they"
                    + " are looked at again.");
        } catch (Throwable e) {
            LOG.error("Looking at the route files failed, and so did saying why", e);
        }
    }

    private void settle(Map<String, RouteText> now) {
        Set<String> names = new TreeSet<>(now.keySet());
        names.addAll(read.keySet());
        names.addAll(settled.keySet());
        for (String name : names) {
            RouteText text = now.get(name);
            int times = Objects.equals(text, read.get(name)) ? alike.merge(name, 1, Integer::sum) : 1;
            alike.put(name, times);
            if (times >= (mayComeBack(name, text, now) ? ALIKE_WHEN_EMPTY_OR_GONE : ALIKE)) {
                if (text == null) {
                    settled.remove(name);
                } else {
                    settled.put(name, text);
                }
            }
        }
        alike.keySet().retainAll(names);
        read = now;
    }

    /** A file that is gone and stands under another name now was renamed: nobody will write it again. */
    private boolean mayComeBack(String name, RouteText text, Map<String, RouteText> now) {
        if (text != null) {
            return text.isBlank();
        }
        RouteText before = settled.get(name);
        return before != null && now.values().stream().noneMatch(other -> other.text().equals(before.text())
                && !settled.containsKey(other.name()));
    }

    /** As {@link RouteFiles#close}. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(files.patience().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
