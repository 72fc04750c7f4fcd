// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.kitscribe.decode.Decoder;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.dsp.RollingFrames;
import org.kitscribe.dsp.Stft;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.HeatStream;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import org.kitscribe.transcribe.Transcriber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = {
            "Measures each part on one thread with made-up audio: how many times faster than real time it is.",
            "STFT: the transforms of each frame. Features: STFT, bands and logarithm. Each latency setting: the thread's"
                    + " own time for features and network, called as in live use. Whole: resampler (from 48 kHz) to"
                    + " notes."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int RUNS = 5;
    private static final int SOURCE_RATE = 48_000;

    private final Console console;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Length of the audio, 1 to 300 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private PackOption packOption;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > 300) {
            throw new Failure(ExitCode.USAGE, "--seconds " + seconds + ": give 1 to 300");
        }
        ModelPack pack = packOption.open();
        FrameSpec frameSpec = FrameSpec.read(pack.manifest());
        DecoderSpec decoderSpec = DecoderSpec.read(pack.manifest());
        DecoderSettings settings = DecoderSettings.of(LatencySetting.ACCURATE);
        try (OnnxModel model = OnnxModel.open(pack)) {
            String provider = model.provider(settings.latency());
            console.print(seconds + " s of audio on one thread, network on " + provider + ", median of " + RUNS);
            float[] audio = noiseBursts(frameSpec.rate());
            report("STFT", () -> transformAll(frameSpec, audio));
            List<float[]> frames = new ArrayList<>();
            features(frameSpec, audio, frame -> frames.add(frame.clone()));
            report("features", () -> features(frameSpec, audio, frame -> {}));
            List<float[]> rows = new ArrayList<>();
            try (HeatStream stream = model.stream(settings.latency(), Transcriber.FILE_STRIDE, frameSpec.width())) {
                hear(stream, frames, (at, row) -> rows.add(row.clone()));
                report("network", () -> hear(stream, frames, (at, row) -> {}));
            }
            for (LatencySetting setting : LatencySetting.values()) {
                reportCost(setting, () -> live(frameSpec, model, setting, audio));
            }
            report("decoder", () -> decode(frameSpec, decoderSpec, settings, rows));
            float[] source = noiseBursts(SOURCE_RATE);
            report("whole", () -> transcribe(pack, model, settings, source));
        }
        return ExitCode.DONE;
    }

    private interface Part {
        void run() throws PackException;
    }

    private void report(String name, Part part) throws PackException {
        double median = median(part, System::nanoTime);
        console.print(
                String.format(Locale.ROOT, "%-9s %8.0f x real time (%.0f ms)", name, seconds / median, 1000 * median));
    }

    /** In the thread's own time, which other programs lengthen less. */
    private void reportCost(LatencySetting setting, Part part) throws PackException {
        double median = median(part, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
        console.print(
                String.format(Locale.ROOT, "%-9s %8.2f ms a second of audio", setting.key(), 1000 * median / seconds));
    }

    /** Returns the seconds that the part takes on a clock of nanoseconds. */
    private static double median(Part part, LongSupplier clock) throws PackException {
        double[] times = new double[RUNS];
        part.run();
        for (int i = 0; i < RUNS; i++) {
            long start = clock.getAsLong();
            part.run();
            times[i] = (clock.getAsLong() - start) / 1e9;
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /** Eight strokes a second, each a burst of decaying noise. */
    private float[] noiseBursts(int rate) {
        Random random = new Random(1);
        float[] audio = new float[seconds * rate];
        int period = rate / 8;
        for (int i = 0; i < audio.length; i++) {
            double decay = Math.exp(-(i % period) / (0.02 * rate));
            audio[i] = (float) (0.1 * decay * random.nextGaussian());
        }
        return audio;
    }

    private static void transformAll(FrameSpec spec, float[] audio) {
        for (FrameSpec.Spectrum spectrum : List.of(spec.longer(), spec.shorter())) {
            Stft stft = new Stft(spectrum.size());
            double[] power = new double[spectrum.size() / 2 + 1];
            for (int at = 0; at + spectrum.size() <= audio.length; at += spec.hop()) {
                for (int i = 0; i < spectrum.perHop(); i++) {
                    stft.power(audio, at, power);
                }
            }
        }
    }

    private static void features(FrameSpec spec, float[] audio, RollingFrames.FrameSink sink) {
        RollingFrames frames = new RollingFrames(spec, sink);
        frames.write(audio, 0, audio.length);
        frames.finish();
    }

    private static void hear(HeatStream stream, List<float[]> frames, HeatStream.RowSink sink) {
        frames.forEach(frame -> stream.frame(frame, sink));
        stream.finish(sink);
    }

    /** Features and network in calls as short as live use makes them. */
    private static void live(FrameSpec spec, OnnxModel model, LatencySetting setting, float[] audio)
            throws PackException {
        try (HeatStream stream = model.stream(setting, setting.stride(), spec.width())) {
            HeatStream.RowSink sink = (at, row) -> {};
            features(spec, audio, frame -> stream.frame(frame, sink));
            stream.finish(sink);
        }
    }

    private static void decode(FrameSpec frames, DecoderSpec spec, DecoderSettings settings, List<float[]> rows) {
        Decoder decoder = new Decoder(spec, (double) frames.hop() / frames.rate(), settings, hit -> {});
        rows.forEach(decoder::row);
        decoder.restart();
    }

    private static void transcribe(ModelPack pack, OnnxModel model, DecoderSettings settings, float[] audio)
            throws PackException {
        try (Transcriber transcriber =
                new Transcriber(pack, model, SOURCE_RATE, Transcriber.FILE_STRIDE, settings, note -> {}, null)) {
            transcriber.write(audio, 0, audio.length);
            transcriber.finish();
        }
    }
}
