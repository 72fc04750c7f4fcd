// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kitscribe.audio.AudioException;
import org.kitscribe.audio.AudioReader;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.kit.Cause;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.PackException;
import org.kitscribe.midi.ClipWriter;
import org.kitscribe.midi.Meter;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import org.kitscribe.transcribe.Transcriber;

/** Hears one input after the other, on any number of threads. [any] */
final class FileTranscriber {
    private static final int BLOCK = 1 << 14;

    /** What holds for a whole batch. */
    record Settings(DecoderSettings decoder, DrumMap map, Meter meter) {}

    /** An input's notes by position, its MIDI file, and its picture if one was asked for. */
    record Heard(List<Note> notes, int rate, byte[] midi, HeatMapPicture picture) {}

    private final ModelPack pack;
    private final OnnxModel model;
    private final Settings settings;
    private final Progress progress;

    FileTranscriber(ModelPack pack, OnnxModel model, Settings settings, Progress progress) {
        this.pack = pack;
        this.model = model;
        this.settings = settings;
        this.progress = progress;
    }

    Heard hear(Inputs.Input input, boolean withPicture) throws Failure {
        try (AudioReader reader = open(input)) {
            List<Note> notes = new ArrayList<>();
            HeatMapPicture picture = withPicture ? picture() : null;
            Transcriber.RowSink rows = withPicture ? picture::row : null;
            try (Transcriber transcriber = new Transcriber(
                    pack, model, reader.rate(), Transcriber.FILE_STRIDE, settings.decoder(), notes::add, rows)) {
                long samples = pump(reader, transcriber, Progress.size(input));
                if (withPicture) {
                    picture.end((double) samples / reader.rate());
                }
            }
            notes.sort(Comparator.comparingLong(Note::position));
            String name = input.inside().getFileName().toString();
            byte[] midi = ClipWriter.write(notes, settings.map(), settings.meter(), name);
            return new Heard(notes, reader.rate(), midi, picture);
        } catch (IOException e) {
            throw new Failure(ExitCode.INPUT, input.name() + ": cannot be closed: " + Cause.of(e));
        } catch (AudioException | PackException e) {
            throw Failure.of(e);
        }
    }

    private static AudioReader open(Inputs.Input input) throws AudioException {
        return input.file() == null ? AudioReader.open(System.in, input.name()) : AudioReader.open(input.file());
    }

    private HeatMapPicture picture() throws PackException {
        FrameSpec frames = FrameSpec.read(pack.manifest());
        return new HeatMapPicture(DecoderSpec.read(pack.manifest()), (double) frames.hop() / frames.rate());
    }

    /** A recording may end in the midst of a stroke; the plugin hears silence after it, and the same notes are to come. */
    private static void silence(Transcriber transcriber) {
        float[] zeros = new float[BLOCK];
        for (long left = transcriber.separation(); left > 0; left -= BLOCK) {
            transcriber.write(zeros, 0, (int) Math.min(left, BLOCK));
        }
    }

    /** Moves all samples and returns their number; {@code bytes} are what the whole input counts in the progress. */
    private long pump(AudioReader reader, Transcriber transcriber, long bytes) throws AudioException {
        float[] block = new float[BLOCK];
        long told = 0;
        long samples = 0;
        for (int n; (n = reader.read(block, 0, BLOCK)) >= 0; ) {
            transcriber.write(block, 0, n);
            samples += n;
            long done = Math.max(told, (long) (bytes * Math.min(1, (double) samples / reader.length())));
            progress.step(done - told);
            told = done;
        }
        silence(transcriber);
        transcriber.finish();
        progress.step(bytes - told);
        return samples;
    }
}
