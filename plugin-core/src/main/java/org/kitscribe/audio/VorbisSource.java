// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import com.jcraft.jogg.Packet;
import com.jcraft.jogg.Page;
import com.jcraft.jogg.StreamState;
import com.jcraft.jogg.SyncState;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.io.IOException;
import java.io.InputStream;

/** Ogg Vorbis, by JOrbis. */
final class VorbisSource implements Source {
    private static final int READ = 4096;
    private static final int HEADER_PACKETS = 3;
    private static final int END = 0;

    private final InputStream in;
    private final SyncState sync = new SyncState();
    private final StreamState stream = new StreamState();
    private final Page page = new Page();
    private final Packet packet = new Packet();
    private final Info info = new Info();
    private final DspState dsp = new DspState();
    private final Block decoding = new Block(dsp);
    private final float[][][] channelData = new float[1][][];
    private final int[] starts;
    private boolean ended;
    private long decoded;
    private float[] block = new float[0];

    VorbisSource(InputStream in) throws IOException {
        this.in = in;
        sync.init();
        info.init();
        Comment comment = new Comment();
        comment.init();
        readPage();
        stream.init(page.serialno());
        stream.pagein(page);
        for (int i = 0; i < HEADER_PACKETS; i++) {
            if (!nextPacket() || info.synthesis_headerin(comment, packet) < 0) {
                throw new IOException("its Ogg stream is not Vorbis");
            }
        }
        dsp.synthesis_init(info);
        decoding.init(dsp);
        starts = new int[info.channels];
    }

    @Override
    public int rate() {
        return info.rate;
    }

    @Override
    public int channels() {
        return info.channels;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public float[] block() {
        return block;
    }

    @Override
    public int decode() throws IOException {
        while (nextPacket()) {
            if (decoding.synthesis(packet) == 0) {
                dsp.synthesis_blockin(decoding);
            }
            int length = dsp.synthesis_pcmout(channelData, starts);
            if (ended && packet.granulepos >= 0) {
                // the last page's position cuts the last block
                length = (int) Math.max(0, Math.min(length, packet.granulepos - decoded));
            }
            if (length > 0) {
                interleave(length);
                dsp.synthesis_read(length);
                decoded += length;
                return length;
            }
        }
        return 0;
    }

    private void interleave(int length) {
        int channels = info.channels;
        if (block.length < length * channels) {
            block = new float[length * channels];
        }
        for (int c = 0; c < channels; c++) {
            float[] samples = channelData[0][c];
            for (int i = 0; i < length; i++) {
                block[i * channels + c] = samples[starts[c] + i];
            }
        }
    }

    /** Takes the stream's next packet; false at its end. */
    private boolean nextPacket() throws IOException {
        while (true) {
            int result = stream.packetout(packet);
            if (result > 0) {
                return true;
            }
            if (result < 0) {
                throw new IOException("damaged after sample " + decoded + ": a part of its Ogg stream is missing");
            }
            if (ended) {
                refuseAnotherStream();
                return false;
            }
            readPage();
            // pages of a stream beside it, such as a picture's, are none of ours
            if (stream.pagein(page) == 0) {
                ended = page.eos() != 0;
            }
        }
    }

    private void refuseAnotherStream() throws IOException {
        for (int result; (result = pageout()) != END; ) {
            if (result > 0 && page.bos() != 0) {
                throw new IOException(
                        "another Ogg stream follows after sample " + decoded + "; give it as its own file");
            }
        }
    }

    private void readPage() throws IOException {
        int result = pageout();
        if (result == END) {
            throw new IOException("truncated after sample " + decoded + ": its last Ogg page is missing");
        }
        if (result < 0) {
            throw new IOException("damaged after sample " + decoded + ": its Ogg pages are broken");
        }
    }

    /** Takes the file's next page; END at its end, negative where bytes that are no page had to be passed over. */
    private int pageout() throws IOException {
        int result;
        while ((result = sync.pageout(page)) == END) {
            int at = sync.buffer(READ);
            int read = in.read(sync.data, at, READ);
            if (read < 0) {
                return END;
            }
            sync.wrote(read);
        }
        return result;
    }
}
