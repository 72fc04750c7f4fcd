// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kitscribe.midi.ClipReader;

/** What cannot work ends with one line that names file and cause, its exit code, and nothing left behind. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path at(String name) {
        return folder.resolve(name);
    }

    private void assertLeft(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    Stream.of(names).sorted().toList(),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private void assertInputFails(Path file, String cause) throws IOException {
        Run.of("transcribe", file).fails(ExitCode.INPUT, file + ": " + cause);
        assertLeft(Files.exists(file) ? new String[] {file.getFileName().toString()} : new String[0]);
    }

    @Test
    void shouldRefuseAMissingFile() throws IOException {
        assertInputFails(at("none.wav"), "no such file");
    }

    @Test
    void shouldRefuseAnEmptyFile() throws IOException {
        assertInputFails(Files.createFile(at("a.wav")), "is empty");
    }

    @Test
    void shouldRefuseATruncatedFile() throws IOException {
        byte[] whole = Files.readAllBytes(Groove.write(at("a.wav")));
        assertInputFails(
                Files.write(at("a.wav"), Arrays.copyOf(whole, whole.length / 2)),
                "truncated: it holds 127884 of 255780 samples");
        assertInputFails(Files.write(at("a.wav"), Arrays.copyOf(whole, 20)), "truncated: its header is cut off");
    }

    @Test
    void shouldRefuseWhatIsNotAudio() throws IOException {
        assertInputFails(
                Files.writeString(at("a.wav"), "Lorem ipsum dolor sit amet"),
                "is not audio of a known kind (WAV, AIFF, FLAC, MP3 or Ogg Vorbis)");
    }

    @Test
    void shouldRefuseAudioWithoutSamples() throws IOException {
        assertInputFails(Wav.write(at("a.wav"), new float[0], 44_100, 1), "holds no samples");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void shouldRefuseASampleThatIsNoNumber(float bad) throws IOException {
        float[] audio = Groove.audio(44_100);
        audio[50_000] = bad;
        assertInputFails(Wav.write(at("a.wav"), audio, 44_100, 1), "sample 50000 is not a finite number");
    }

    @Test
    void shouldWriteAnEmptyButValidFileForSilence() throws Exception {
        Path wav = Wav.write(at("a.wav"), new float[100_000], 44_100, 2);
        Run.of("transcribe", wav).succeeds();
        assertEquals(List.of(), ClipReader.read(at("a.mid")));
    }

    @ParameterizedTest
    @CsvSource({"8000, 1", "384000, 1", "44100, 32"})
    void shouldTakeUncommonRatesAndChannels(int rate, int channels) throws Exception {
        Path wav = Wav.write(at("a.wav"), Groove.audio(rate), rate, channels);
        Run.of("transcribe", wav).succeeds();
        double last = ClipReader.read(at("a.mid")).stream()
                .mapToDouble(ClipReader.Stroke::seconds)
                .max()
                .orElse(0);
        assertTrue(last < 1 + Groove.strokes().get(Groove.strokes().size() - 1).seconds());
    }

    @Test
    void shouldRefuseRatesAndChannelsOutOfRange() throws IOException {
        assertInputFails(
                Wav.write(at("a.wav"), new float[100], 4000, 1), "its rate of 4000 Hz is not from 8000 to 384000 Hz");
        assertInputFails(Wav.write(at("a.wav"), new float[100], 44_100, 33), "its 33 channels are not from 1 to 32");
    }

    @Test
    void shouldRefuseEmptyFoldersAndGlobsWithoutAMatch() {
        Run.of("transcribe", folder).fails(ExitCode.INPUT, folder + ": the folder holds no audio files");
        Run.of("transcribe", folder + "/*.wav").fails(ExitCode.INPUT, folder + "/*.wav: no file matches");
        String nowhere = at("none") + "/*.wav";
        Run.of("transcribe", nowhere).fails(ExitCode.INPUT, nowhere + ": no file matches");
    }

    /** Java takes an empty name for the folder where it runs. */
    @Test
    void shouldRefuseAnEmptyName() {
        Run.of("transcribe", "").fails(ExitCode.INPUT, "an empty name is no file; give one");
        Run.of("transcribe", "a.wav", "-o", "")
                .fails(ExitCode.USAGE, "an empty name is no place to write to; give one");
    }

    /** Root may look anywhere: as root this shows that the way works, as anybody else that it fails well. */
    @Test
    void shouldSayWhatAGlobCannotLookInto() throws IOException {
        Groove.write(at("open/a.wav"));
        Path closed = Files.createDirectory(
                at("closed"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        Run run = Run.of("transcribe", folder + "/*/*.wav", "-o", at("out"));
        if (Files.isReadable(closed)) {
            run.succeeds();
        } else {
            run.fails(ExitCode.INPUT, closed + ": cannot be listed: access denied");
        }
        assertTrue(Files.exists(at("out/open/a.mid")));
        Run.of("transcribe", folder + "/*.wav").fails(ExitCode.INPUT, folder + "/*.wav: no file matches");
    }

    @Test
    void shouldFailWhereNoFileCanBeMade() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        for (String target : new String[] {"/proc/a.mid", wav + "/a.mid"}) {
            Run run = Run.of("transcribe", wav, "-o", target);
            assertEquals(ExitCode.OUTPUT, run.code());
            assertTrue(run.err().startsWith("kitscribe: " + target + ": cannot be written: "), run.err());
            assertEquals(1, run.err().lines().count());
        }
        assertLeft("a.wav");
    }

    /** Root may write anywhere: as root this shows that the way works, as anybody else that it fails well. */
    @Test
    void shouldFailInAReadOnlyFolder() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Path closed = Files.createDirectory(
                at("closed"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        Run run = Run.of("transcribe", wav, "-o", closed.resolve("a.mid"));
        if (Files.isWritable(closed)) {
            run.succeeds();
        } else {
            run.fails(ExitCode.OUTPUT, closed.resolve("a.mid") + ": cannot be written: access denied");
            assertEquals(0, closed.toFile().list().length);
        }
    }

    @Test
    void shouldFailOnAFullDevice() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Run.of("transcribe", wav, "-o", "/dev/full")
                .fails(ExitCode.OUTPUT, "/dev/full: cannot be written: No space left on device");
        assertTrue(Files.exists(Path.of("/dev/full")) && !Files.isRegularFile(Path.of("/dev/full")));
        assertLeft("a.wav");
    }

    /** A file that may not grow stops half-way as one on a full disk does. */
    @Test
    void shouldLeaveNothingWhereAFileCannotBeFinished() throws Exception {
        Groove.write(at("a.wav"));
        Run run = process("ulimit -f 1", "transcribe -s 100 --heatmap a.png a.wav");
        // where there is no cache of fonts yet, fontconfig tells first that it cannot write one
        assertTrue(run.out().endsWith("kitscribe: a.png: cannot be written: File too large\n"), run.out());
        assertEquals(ExitCode.OUTPUT, run.code());
        assertLeft("a.wav");
    }

    /** jFLAC prints what it wonders about. */
    @Test
    void shouldPrintNothingOfALibrarys() throws Exception {
        byte[] flac = Files.readAllBytes(Path.of("src/test/resources/audio/sine.flac"));
        flac[142] = 80;
        Files.write(at("a.flac"), flac);
        assertEquals(
                new Run(ExitCode.INPUT, "kitscribe: a.flac: truncated or damaged after sample 0 of 22050\n", ""),
                process("true", "transcribe a.flac -o -"));
    }

    /** Runs a verb after a command, both in a process of their own; what it prints anywhere is the run's output. */
    private Run process(String before, String verb) throws Exception {
        String command = before
                + "; exec \"$0\" -cp \"$1\" -Dkitscribe.home=\"$2\" -Donnxruntime.native.path=\"$3\""
                + " -XX:-UsePerfData org.kitscribe.cli.Kitscribe " + verb;
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        command,
                        System.getProperty("java.home") + "/bin/java",
                        System.getProperty("java.class.path"),
                        PackOption.home().toString(),
                        System.getProperty("onnxruntime.native.path"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), printed, "");
    }

    private Path pack(String from, String to) throws IOException {
        Path pack = Files.createDirectories(at("pack"));
        String manifest = Files.readString(Run.pack().resolve("pack.json"));
        assertTrue(manifest.contains(from), from);
        Files.writeString(pack.resolve("pack.json"), manifest.replace(from, to));
        for (String network : List.of("model.onnx", "model-balanced.onnx", "model-quick.onnx")) {
            Files.createSymbolicLink(
                    pack.resolve(network), Run.pack().resolve(network).toAbsolutePath());
        }
        return pack;
    }

    @ParameterizedTest
    @CsvSource({
        "state_size, state_sighs, pack.json: field model.networks.accurate.state_size is missing",
        "'\"heat\": \"heat\"', '\"heat\": \"none\"', 'model.onnx: output [none] is missing'",
        "'\"bands\": 84', '\"bands\": 80', 'pack.json: field features give 128 bands, the network takes 132'",
        "'\"state_size\": ', '\"state_size\": 1', 'model.onnx: input state has shape [1, '",
        "model.onnx, other.onnx, other.onnx: cannot be read; pack.json names it as the network",
        "'{', '[', pack.json: line 2:",
        "'\"hop\": 441', '\"hop\": 0', pack.json: field hop is 0, not a whole number from 1 to 44100"
    })
    void shouldRefuseAPackThatDoesNotFit(String from, String to, String cause) throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Path pack = pack(from, to);
        Run run = Run.of("transcribe", wav, "--pack", pack);
        assertTrue(run.err().startsWith("kitscribe: " + pack + File.separator + cause), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals(ExitCode.PACK, run.code());
        assertFalse(Files.exists(at("a.mid")));
    }

    @Test
    void shouldNeverWriteOverItsInputNorMakeAFolderOfAFilesName() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Path link = Files.createSymbolicLink(at("b.mid"), wav);
        byte[] before = Files.readAllBytes(wav);
        for (String option : List.of("-o", "--heatmap")) {
            for (Path target : List.of(wav, link)) {
                Run.of("transcribe", wav, option, target, "--overwrite")
                        .fails(ExitCode.OUTPUT, target + ": would take the place of what is heard; give another name");
            }
        }
        assertArrayEquals(before, Files.readAllBytes(wav));
        String cause = ": what several files, folders and globs give needs a folder's name";
        Run.of("transcribe", folder, "-o", at("c.mid")).fails(ExitCode.USAGE, at("c.mid") + cause);
        Run.of("transcribe", wav, wav, "--heatmap", at("c.png")).fails(ExitCode.USAGE, at("c.png") + cause);
        assertLeft("a.wav", "b.mid");
    }

    @Test
    void shouldRefuseAMissingPackAndADamagedNetwork() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Run.of("transcribe", wav, "--pack", at("none"))
                .fails(
                        ExitCode.PACK,
                        at("none/pack.json") + ": cannot be read; a pack is a folder with pack.json and a network");
        Path pack = pack("model.onnx", "bad.onnx");
        Files.writeString(pack.resolve("bad.onnx"), "no network");
        Run run = Run.of("transcribe", wav, "--pack", pack);
        assertEquals(ExitCode.PACK, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(Files.exists(at("a.mid")));
    }

    @Test
    void shouldRefuseAMalformedMap() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Path map = Files.writeString(at("my.map"), "kick = 36\nsnare: 38\n");
        Run.of("transcribe", wav, "--map", map)
                .fails(ExitCode.MAP, map + ":2: \"snare: 38\" is not of the form drum = note");
        Files.writeString(map, "kick = 36\n");
        Run.of("transcribe", wav, "--map", map).fails(ExitCode.MAP, map + ":2: no note for snare; add snare = 38");
        assertLeft("a.wav", "my.map");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --bpm 0                    | --bpm 0.0: give a tempo from 4 to 1000
            --bpm NaN                  | --bpm NaN: give a tempo from 4 to 1000
            --time-signature 4/5       | --time-signature 4/5: give beats and note value, such as 6/8
            --time-signature 0/4       | --time-signature 0/4: give beats and note value, such as 6/8
            --sensitivity 101          | --sensitivity 101: give a number from 0 to 100, or drum=number for one drum
            --sensitivity snare=loud   | --sensitivity snare=loud: give a number from 0 to 100, or drum=number for one drum
            --jobs 0                   | --jobs 0: give at least 1
            --json --notes             | --json and --notes exclude each other
            --heatmap -                | --heatmap -: give a file, or a folder for several
            -o - --notes               | -o -: standard output takes one MIDI file, without --json or --notes
            """)
    void shouldRefuseWrongArguments(String options, String message) throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Object[] args = Stream.concat(Stream.of("transcribe", wav), Stream.of(options.split(" ")))
                .toArray();
        Run.of(args).fails(ExitCode.USAGE, message);
        assertLeft("a.wav");
    }

    @Test
    void shouldRefuseWhatPicocliCannotParseOnOneLine() {
        for (Object[] args : new Object[][] {
            {}, {"transcribe"}, {"sing"}, {"transcribe", "a.wav", "--latency", "slow"}, {"compare", "a.mid"}
        }) {
            Run run = Run.of(args);
            assertEquals(ExitCode.USAGE, run.code());
            assertTrue(run.err().startsWith("kitscribe: "), run.err());
            assertTrue(run.err().contains("--help"), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    @Test
    void shouldNameTheLatencySettingsAsTheHelpDoes() {
        Run.of("transcribe", "a.wav", "--latency", "slow")
                .fails(
                        ExitCode.USAGE,
                        "Invalid value for option '--latency': expected one of [quick, balanced, accurate] but was"
                                + " 'slow'; see kitscribe transcribe --help");
    }

    @Test
    void shouldGuessWhatWasMeant() {
        Run.of("transcribe", "a.wav", "--sensivity")
                .fails(
                        ExitCode.USAGE,
                        "Unknown option: '--sensivity'; did you mean --sensitivity?; see kitscribe transcribe --help");
    }

    @Test
    void shouldRefuseStandardInputWithoutATarget() {
        Run.of("transcribe", "-").fails(ExitCode.USAGE, "-: say with -o where the MIDI file of standard input goes");
    }

    @Test
    void shouldRefuseToCompareWhatIsNoMidiFile() throws IOException {
        Path wav = Groove.write(at("a.wav"));
        Path empty = Files.createFile(at("empty.mid"));
        Run.of("compare", empty, empty).fails(ExitCode.INPUT, empty + ": is not a MIDI file");
        Run.of("compare", wav, wav).fails(ExitCode.INPUT, wav + ": is not a MIDI file");
        Run.of("compare", at("x.mid"), wav).fails(ExitCode.INPUT, at("x.mid") + ": no such file");
        Run.of("compare", folder, wav).fails(ExitCode.INPUT, folder + ": is a folder");
    }
}
