// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped part of the shared file, by byte offsets. Java maps it by itself: that needs no native code of ours, and the
 * mapping outlives whatever the C half does with its own. [any]
 */
final class Words {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ORDER);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ORDER);

    private final ByteBuffer bytes;

    private Words(ByteBuffer bytes) {
        this.bytes = bytes.order(ORDER);
    }

    /** Maps {@code size} bytes from {@code offset} on. */
    static Words map(Path file, long offset, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Words(channel.map(MapMode.READ_WRITE, offset, size));
        }
    }

    /** Returns a part of these words, with offsets of its own. */
    Words slice(int offset, int size) {
        return new Words(bytes.slice(offset, size));
    }

    /** Returns the bytes for bulk access; their position and limit must stay as they are. */
    ByteBuffer bytes() {
        return bytes;
    }

    int getInt(int offset) {
        return (int) INTS.getAcquire(bytes, offset);
    }

    void setInt(int offset, int value) {
        INTS.setRelease(bytes, offset, value);
    }

    long getLong(int offset) {
        return (long) LONGS.getAcquire(bytes, offset);
    }

    void setLong(int offset, long value) {
        LONGS.setRelease(bytes, offset, value);
    }

    /** Reads text that ends with a zero. */
    String text(int offset, int size) {
        byte[] text = new byte[size];
        bytes.get(offset, text);
        int length = 0;
        while (length < size && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Writes text, cut between characters to fit with its closing zero. */
    void setText(int offset, int size, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(encoded.length, size - 1);
        while (length < encoded.length && (encoded[length] & 0xC0) == 0x80) {
            length--;
        }
        bytes.put(offset, encoded, 0, length);
        bytes.put(offset + length, (byte) 0);
    }
}
