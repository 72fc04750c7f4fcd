// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What an MP3's first frame says where it is an information frame without sound.
 *
 * @param frameBytes the information frame's size; 0 where there is none
 * @param frames how many frames follow; -1 where it does not say
 * @param skip samples at the start that encoder and decoder have put there
 * @param padding samples at the end that the encoder has put there
 */
record Mp3Header(int frameBytes, int frames, int skip, int padding) {
    /** How many bytes of the first frame {@link #read} wants. */
    static final int BYTES = 256;

    /** Every decoder's own delay. */
    private static final int DECODER_DELAY = 529;

    private static final int HAS_FRAMES = 1;
    private static final int HAS_BYTES = 2;
    private static final int HAS_SEEK_TABLE = 4;
    private static final int HAS_QUALITY = 8;
    private static final int SEEK_TABLE_BYTES = 100;
    /** From the encoder's name to its delays. */
    private static final int LAME_DELAYS = 21;

    private static final int[] KBIT_1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
    private static final int[] KBIT_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
    private static final int[] RATES = {44100, 48000, 32000};

    private static final Mp3Header NONE = new Mp3Header(0, -1, 0, 0);

    /** Reads it from the first frame's {@link #BYTES} bytes, or fewer where the file is shorter. */
    static Mp3Header read(byte[] start) {
        ByteBuffer bytes = ByteBuffer.wrap(start);
        if (start.length < BYTES || !isLayer3(bytes.getInt(0))) {
            return NONE;
        }
        int header = bytes.getInt(0);
        boolean version1 = (header >> 19 & 3) == 3;
        boolean mono = (header >> 6 & 3) == 3;
        int side = version1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
        int at = 4 + side;
        String tag = new String(start, at, 4, StandardCharsets.ISO_8859_1);
        if (!tag.equals("Xing") && !tag.equals("Info")) {
            return NONE;
        }
        int flags = bytes.getInt(at + 4);
        at += 8;
        int frames = (flags & HAS_FRAMES) != 0 ? bytes.getInt(at) : -1;
        at += (flags & HAS_FRAMES) != 0 ? 4 : 0;
        at += (flags & HAS_BYTES) != 0 ? 4 : 0;
        at += (flags & HAS_SEEK_TABLE) != 0 ? SEEK_TABLE_BYTES : 0;
        at += (flags & HAS_QUALITY) != 0 ? 4 : 0;
        boolean named = start[at] != 0;
        int delays = named ? bytes.getInt(at + LAME_DELAYS) >>> 8 : 0;
        int delay = delays >> 12;
        int padding = delays & 0xFFF;
        return new Mp3Header(
                frameBytes(header, version1),
                frames,
                named ? delay + DECODER_DELAY : 0,
                named ? Math.max(0, padding - DECODER_DELAY) : 0);
    }

    private static boolean isLayer3(int header) {
        return header >>> 21 == 0x7FF && (header >> 17 & 3) == 1 && (header >> 10 & 3) != 3;
    }

    private static int frameBytes(int header, boolean version1) {
        int kbit = (version1 ? KBIT_1 : KBIT_2)[header >> 12 & 15];
        int version = header >> 19 & 3;
        int rate = RATES[header >> 10 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        return (version1 ? 144 : 72) * kbit * 1000 / rate + (header >> 9 & 1);
    }
}
