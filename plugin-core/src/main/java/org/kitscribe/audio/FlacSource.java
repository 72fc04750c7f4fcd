// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.IOException;
import java.io.InputStream;
import org.jflac.ChannelData;
import org.jflac.FLACDecoder;
import org.jflac.FrameListener;
import org.jflac.frame.Frame;
import org.jflac.metadata.Metadata;
import org.jflac.metadata.StreamInfo;

/** FLAC, by jFLAC. */
final class FlacSource implements Source {
    private final FLACDecoder decoder;
    private final StreamInfo info;
    private final float scale;
    private long decoded;
    private boolean damaged;
    private float[] block = new float[0];

    FlacSource(InputStream in) throws IOException {
        decoder = new FLACDecoder(in);
        info = decoder.readStreamInfo();
        decoder.readMetadata(info);
        scale = (float) Math.scalb(1.0, 1 - info.getBitsPerSample());
        decoder.addFrameListener(new FrameListener() {
            @Override
            public void processMetadata(Metadata metadata) {}

            @Override
            public void processFrame(Frame frame) {}

            /** jFLAC goes on after an error, with silence. */
            @Override
            public void processError(String message) {
                damaged = true;
            }
        });
    }

    @Override
    public int rate() {
        return info.getSampleRate();
    }

    @Override
    public int channels() {
        return info.getChannels();
    }

    @Override
    public long length() {
        return info.getTotalSamples() > 0 ? info.getTotalSamples() : -1;
    }

    @Override
    public float[] block() {
        return block;
    }

    @Override
    public int decode() throws IOException {
        long total = length();
        if (total >= 0 && decoded >= total) {
            return 0;
        }
        Frame frame = null;
        try {
            frame = decoder.readNextFrame();
        } catch (IOException e) {
            if (!damaged) { // what jFLAC throws about damage is for programmers
                throw e;
            }
        }
        if (damaged || frame == null && total >= 0) {
            throw new IOException("truncated or damaged after sample " + decoded + (total < 0 ? "" : " of " + total));
        }
        if (frame == null) {
            return 0;
        }
        int length = frame.header.blockSize;
        int channels = channels();
        if (block.length < length * channels) {
            block = new float[length * channels];
        }
        ChannelData[] data = decoder.getChannelData();
        for (int c = 0; c < channels; c++) {
            int[] samples = data[c].getOutput();
            for (int i = 0; i < length; i++) {
                block[i * channels + c] = samples[i] * scale;
            }
        }
        decoded += length;
        return length;
    }
}
