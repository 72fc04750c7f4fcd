// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.Note;
import org.kitscribe.midi.ClipWriter;
import org.kitscribe.midi.Meter;

class OtherVerbsTest {
    @TempDir
    private Path folder;

    private Path clip(String name, long... positions) throws Exception {
        return clip(name, 36, positions);
    }

    private Path clip(String name, int number, long[] positions) throws Exception {
        Drum kick = new Drum("kick", 36, "kick");
        DrumMap map = DrumMap.parse("test", List.of("kick = " + number), List.of(kick));
        List<Note> notes = java.util.Arrays.stream(positions)
                .mapToObj(position -> new Note(kick, position, 1000, 100, 1))
                .toList();
        return Files.write(folder.resolve(name), ClipWriter.write(notes, map, Meter.DEFAULT, name));
    }

    @Test
    void shouldCompareSideBySide() throws Exception {
        Run run = Run.of("compare", clip("a.mid", 0, 1000, 2000), clip("b.mid", 20, 2000, 3000))
                .succeeds();
        assertEquals("""
                note  name        A seconds  vel   B seconds  vel   B - A
                  36  kick           0.0000  100      0.0198  100    +19.8 ms
                  36  kick           1.0000  100           -    -    missed
                  36  kick           2.0000  100      2.0000  100    +0.0 ms
                  36  kick                -    -      3.0000  100    extra

                F at 50 ms: 0.667 (2 found, 1 missed, 1 extra)
                F at 25 ms: 0.667 (2 found, 1 missed, 1 extra)
                F at 10 ms: 0.333 (1 found, 2 missed, 2 extra)
                """, run.out());
    }

    @Test
    void shouldTakeADrumsOtherNumbersForItsOwnInGeneralMidiAlone() throws Exception {
        Path other = clip("other.mid", 35, new long[] {0, 1000});
        Path ours = clip("ours.mid", 0, 1000);
        String compared = Run.of("compare", other, ours).succeeds().out();
        assertTrue(compared.contains("F at 10 ms: 1.000 (2 found, 0 missed, 0 extra)"), compared);
        Path shaker = clip("shaker.mid", 70, new long[] {0, 1000});
        for (int number : new int[] {69, 82}) {
            other = clip("other.mid", number, new long[] {0, 1000});
            compared = Run.of("compare", other, shaker).succeeds().out();
            assertTrue(compared.contains("F at 10 ms: 1.000 (2 found, 0 missed, 0 extra)"), compared);
        }
        other = clip("other.mid", 35, new long[] {0, 1000});
        compared = Run.of("compare", "--map", "addictive-drums-2", other, ours)
                .succeeds()
                .out();
        assertTrue(compared.contains("F at 10 ms: 0.000 (0 found, 2 missed, 2 extra)"), compared);
    }

    @Test
    void shouldListMapsAndPrintOneThatIsAMap() throws Exception {
        assertEquals(
                DrumMap.PRESETS.size(), Run.of("maps").succeeds().out().lines().count());
        String printed = Run.of("maps", "addictive-drums-2").succeeds().out();
        Path copy = Files.writeString(folder.resolve("copy.map"), printed);
        assertEquals(printed, Run.of("maps", copy).succeeds().out());
        Run.of("maps", "none").fails(ExitCode.MAP, "none: no preset and no file; `kitscribe maps` lists the presets");
    }

    @Test
    void shouldTellVersionPackProviderAndDevices() {
        String info = Run.of("info").succeeds().out();
        for (String name : new String[] {"version", "pack", "drums", "accurate", "provider", "device"}) {
            assertTrue(info.lines().anyMatch(line -> line.startsWith(name)), name);
        }
    }

    @Test
    void shouldMeasureEveryPart() {
        String report = Run.of("bench", "--seconds", 1).succeeds().out();
        for (String part : new String[] {"STFT", "features", "network", "decoder", "whole"}) {
            assertTrue(report.lines().anyMatch(line -> line.matches(part + " +\\d+ x real time .*")), report);
        }
        for (LatencySetting setting : LatencySetting.values()) {
            String row = setting.key() + " +\\d+\\.\\d+ ms a second of audio";
            assertTrue(report.lines().anyMatch(line -> line.matches(row)), report);
        }
    }

    @Test
    void shouldWriteACompletionScriptThatBashTakes() throws Exception {
        String script = Run.of("completion").succeeds().out();
        assertTrue(script.contains("--sensitivity"));
        assertTrue(script.contains("\"quick\""), "in the letters that the help has");
        Path file = Files.writeString(folder.resolve("completion"), script);
        Process bash =
                new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
        assertEquals(0, bash.waitFor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transcribe", "compare", "maps", "info", "bench", "completion"})
    void shouldHelpWithEveryVerbAndNameTheExitCodes(String verb) {
        String help = Run.of(verb, "--help").succeeds().out();
        assertTrue(help.startsWith("Usage: kitscribe " + verb), help);
        assertTrue(help.contains("an output cannot be written"), help);
        assertTrue(Run.of("--help").succeeds().out().contains("  " + verb + " "));
    }

    @Test
    void shouldPrintItsVersion() {
        assertTrue(Run.of("--version").succeeds().out().startsWith("kitscribe "));
    }

    @Test
    void shouldPrintMapsInAsciiDigitsEverywhere() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertTrue(Run.of("maps", "gm").succeeds().out().contains("= 36"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
