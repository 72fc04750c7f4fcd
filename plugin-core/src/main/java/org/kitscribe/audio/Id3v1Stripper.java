// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** An MP3 without the ID3v1 tag at its end, before which JLayer would lose the last frame. */
final class Id3v1Stripper extends FilterInputStream {
    private static final int TAG_BYTES = 128;

    Id3v1Stripper(BufferedInputStream file) {
        super(file);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        in.mark(wanted + TAG_BYTES);
        byte[] ahead = in.readNBytes(wanted + TAG_BYTES);
        in.reset();
        int end = ahead.length - TAG_BYTES;
        boolean tagged = end >= 0
                && ahead.length < wanted + TAG_BYTES
                && ahead[end] == 'T'
                && ahead[end + 1] == 'A'
                && ahead[end + 2] == 'G';
        int count = Math.min(wanted, tagged ? end : ahead.length);
        System.arraycopy(ahead, 0, bytes, offset, count);
        in.skipNBytes(count);
        return count == 0 && wanted > 0 ? -1 : count;
    }
}
