// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.sound.midi.InvalidMidiDataException;
import org.kitscribe.kit.Cause;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.midi.ClipReader;
import org.kitscribe.midi.ClipReader.Stroke;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = {
            "Sets the notes of two MIDI files side by side, the first being the truth.",
            "Notes of one number belong together where they are at most 50 ms apart; what is left over was missed or is"
                    + " extra. Below stands the F measure at 50, 25 and 10 ms.",
            "In General MIDI a drum's other numbers count as the one that Kitscribe writes: 35 as 36, 40 as 38, 57 as 49, 59"
                    + " as 51, and of the toms 41 as 43, 45 as 47, 48 as 50, and cabasa (69) and shaker (82) as 70."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int[] TOLERANCES_MS = {50, 25, 10};

    /** What General MIDI has more than once, by the numbers that its map here leaves out (General MIDI percussion key map). */
    private static final Map<Integer, Integer> TWINS =
            Map.of(35, 36, 40, 38, 57, 49, 59, 51, 41, 43, 45, 47, 48, 50, 69, 70, 82, 70);

    private final Console console;

    @Parameters(index = "0", paramLabel = "A.mid", description = "The truth.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B.mid", description = "What is measured against it.")
    private Path second;

    @Option(
            names = {"-m", "--map"},
            paramLabel = "MAP",
            defaultValue = DrumMap.GENERAL_MIDI,
            description = "Drum map that both were written with (default: General MIDI).")
    private String mapName;

    @Mixin
    private PackOption pack;

    CompareCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        List<Stroke> a = read(first);
        List<Stroke> b = read(second);
        List<Drum> drums = pack.decoder().drums();
        DrumMap map = DrumMap.load(mapName, drums);
        Map<Integer, String> names =
                drums.stream().collect(Collectors.toMap(map::note, Drum::name, (one, other) -> one + "/" + other));
        console.print("note  name        A seconds  vel   B seconds  vel   B - A");
        for (Comparison.Pair pair : new Comparison(a, b, TOLERANCES_MS[0] / 1000.0).pairs()) {
            console.print(line(pair, names));
        }
        console.print("");
        for (int tolerance : TOLERANCES_MS) {
            Comparison comparison = new Comparison(a, b, tolerance / 1000.0);
            console.print(String.format(
                    Locale.ROOT,
                    "F at %d ms: %.3f (%d found, %d missed, %d extra)",
                    tolerance,
                    comparison.f(),
                    comparison.found(),
                    comparison.missed(),
                    comparison.extra()));
        }
        return ExitCode.DONE;
    }

    private static Stroke asWritten(Stroke stroke) {
        return new Stroke(TWINS.getOrDefault(stroke.number(), stroke.number()), stroke.seconds(), stroke.velocity());
    }

    private static String line(Comparison.Pair pair, Map<Integer, String> names) {
        int number = pair.either().number();
        String offset = pair.b() == null
                ? "missed"
                : pair.a() == null
                        ? "extra"
                        : String.format(
                                Locale.ROOT,
                                "%+.1f ms",
                                1000 * (pair.b().seconds() - pair.a().seconds()));
        return String.format(
                Locale.ROOT,
                "%4d  %-10s %s %s   %s",
                number,
                names.getOrDefault(number, ""),
                cell(pair.a()),
                cell(pair.b()),
                offset);
    }

    private static String cell(Stroke stroke) {
        return stroke == null
                ? String.format("%10s %4s ", "-", "-")
                : String.format(Locale.ROOT, "%10.4f %4d ", stroke.seconds(), stroke.velocity());
    }

    private List<Stroke> read(Path file) throws Failure {
        try {
            List<Stroke> strokes = ClipReader.read(file);
            return mapName.equals(DrumMap.GENERAL_MIDI)
                    ? strokes.stream().map(CompareCommand::asWritten).toList()
                    : strokes;
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.INPUT, file + ": no such file");
        } catch (InvalidMidiDataException e) {
            throw new Failure(ExitCode.INPUT, file + ": is not a MIDI file");
        } catch (IOException e) {
            String cause = Files.isDirectory(file) ? "is a folder" : "cannot be read: " + Cause.of(e);
            throw new Failure(ExitCode.INPUT, file + ": " + cause);
        }
    }
}
