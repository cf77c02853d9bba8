package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class KernelTest {

    private static final long ME = ProcessHandle.current().pid();

    @Test
    void work_shows_as_processor_time_of_this_process_and_of_the_machine() {
        long mine = Kernel.processorMillis(ME).orElseThrow();
        long all = Kernel.machineMillis().orElseThrow();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Kernel.processorMillis(ME).orElseThrow() < mine + 100 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(Kernel.processorMillis(ME).orElseThrow()).isBetween(mine + 100, mine + 30_000);
        assertThat(Kernel.machineMillis().orElseThrow()).isGreaterThanOrEqualTo(all + 50);
    }

    @Test
    void the_time_of_a_child_that_ended_counts_for_its_group() throws Exception {
        Process child = new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").start();
        assertThat(child.waitFor()).isZero();
        assertThat(Kernel.processorMillisOfGroup(ME).orElseThrow()).isGreaterThan(Kernel.processorMillis(ME).orElseThrow());
    }

    @Test
    void the_most_memory_is_at_least_what_java_uses_now() {
        Runtime runtime = Runtime.getRuntime();
        assertThat(Kernel.peakMemory(ME).orElseThrow()).isGreaterThan(runtime.totalMemory() - runtime.freeMemory());
    }

    @Test
    void a_parent_is_told_only_by_its_right_name() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(Kernel.children(ME)).contains(child.pid());
            assertThat(Kernel.parent(child.pid(), "java")).hasValue(ME);
            assertThat(Kernel.parent(child.pid(), "postgres")).isEmpty();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void nothing_is_known_of_a_process_that_is_not_there() {
        assertThat(Kernel.processorMillis(Long.MAX_VALUE)).isEmpty();
        assertThat(Kernel.peakMemory(Long.MAX_VALUE)).isEmpty();
        assertThat(Kernel.parent(Long.MAX_VALUE, "java")).isEmpty();
    }
}
