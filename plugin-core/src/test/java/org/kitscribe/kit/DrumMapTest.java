// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DrumMapTest {
    private static final List<String> NAMES = List.of(
            "kick snare side_stick high_tom mid_tom low_tom closed_hat pedal_hat open_hat ride ride_bell crash china splash clap cowbell tambourine shaker"
                    .split(" "));
    private static final List<Drum> DRUMS =
            NAMES.stream().map(name -> new Drum(name, 36, "group")).toList();
    private static final List<Drum> TWO = List.of(new Drum("kick", 36, "kick"), new Drum("snare", 38, "snare"));

    static final List<String> PRESETS = DrumMap.PRESETS;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("PRESETS")
    void shouldMapEveryDrumAndNameItsSource(String preset) throws MapException {
        DrumMap map = DrumMap.load(preset, DRUMS);
        assertEquals(2, map.header().size());
        assertTrue(map.header().get(1).startsWith("Source: "), map.header().get(1));
        assertEquals(DrumMap.title(preset), map.header().get(0));
        DRUMS.forEach(drum -> assertTrue(!map.comment(drum).isEmpty(), () -> preset + " " + drum.name()));
    }

    @Test
    void shouldListEveryPresetThatIsThere() throws Exception {
        Path maps = Path.of(DrumMap.class.getResource("maps").toURI());
        try (Stream<Path> files = Files.list(maps)) {
            assertEquals(
                    DrumMap.PRESETS.stream().sorted().toList(),
                    files.map(file -> file.getFileName().toString().replace(".map", ""))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void shouldReadTheUsersOwnFile() throws Exception {
        Path file = Files.writeString(folder.resolve("my.map"), "# mine\n\n kick=1 # one\nsnare = 127\n");
        DrumMap map = DrumMap.load(file.toString(), TWO);
        assertEquals(1, map.note(TWO.get(0)));
        assertEquals(127, map.note(TWO.get(1)));
        assertEquals("one", map.comment(TWO.get(0)));
        assertEquals(List.of("mine"), map.header());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kick = 36                          | my.map:2: no note for snare; add snare = 38
            kick = 36/snare = 38/kick = 35     | my.map:3: kick is mapped twice
            kick = 36/gong = 38                | my.map:2: unknown drum gong; the pack has kick, snare
            kick = 128                         | my.map:1: kick = 128: a note is a number from 0 to 127
            kick = -1                          | my.map:1: "kick = -1" is not of the form drum = note
            kick = 36/snare 38                 | my.map:2: "snare 38" is not of the form drum = note
            # kick = 36                        | my.map:2: no note for kick; add kick = 36
            """)
    void shouldNameFileAndLineOfAMistake(String text, String message) {
        List<String> lines = List.of(text.split("/"));
        MapException e = assertThrows(MapException.class, () -> DrumMap.parse("my.map", lines, TWO));
        assertEquals(message, e.getMessage());
    }

    @Test
    void shouldRefuseWhatIsNoTextFile() throws Exception {
        Path binary = Files.write(folder.resolve("b.map"), new byte[] {(byte) 0xFF, (byte) 0xC0, 0});
        assertTrue(assertThrows(MapException.class, () -> DrumMap.load(binary.toString(), TWO))
                .getMessage()
                .endsWith("b.map: is not a text file in UTF-8"));
        assertTrue(assertThrows(MapException.class, () -> DrumMap.load("superior", TWO))
                .getMessage()
                .startsWith("superior: no preset and no file"));
        assertTrue(assertThrows(MapException.class, () -> DrumMap.load(folder.toString(), TWO))
                .getMessage()
                .startsWith(folder + ": cannot be read"));
    }
}
