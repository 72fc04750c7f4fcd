// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a batch is and how long it will take, on a terminal; elsewhere nothing. [any] */
final class Progress implements AutoCloseable {
    private static final int MEGABYTE = 1 << 20;

    /** Null where nobody watches. */
    private final ProgressBar bar;

    Progress(Console console, List<Inputs.Input> inputs) {
        bar = !console.terminal()
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(inputs.size() == 1 ? "1 file" : inputs.size() + " files")
                        .setInitialMax(inputs.stream().mapToLong(Progress::size).sum())
                        .setUnit(" MB", MEGABYTE)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                        .build();
    }

    /** Returns what a whole input counts: its bytes, none where they are not known. */
    static long size(Inputs.Input input) {
        try {
            return input.file() == null ? 0 : Files.size(input.file());
        } catch (IOException e) {
            return 0;
        }
    }

    void step(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
