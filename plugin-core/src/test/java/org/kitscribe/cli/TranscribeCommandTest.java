// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.midi.ClipReader;
import org.kitscribe.midi.ClipWriter;

class TranscribeCommandTest {
    @TempDir
    private Path folder;

    private Path at(String name) {
        return folder.resolve(name);
    }

    @Test
    void shouldWriteTheSameNotesAsFileTableAndJson() throws Exception {
        Path wav = Groove.write(at("groove.wav"));
        Run table = Run.of("transcribe", wav, "--notes").succeeds();
        Run json = Run.of("transcribe", wav, "--json").succeeds();
        List<ClipReader.Stroke> strokes = ClipReader.read(at("groove.mid"));
        JsonObject object = JsonParser.object().from(json.out());
        assertEquals(wav.toString(), object.getString("file"));
        assertEquals(at("groove.mid").toString(), object.getString("midi"));
        List<String> rows = table.out().lines().skip(1).toList();
        assertEquals(rows.size(), object.getArray("notes").size());
        assertEquals(rows.size(), strokes.size());
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = rows.get(i).strip().split("\\s+");
            JsonObject note = object.getArray("notes").getObject(i);
            assertEquals(cells[0], String.valueOf(note.getInt("note")));
            assertEquals(cells[1], note.getString("drum"));
            assertEquals(Integer.parseInt(cells[2]), Math.round(note.getDouble("seconds") / 0.003));
            assertEquals(Double.parseDouble(cells[3]), note.getDouble("seconds"), 5e-5);
            assertEquals(cells[4], String.valueOf(note.getInt("velocity")));
            assertTrue(strokes.stream()
                    .anyMatch(s -> s.number() == note.getInt("note")
                            && s.velocity() == note.getInt("velocity")
                            && Math.abs(s.seconds() - note.getDouble("seconds")) <= 0.5 / 1920 + 1e-9));
        }
    }

    @Test
    void shouldNameTheFileAboveEachOfSeveralTables() {
        Path one = Groove.write(at("one.wav"));
        Path two = Groove.write(at("two.wav"));
        String table = Run.of("transcribe", one, "--notes").succeeds().out();
        assertEquals(
                one + "\n" + table + two + "\n" + table,
                Run.of("transcribe", one, two, "--notes").succeeds().out());
    }

    /** Under a snare, 50 ms do not tell a closed hat from an open one. */
    @ParameterizedTest
    @CsvSource({"44100, accurate, 0.9", "48000, accurate, 0.9", "96000, balanced, 0.9", "44100, quick, 0.85"})
    void shouldHearAKnownGroove(int rate, String latency, double least) throws Exception {
        Path wav = Wav.write(at("groove.wav"), Groove.audio(rate), rate, 2);
        Run.of("transcribe", wav, "--latency", latency).succeeds();
        Comparison comparison = new Comparison(Groove.strokes(), ClipReader.read(at("groove.mid")), 0.01);
        assertTrue(comparison.f() >= least, () -> comparison.f() + " " + comparison.pairs());
    }

    /** A soft stroke that begins a recording is told from a loud one by what comes after it, but not live. */
    @Test
    void shouldHearAFileWholeUnlessALatencyIsAskedFor() throws Exception {
        float[] audio = Groove.audio(44100);
        for (int i = 0; i < audio.length / 4; i++) {
            audio[i] *= 0.25f;
        }
        Path wav = Wav.write(at("softly.wav"), audio, 44100, 1);
        int whole = firstVelocity(wav);
        int live = firstVelocity(wav, "--latency", "accurate");
        assertTrue(whole < 80 && live > 100, whole + " " + live);
    }

    private static int firstVelocity(Path wav, String... options) throws Exception {
        List<Object> words = new ArrayList<>(List.of("transcribe", wav, "--json"));
        words.addAll(List.of(options));
        Run run = Run.of(words.toArray()).succeeds();
        return JsonParser.object()
                .from(run.out())
                .getArray("notes")
                .getObject(0)
                .getInt("velocity");
    }

    @Test
    void shouldHearMoreWithMoreSensitivity() {
        Path wav = Groove.write(at("a.wav"));
        long before = 0;
        for (String sensitivity : new String[] {"20", "50", "80", "100"}) {
            long notes = Run.of("transcribe", wav, "--notes", "-s", sensitivity)
                    .succeeds()
                    .out()
                    .lines()
                    .count();
            assertTrue(notes >= before);
            before = notes;
        }
        String deaf = Run.of("transcribe", wav, "--notes", "-s", "100", "-s", "kick=0", "--sensitivity", "crash=50")
                .succeeds()
                .out();
        assertTrue(deaf.lines().count() <= before);
    }

    @Test
    void shouldKeepTimesAtAnyTempoAndFollowTheMap() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        Run.of("transcribe", wav, "-o", at("plain.mid")).succeeds();
        Run.of(
                        "transcribe",
                        wav,
                        "-o",
                        at("ad2.mid"),
                        "--bpm",
                        "93.7",
                        "--time-signature",
                        "7/8",
                        "--map",
                        "hydrogen-tr808")
                .succeeds();
        double[] plain = seconds(at("plain.mid"));
        double[] other = seconds(at("ad2.mid"));
        for (double time : other) {
            assertTrue(java.util.Arrays.stream(plain).anyMatch(t -> Math.abs(t - time) < 0.001), "at " + time);
        }
        assertTrue(ClipReader.read(at("ad2.mid")).stream().noneMatch(s -> s.number() == 51));
    }

    private static double[] seconds(Path midi) throws Exception {
        return ClipReader.read(midi).stream()
                .mapToDouble(ClipReader.Stroke::seconds)
                .toArray();
    }

    @Test
    void shouldGoOnAfterABadFileAndSayWhichItWas() throws Exception {
        Groove.write(at("in/a.wav"));
        Files.writeString(at("in/b.wav"), "no audio at all");
        Groove.write(at("in/deep/c.wav"));
        Files.writeString(at("in/readme.txt"), "passed over");
        Run run = Run.of("transcribe", at("in"), "-o", at("out"), "--jobs", 2);
        assertEquals(ExitCode.INPUT, run.code());
        assertEquals(1, run.err().lines().count());
        assertTrue(run.err().startsWith("kitscribe: " + at("in/b.wav") + ": is not audio"), run.err());
        assertTrue(Files.exists(at("out/a.mid")));
        assertTrue(Files.exists(at("out/deep/c.mid")));
        assertEquals(2, at("out").toFile().list().length);
    }

    @Test
    void shouldWriteTheSameWithAnyNumberOfJobs() throws Exception {
        for (int i = 0; i < 4; i++) {
            Groove.write(at("in/" + i + ".wav"));
        }
        Run.of("transcribe", at("in"), "-o", at("one"), "-j", 1).succeeds();
        Run.of("transcribe", at("in") + "/*.wav", "-o", at("four"), "-j", 4).succeeds();
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(
                    Files.readAllBytes(at("one/" + i + ".mid")), Files.readAllBytes(at("four/" + i + ".mid")));
        }
    }

    @Test
    void shouldReadStandardInputAndWriteStandardOutput() throws Exception {
        Path wav = Groove.write(at("stdin.wav"));
        Run.of("transcribe", wav, "-o", at("file.mid")).succeeds();
        Run piped =
                Run.of(Files.readAllBytes(wav), "transcribe", "-", "-o", "-").succeeds();
        Files.write(at("piped.mid"), piped.out().getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(ClipReader.read(at("file.mid")), ClipReader.read(at("piped.mid")));
    }

    @Test
    void shouldReplaceOnlyWhatItWroteItself() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        Run.of("transcribe", wav).succeeds();
        Run.of("transcribe", wav).succeeds();
        Files.writeString(at("a.mid"), "somebody's work");
        Run.of("transcribe", wav)
                .fails(
                        ExitCode.OUTPUT,
                        at("a.mid")
                                + ": exists and is not Kitscribe's; give --overwrite to replace it, or another name");
        assertEquals("somebody's work", Files.readString(at("a.mid")));
        Run.of("transcribe", wav, "--overwrite").succeeds();
        assertTrue(Files.readString(at("a.mid"), StandardCharsets.ISO_8859_1).contains(ClipWriter.MARK));
    }

    @Test
    void shouldNotLetTwoInputsShareAnOutput() {
        Groove.write(at("in/a.wav"));
        Groove.write(at("in/a.wave"));
        Run run = Run.of("transcribe", at("in"));
        assertEquals(ExitCode.OUTPUT, run.code());
        assertTrue(run.err().contains(at("in/a.mid") + ": two results of this batch"), run.err());
        assertTrue(Files.exists(at("in/a.mid")));
        assertEquals(
                ExitCode.OUTPUT,
                Run.of("transcribe", at("in/a.wav"), "-o", at("x"), "--heatmap", at("x"))
                        .code());
    }

    @Test
    void shouldReplaceNothingElseByAPictureNorThroughALink() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        Path other = Files.copy(wav, at("other.wav"));
        byte[] before = Files.readAllBytes(wav);
        Run.of("transcribe", wav, "--heatmap", other)
                .fails(
                        ExitCode.OUTPUT,
                        other + ": exists and is not a PNG picture; give --overwrite to replace it, or another name");
        Path link = Files.createSymbolicLink(at("link.mid"), other);
        Run.of("transcribe", wav, "-o", link)
                .fails(
                        ExitCode.OUTPUT,
                        link + ": exists and is not Kitscribe's; give --overwrite to replace it, or another name");
        assertArrayEquals(before, Files.readAllBytes(other));
    }

    @Test
    void shouldFindFilesBehindALinkedFolderAndInOneThatHoldsItself() throws Exception {
        Groove.write(at("in/a.wav"));
        Files.createSymbolicLink(at("in/self"), at("in"));
        Files.createSymbolicLink(at("linked"), at("in"));
        Run.of("transcribe", at("linked"), "-o", at("out")).succeeds();
        assertTrue(Files.exists(at("out/a.mid")));
    }

    @Test
    void shouldFailWhereStandardOutputIsFull() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"))) {
            int code = Kitscribe.run(full, new PrintStream(err, true), "transcribe", wav.toString(), "--notes");
            assertEquals("kitscribe: standard output: cannot be written\n", err.toString());
            assertEquals(ExitCode.OUTPUT, code);
        }
    }

    /** A bug in a worker must not end the process by closing the model under the others. */
    @Test
    void shouldEndEveryWorkerBeforeTheModelIsClosed() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        Thread.currentThread().interrupt();
        try {
            Run.of("transcribe", wav, "-j", "2");
        } catch (RuntimeException e) {
            // the interrupt itself
        }
        Thread.interrupted();
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("pool-")));
    }

    @Test
    void shouldPaintEveryDrumAndNote() throws Exception {
        Path wav = Groove.write(at("a.wav"));
        Run.of("transcribe", wav, "--heatmap", at("a.png")).succeeds();
        BufferedImage image = ImageIO.read(at("a.png").toFile());
        // the groove's 5.8 s, 3 pixels a frame, and nothing of the silence after them
        assertEquals(110 + 581 * 3 + 50, image.getWidth());
        assertEquals(10 + 18 * 22 + 30, image.getHeight());
        int notes = ClipReader.read(at("a.mid")).size();
        boolean marked = false;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                marked |= (image.getRGB(x, y) & 0xFFFFFF) == 0xD81B60;
            }
        }
        assertEquals(notes > 0, marked);
    }
}
