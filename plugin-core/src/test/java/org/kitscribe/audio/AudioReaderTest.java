// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioReaderTest {
    private static final Path CLIPS = Path.of("src/test/resources/audio");
    private static final double[] VALUES = {0, 0.5, -0.5, 0.25, -1, 0.75};

    @ParameterizedTest
    @CsvSource({"1, 8", "1, 16", "1, 24", "1, 32", "3, 32", "3, 64"})
    void wavOfEveryDepth(int encoding, int bits) throws Exception {
        float[] wanted = {0, 0.5f, -0.5f, 0.25f, -1, 0.75f};
        assertArrayEquals(wanted, read(Wav.of(encoding, bits, 44100, 1, VALUES)));
        assertArrayEquals(wanted, read(Wav.extensible(encoding, bits, 44100, 1, VALUES)));
    }

    @Test
    void channelsAreAveraged() throws Exception {
        assertArrayEquals(new float[] {0.25f, -0.125f, -0.125f}, read(Wav.of(Wav.PCM, 16, 44100, 2, VALUES)));
        double[] one = new double[64];
        one[7] = 1;
        one[63] = -0.5;
        assertArrayEquals(new float[] {1 / 32f, -1 / 64f}, read(Wav.of(Wav.FLOAT, 32, 44100, 32, one)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 44056, 384_000})
    void everyRateFromEightToThreeHundredEightyFourKilohertz(int rate) throws Exception {
        try (AudioReader reader = open(Wav.of(Wav.PCM, 16, rate, 1, VALUES))) {
            assertEquals(rate, reader.rate());
            assertEquals(6, reader.length());
        }
    }

    /** What sox, ffmpeg and a writer that never came back leave in the header. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x7FFFF000, 0x7FFFFFFF})
    void pipedWavOfUnknownLengthEndsWithTheStream(int size) throws Exception {
        byte[] file = Wav.piped(size, 44100, VALUES);
        assertEquals(6, read(file).length);
        try (AudioReader reader = open(file)) {
            assertEquals(-1, reader.length());
        }
    }

    /** The clips hold 441 Hz, 0.5 left and 0.25 right, for half a second: place and level must be kept. */
    @ParameterizedTest
    @CsvSource({"sine.aiff, 1e-4", "sine.flac, 1e-4", "sine.ogg, 0.01", "sine.mp3, 0.03"})
    void compressedClipsAreWhereAndWhatTheyWere(String name, double tolerance) throws Exception {
        try (AudioReader reader = AudioReader.open(CLIPS.resolve(name))) {
            assertEquals(44100, reader.rate());
            assertEquals(2, reader.channels());
            float[] samples = drain(reader);
            assertEquals(22050, samples.length);
            for (int n = 2000; n < 20_000; n++) {
                assertEquals(0.375 * Math.sin(2 * Math.PI * 441 * n / 44100), samples[n], tolerance, "sample " + n);
            }
        }
    }

    @Test
    void anMp3WithoutATagIsReadWhole() throws Exception {
        try (AudioReader reader = AudioReader.open(CLIPS.resolve("untagged.mp3"))) {
            assertEquals(24000, reader.rate());
            assertEquals(-1, reader.length());
            // 22,050 samples at 44.1 kHz, in whole frames of 576 with the encoder's delay
            assertEquals(23 * 576, drain(reader).length);
        }
    }

    @ParameterizedTest
    @CsvSource({"sine.mp3, 22050", "untagged.mp3, 13248"})
    void anId3TagAtTheEndCostsNoSamples(String name, int length) throws Exception {
        byte[] mp3 = Files.readAllBytes(CLIPS.resolve(name));
        byte[] tagged = Arrays.copyOf(mp3, mp3.length + 128);
        System.arraycopy("TAGtitle".getBytes(StandardCharsets.ISO_8859_1), 0, tagged, mp3.length, 8);
        assertEquals(length, read(tagged).length);
    }

    @Test
    void anId3TagInFrontIsSkipped() throws Exception {
        byte[] flac = Files.readAllBytes(CLIPS.resolve("sine.flac"));
        byte[] tagged = new byte[10 + 200 + flac.length];
        System.arraycopy(
                "ID3\u0004\u0000\u0000\u0000\u0000\u0001\u0048".getBytes(StandardCharsets.ISO_8859_1),
                0,
                tagged,
                0,
                10);
        System.arraycopy(flac, 0, tagged, 210, flac.length);
        assertEquals(22050, read(tagged).length);
    }

    /** A size of bytes above 127, which no tag has. */
    @Test
    void whatBeginsLikeAnId3TagHasAnEnd() {
        byte[] text = "ID3\u0003\0\0\u0080\0\0\0abcdefghijklmnop".getBytes(StandardCharsets.ISO_8859_1);
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertCause("is not audio", text));
    }

    /** A long chunk before the format, as recorders write it, and one after the data. */
    @Test
    void otherChunksAreSkipped() throws Exception {
        byte[] wav = Wav.of(Wav.FLOAT, 32, 48000, 1, VALUES);
        byte[] chunky = new byte[wav.length + 10_008 + 12];
        System.arraycopy(wav, 0, chunky, 0, 12);
        ByteBuffer.wrap(chunky).order(ByteOrder.LITTLE_ENDIAN).putInt(4, chunky.length - 8);
        System.arraycopy("bext".getBytes(StandardCharsets.ISO_8859_1), 0, chunky, 12, 4);
        chunky[16] = 0x10;
        chunky[17] = 0x27;
        System.arraycopy(wav, 12, chunky, 12 + 10_008, wav.length - 12);
        System.arraycopy("LIST\4\0\0\0abcd".getBytes(StandardCharsets.ISO_8859_1), 0, chunky, chunky.length - 12, 12);
        assertEquals(6, read(chunky).length);
    }

    @Test
    void wavInSixtyFourBitForms() throws Exception {
        byte[] wav = Wav.of(Wav.PCM, 16, 48000, 1, VALUES);
        for (String form : new String[] {"RF64", "BW64"}) {
            ByteBuffer out = ByteBuffer.allocate(wav.length + 36 + 12).order(ByteOrder.LITTLE_ENDIAN);
            out.put(ascii(form)).putInt(-1).put(ascii("WAVEds64")).putInt(28);
            out.putLong(wav.length + 40).putLong(12).putLong(6).putInt(0);
            out.put(wav, 12, wav.length - 12).put(ascii("LIST\4\0\0\0abcd"));
            out.putInt(12 + 36 + 24 + 4, -1);
            try (AudioReader reader = open(out.array())) {
                assertEquals(6, reader.length());
                assertArrayEquals(new float[] {0, 0.5f, -0.5f, 0.25f, -1, 0.75f}, drain(reader));
            }
        }
    }

    @Test
    void wavOfMoreThanTwoGigabytesKnowsItsLength() throws Exception {
        try (AudioReader reader = open(Wav.piped(0x90000000, 44100, VALUES))) {
            assertEquals(0x48000000L, reader.length());
        }
    }

    @Test
    void twentyFourBitsInThirtyTwoAreLeftJustified() throws Exception {
        byte[] wav = Wav.of(Wav.PCM, 32, 44100, 1, VALUES);
        wav[34] = 24;
        assertArrayEquals(new float[] {0, 0.5f, -0.5f, 0.25f, -1, 0.75f}, read(wav));
    }

    /** With a name of odd length in front, as samplers write it. */
    @ParameterizedTest
    @CsvSource({"AIFF, '', 16", "AIFC, NONE, 24", "AIFC, sowt, 16", "AIFC, fl32, 32", "AIFC, FL64, 64", "AIFC, in32, 32"
    })
    void aiffOfEveryEncoding(String form, String type, int bits) throws Exception {
        boolean little = type.equals("sowt");
        ByteBuffer out = ByteBuffer.allocate(200);
        out.put(ascii("FORM"))
                .putInt(0)
                .put(ascii(form))
                .put(ascii("NAME"))
                .putInt(3)
                .put(ascii("abc\0"));
        out.put(ascii("COMM")).putInt(form.equals("AIFF") ? 18 : 24);
        out.putShort((short) 1).putInt(6).putShort((short) bits);
        // 44,100 is 1.34... times 2 to the 15th
        out.putShort((short) (16383 + 15)).putLong(44100L << 48).put(ascii(type));
        if (form.equals("AIFC")) {
            out.putShort((short) 0);
        }
        out.put(ascii("SSND")).putInt(8 + 6 * bits / 8 + 2).putInt(2).putInt(0).putShort((short) -1);
        out.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (double value : VALUES) {
            switch (type.toLowerCase(Locale.ROOT)) {
                case "fl32" -> out.putFloat((float) value);
                case "fl64" -> out.putDouble(value);
                default -> {
                    int full = (int) Math.round(value * 0x1p31);
                    if (bits == 32) {
                        out.putInt(full);
                    } else {
                        out.putShort((short) (full >> 16));
                        if (bits == 24) {
                            out.put((byte) (full >> 8));
                        }
                    }
                }
            }
        }
        try (AudioReader reader = open(Arrays.copyOf(out.array(), out.position()))) {
            assertEquals(44100, reader.rate());
            assertEquals(6, reader.length());
            assertArrayEquals(new float[] {0, 0.5f, -0.5f, 0.25f, -1, 0.75f}, drain(reader));
        }
    }

    @Test
    void otherEncodingsAreErrors() {
        byte[] adpcm = Wav.of(Wav.PCM, 16, 44100, 1, VALUES);
        adpcm[20] = 2;
        assertCause("encoding 0x0002 is not supported; use PCM or float samples", adpcm);
    }

    /** As {@code kitscribe transcribe <(decoder file)} gives it. */
    @Test
    void aPipeIsReadAsAFileIs(@TempDir Path folder) throws Exception {
        for (String name : new String[] {"sine.aiff", "sine.flac", "sine.ogg", "sine.mp3"}) {
            Path pipe = folder.resolve(name);
            assertEquals(
                    0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            Process writer = new ProcessBuilder(
                            "bash",
                            "-c",
                            "cat \"$0\" >\"$1\"",
                            CLIPS.resolve(name).toString(),
                            pipe.toString())
                    .start();
            try (AudioReader reader = AudioReader.open(pipe)) {
                assertEquals(22050, drain(reader).length);
            }
            assertEquals(0, writer.waitFor());
        }
    }

    @Test
    void anOggStreamAfterAnotherIsAnError() throws Exception {
        byte[] ogg = Files.readAllBytes(CLIPS.resolve("sine.ogg"));
        byte[] twice = Arrays.copyOf(ogg, 2 * ogg.length);
        System.arraycopy(ogg, 0, twice, ogg.length, ogg.length);
        assertCause("another Ogg stream follows after sample 22050; give it as its own file", twice);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sine.aiff", "sine.flac", "sine.ogg", "sine.mp3"})
    void aTruncatedClipIsAnError(String name) throws Exception {
        byte[] whole = Files.readAllBytes(CLIPS.resolve(name));
        assertCause("truncated", Arrays.copyOf(whole, whole.length * 2 / 3));
    }

    @Test
    void aTruncatedWavIsAnError() {
        byte[] whole = Wav.of(Wav.PCM, 16, 44100, 1, VALUES);
        assertCause("truncated: it holds 4 of 6 samples", Arrays.copyOf(whole, whole.length - 3));
        assertCause("cut off", Arrays.copyOf(whole, 30));
    }

    @Test
    void whatIsNotAudioIsAnError() {
        assertCause("is empty", new byte[0]);
        assertCause("not audio of a known kind", "hello, this is a text".getBytes(StandardCharsets.UTF_8));
        assertCause("not audio of a known kind", new byte[] {1});
        assertCause("holds no samples", Wav.of(Wav.PCM, 16, 44100, 2));
        assertCause("not Vorbis", oggOpus());
    }

    private static byte[] oggOpus() {
        byte[] page = new byte[27 + 1 + 19];
        System.arraycopy("OggS\0\2".getBytes(StandardCharsets.ISO_8859_1), 0, page, 0, 6);
        page[26] = 1;
        page[27] = 19;
        System.arraycopy("OpusHead".getBytes(StandardCharsets.ISO_8859_1), 0, page, 28, 8);
        int crc = 0;
        for (byte b : page) {
            crc ^= b << 24;
            for (int i = 0; i < 8; i++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
            }
        }
        for (int i = 0; i < 4; i++) {
            page[22 + i] = (byte) (crc >> 8 * i);
        }
        return page;
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300})
    void samplesThatAreNoNumbersAreAnError(double value) {
        assertCause("sample 1 is not a finite number", Wav.of(Wav.FLOAT, 64, 44100, 1, 0, value, 0));
    }

    @Test
    void ratesAndChannelsOutOfRangeAreErrors() {
        assertCause("rate of 7999 Hz", Wav.of(Wav.PCM, 16, 7999, 1, VALUES));
        assertCause("rate of 384001 Hz", Wav.of(Wav.PCM, 16, 384_001, 1, VALUES));
        assertCause("33 channels", Wav.of(Wav.PCM, 16, 44100, 33, new double[33]));
    }

    @Test
    void damagedFlacIsToldInWords() throws Exception {
        byte[] flac = Files.readAllBytes(CLIPS.resolve("sine.flac"));
        flac[147] = 0;
        assertCause("truncated or damaged after sample 0 of 22050", flac);
    }

    /** Damage may end in a wrong sound where a format has no checksum, but in no other exception and no endless loop. */
    @ParameterizedTest
    @ValueSource(strings = {"sine.aiff", "sine.flac", "sine.ogg", "sine.mp3", "untagged.mp3"})
    void damageEndsInAnAudioExceptionOrInSound(String name) throws Exception {
        byte[] whole = Files.readAllBytes(CLIPS.resolve(name));
        for (int seed = 0; seed < 60; seed++) {
            byte[] damaged = whole.clone();
            Random random = new Random(seed);
            for (int i = 0; i < 5; i++) {
                damaged[random.nextInt(seed < 30 ? Math.min(600, damaged.length) : damaged.length)] =
                        (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (AudioException e) {
                assertTrue(e.getMessage().startsWith("test: "), e.getMessage());
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
    }

    @Test
    void missingFilesAndFoldersAreErrors(@TempDir Path folder) {
        Path missing = folder.resolve("none.wav");
        assertEquals(
                missing + ": no such file",
                assertThrows(AudioException.class, () -> AudioReader.open(missing))
                        .getMessage());
        String message = assertThrows(AudioException.class, () -> AudioReader.open(folder))
                .getMessage();
        assertEquals(folder + ": is a folder, not an audio file", message);
    }

    private static void assertCause(String cause, byte[] file) {
        String message = assertThrows(AudioException.class, () -> read(file)).getMessage();
        assertTrue(message.startsWith("test: ") && message.contains(cause), message);
    }

    private static AudioReader open(byte[] file) throws AudioException {
        return AudioReader.open(new ByteArrayInputStream(file), "test");
    }

    private static float[] read(byte[] file) throws AudioException, IOException {
        try (AudioReader reader = open(file)) {
            return drain(reader);
        }
    }

    private static float[] drain(AudioReader reader) throws AudioException {
        float[] samples = new float[1 << 16];
        int filled = 0;
        for (int n; (n = reader.read(samples, filled, Math.min(1000, samples.length - filled))) >= 0; ) {
            filled += n;
        }
        return Arrays.copyOf(samples, filled);
    }
}
