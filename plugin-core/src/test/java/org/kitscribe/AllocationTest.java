// SPDX-License-Identifier: Apache-2.0
package org.kitscribe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kitscribe.audio.Resampler;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.dsp.RollingFrames;
import org.kitscribe.model.ModelPack;

/** Once running, the way from samples to frames makes no garbage that a collector would have to stop it for. */
class AllocationTest {
    @Test
    void resamplerAndFramesAllocateNothingInTheSteadyState() throws Exception {
        int[] frames = {0};
        RollingFrames rolling =
                new RollingFrames(FrameSpec.read(ModelPack.open(Clips.PACK).manifest()), frame -> frames[0]++);
        Resampler resampler = new Resampler(48000, 44100, rolling::write);
        float[] block = new float[512];
        Random random = new Random(1);
        for (int i = 0; i < block.length; i++) {
            block[i] = random.nextFloat() - 0.5f;
        }
        // the first round of the resampler's phases fills its table
        run(resampler, block);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int framesBefore = frames[0];
        run(resampler, block);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(frames[0] - framesBefore > 1000, "frames: " + (frames[0] - framesBefore));
        // less than a byte a frame: what the measurement itself takes
        assertTrue(allocated < 1000, allocated + " bytes");
    }

    private static void run(Resampler resampler, float[] block) {
        for (int i = 0; i < 1000; i++) {
            resampler.write(block, 0, block.length);
        }
    }
}
