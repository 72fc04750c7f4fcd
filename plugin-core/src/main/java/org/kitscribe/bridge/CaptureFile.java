// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.WholeFile;
import org.kitscribe.midi.ClipWriter;
import org.kitscribe.midi.Meter;

/** Captured notes as a file of the user's: in {@code Kitscribe} among the documents, else in our state folder. [any] */
final class CaptureFile {
    private static final String TRACK = "Kitscribe";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'Drums' yyyy-MM-dd HH.mm.ss");
    private static final Pattern DOCUMENTS =
            Pattern.compile("^XDG_DOCUMENTS_DIR=\"(?:\\$HOME/)?(.*)\"", Pattern.MULTILINE);

    private CaptureFile() {}

    /**
     * Writes a file under a name of its own.
     *
     * @param map gives the notes their numbers
     * @return where it lies
     * @throws IOException if it cannot be written
     */
    static synchronized Path write(List<Note> notes, DrumMap map, Path folder) throws IOException {
        byte[] clip = ClipWriter.write(notes, map, Meter.DEFAULT, TRACK);
        Path file = free(folder, LocalDateTime.now().format(NAME));
        WholeFile.write(file, clip);
        return file;
    }

    private static Path free(Path folder, String name) {
        Path file = folder.resolve(name + ".mid");
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(name + " " + i + ".mid");
        }
        return file;
    }

    /** Returns the folder for captures: among the documents where the desktop has such a folder. */
    static Path folder(Map<String, String> environment, Path state) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        Path documents = home.resolve(documents(environment, home));
        return documents.equals(home) || !Files.isDirectory(documents)
                ? state.resolve("captures")
                : documents.resolve("Kitscribe");
    }

    /** The desktop's own list of the user's folders, whose names follow the language: below home, or absolute. */
    private static String documents(Map<String, String> environment, Path home) {
        Path config = Path.of(environment.getOrDefault(
                "XDG_CONFIG_HOME", home.resolve(".config").toString()));
        try {
            Matcher matcher = DOCUMENTS.matcher(Files.readString(config.resolve("user-dirs.dirs")));
            return matcher.find() ? matcher.group(1) : "Documents";
        } catch (IOException e) {
            return "Documents";
        }
    }
}
