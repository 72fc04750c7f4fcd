// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.IOException;

/** One kind of audio file being decoded, block by block. A failure's message says what is wrong, without the file. */
interface Source {
    /** Returns the samples per second. */
    int rate();

    /** Returns the number of channels. */
    int channels();

    /** Returns the declared length in samples per channel, or -1. */
    long length();

    /** Decodes the next block and returns its samples per channel; 0 at the end. */
    int decode() throws IOException;

    /** Returns the decoded block, channels interleaved, full scale being 1; valid until the next one. */
    float[] block();
}
