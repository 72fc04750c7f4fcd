// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.midi.ClipWriter;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "transcribe",
        description = {
            "Writes a MIDI file for each drum recording: WAV, AIFF, FLAC, MP3 or Ogg Vorbis, any rate, any channels.",
            "drums.wav becomes drums.mid beside it. A file that Kitscribe did not write itself is never replaced unless"
                    + " you say --overwrite."
        })
final class TranscribeCommand implements Callable<Integer> {
    /** A file at work holds some 16 MB of Java's heap. */
    private static final int MOST_JOBS = (int) Math.max(1, Runtime.getRuntime().maxMemory() / (24 << 20));

    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "AUDIO",
            description = "Files, folders (searched whole), globs, or - for standard input.")
    private List<String> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "MIDI file to write, or the folder for several; - for standard output.")
    private String output;

    @Option(names = "--overwrite", description = "Replace a MIDI file that Kitscribe did not write.")
    private boolean overwrite;

    @Option(
            names = {"-m", "--map"},
            paramLabel = "MAP",
            defaultValue = DrumMap.GENERAL_MIDI,
            description = "Drum map: a preset (see kitscribe maps) or a file of yours (default: General MIDI).")
    private String mapName;

    @Option(
            names = {"-s", "--sensitivity"},
            paramLabel = "[DRUM=]N",
            description = "How readily notes are heard, 0 to 100, 50 as calibrated; for one drum: snare=40. May be"
                    + " repeated.")
    private List<String> sensitivities = new ArrayList<>();

    @Option(
            names = {"-l", "--latency"},
            paramLabel = "SETTING",
            description =
                    "Write what the plugin hears at this setting: quick, balanced or accurate. Without it a stroke is"
                            + " heard as with accurate, and judged by the half minute after it, too.")
    private LatencySetting latency;

    @Mixin
    private MeterOptions meter;

    @Option(names = "--notes", description = "Print the notes as a table, times in 3 ms frames and in seconds.")
    private boolean table;

    @Option(names = "--json", description = "Print the notes as JSON, one line for each file.")
    private boolean json;

    @Option(
            names = "--heatmap",
            paramLabel = "PNG",
            description = "Picture of what the network heard; for several files the folder for them.")
    private String heatmap;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Files to work on at once, as far as memory allows (default: one for each processor).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Mixin
    private PackOption packOption;

    TranscribeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Inputs.Found found = Inputs.find(names);
        check(found);
        ModelPack pack = packOption.open();
        DecoderSpec decoder = DecoderSpec.read(pack.manifest());
        DrumMap map = DrumMap.load(mapName, decoder.drums());
        FileTranscriber.Settings settings = new FileTranscriber.Settings(settings(decoder), map, meter.meter());
        Result result = new Result();
        found.failures().forEach(result::fail);
        List<Job> plan = plan(found, result);
        if (plan.isEmpty()) {
            return result.code;
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(Math.min(jobs, MOST_JOBS), plan.size()));
        try (OnnxModel model = OnnxModel.open(pack)) {
            try {
                Queue<Future<Told>> told =
                        run(pool, plan, map, progress -> new FileTranscriber(pack, model, settings, progress));
                while (!told.isEmpty()) {
                    result.take(told.remove()); // whose notes a long batch would else keep
                }
            } finally {
                // A model that is closed while a thread is inside it takes the process with it.
                pool.shutdownNow();
                pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
            }
        }
        if (console.out().checkError()) {
            result.fail(new Failure(ExitCode.OUTPUT, "standard output: cannot be written"));
        }
        return result.code;
    }

    private DecoderSettings settings(DecoderSpec decoder) throws Failure {
        LatencySetting heard = latency == null ? LatencySetting.ACCURATE : latency;
        return Sensitivity.parse(sensitivities, heard, latency == null, decoder.drums());
    }

    /**
     * One input with where its results go.
     *
     * @param midi null for standard output
     * @param picture null for none
     * @param title what stands above its table
     */
    private record Job(Inputs.Input input, Path midi, Path picture, String title) {}

    /** Starts all jobs; where a progress bar would be torn apart by what is printed, ends them too. */
    private Queue<Future<Told>> run(
            ExecutorService pool, List<Job> plan, DrumMap map, Function<Progress, FileTranscriber> transcribers)
            throws InterruptedException {
        try (Progress progress =
                new Progress(console, plan.stream().map(Job::input).toList())) {
            FileTranscriber transcriber = transcribers.apply(progress);
            Queue<Future<Told>> told = new ArrayDeque<>();
            for (Job job : plan) {
                told.add(pool.submit(() -> transcribe(transcriber, job, map)));
            }
            pool.shutdown();
            if (console.terminal()) {
                pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
            }
            return told;
        }
    }

    private void check(Inputs.Found found) throws Failure {
        if (jobs < 1) {
            throw new Failure(ExitCode.USAGE, "--jobs " + jobs + ": give at least 1");
        }
        if (json && table) {
            throw new Failure(ExitCode.USAGE, "--json and --notes exclude each other");
        }
        boolean toStandard = Inputs.STANDARD.equals(output);
        if (toStandard && (found.many() || json || table)) {
            throw new Failure(ExitCode.USAGE, "-o -: standard output takes one MIDI file, without --json or --notes");
        }
        if (Inputs.STANDARD.equals(heatmap)) {
            throw new Failure(ExitCode.USAGE, "--heatmap -: give a file, or a folder for several");
        }
        for (String target : Stream.of(output, heatmap).filter(Objects::nonNull).toList()) {
            if (target.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "an empty name is no place to write to; give one");
            }
            if (found.many() && target.matches(".*\\.(midi?|png)") && !Files.isDirectory(Path.of(target))) {
                throw new Failure(
                        ExitCode.USAGE, target + ": what several files, folders and globs give needs a folder's name");
            }
        }
        boolean fromStandard = found.inputs().stream().anyMatch(input -> input.file() == null);
        if (fromStandard && output == null) {
            throw new Failure(ExitCode.USAGE, "-: say with -o where the MIDI file of standard input goes");
        }
    }

    /** Decides where each input's results go; what cannot go there fails. */
    private List<Job> plan(Inputs.Found found, Result result) {
        List<Job> plan = new ArrayList<>();
        Set<Path> taken = new HashSet<>();
        for (Inputs.Input input : found.inputs()) {
            Path midi = target(input, output, found.many(), ".mid");
            Path picture = heatmap == null ? null : target(input, heatmap, found.many(), ".png");
            String obstacle = obstacle(input, midi, ClipWriter.MARK, "Kitscribe's", taken);
            if (obstacle == null) {
                obstacle = obstacle(input, picture, "\u0089PNG", "a PNG picture", taken);
            }
            if (obstacle == null) {
                plan.add(new Job(input, midi, picture, found.many() ? input.name() + "\n" : ""));
            } else {
                result.fail(new Failure(ExitCode.OUTPUT, obstacle));
            }
        }
        return plan;
    }

    /** Returns why nothing may be written there, or null. */
    private String obstacle(Inputs.Input input, Path path, String mark, String kind, Set<Path> taken) {
        if (path == null) {
            return null;
        }
        if (!taken.add(path.toAbsolutePath().normalize())) {
            return path + ": two results of this batch would be written there; name or place one of them otherwise";
        }
        if (isSame(input.file(), path)) {
            return path + ": would take the place of what is heard; give another name";
        }
        return overwrite || OutputFile.mayReplace(path, mark)
                ? null
                : path + ": exists and is not " + kind + "; give --overwrite to replace it, or another name";
    }

    private static boolean isSame(Path input, Path path) {
        try {
            return input != null && Files.isSameFile(input, path);
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    private static Path target(Inputs.Input input, String output, boolean many, String suffix) {
        if (Inputs.STANDARD.equals(output)) {
            return null;
        }
        if (output == null) {
            return withSuffix(input.file(), suffix);
        }
        Path path = Path.of(output);
        boolean folder = many || output.endsWith("/") || Files.isDirectory(path);
        return folder ? withSuffix(path.resolve(input.inside()), suffix) : path;
    }

    private static Path withSuffix(Path file, String suffix) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + suffix);
    }

    /** What is printed of one input: the result that was asked for, or a notice for who watches. */
    private record Told(String result, String notice) {}

    /** Writes one input's files. */
    private Told transcribe(FileTranscriber transcriber, Job job, DrumMap map) throws Failure {
        FileTranscriber.Heard heard = transcriber.hear(job.input(), job.picture() != null);
        if (job.picture() != null) {
            OutputFile.write(job.picture(), heard.picture().png(heard.notes()));
        }
        if (job.midi() == null) {
            console.out().write(heard.midi(), 0, heard.midi().length);
            console.out().flush();
        } else {
            OutputFile.write(job.midi(), heard.midi());
        }
        String midi = job.midi() == null ? "standard output" : job.midi().toString();
        if (json) {
            return new Told(NoteJson.format(job.input().name(), midi, heard.rate(), heard.notes(), map), "");
        }
        return table
                ? new Told(job.title() + NoteTable.format(heard.notes(), map), "")
                : new Told("", midi + ": " + heard.notes().size() + " notes");
    }

    /** The batch's exit code: that of the first failure. */
    private final class Result {
        private int code = ExitCode.DONE;

        void fail(Failure failure) {
            console.error(failure.getMessage());
            code = code == ExitCode.DONE ? failure.code() : code;
        }

        void take(Future<Told> future) throws InterruptedException {
            try {
                Told told = future.get();
                if (!told.result().isEmpty()) {
                    console.print(told.result());
                } else {
                    console.notice(told.notice());
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                fail(Failure.of((Exception) e.getCause()));
            }
        }
    }
}
