// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {
    @TempDir
    private Path folder;

    @Test
    void cutsTextBetweenCharacters() throws Exception {
        Words words = Words.map(Files.createFile(folder.resolve("words")), 0, 16);
        for (String[] text :
                new String[][] {{"Ton", "Ton"}, {"Töne", "Töne"}, {"12345678", "1234567"}, {"123456ö", "123456"}}) {
            words.setText(4, 8, text[0]);
            assertEquals(text[1], words.text(4, 8));
        }
    }
}
