// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which MIDI note number each drum is written as. A map is a text file of lines {@code drum = note}, {@code #} starting
 * a comment; it names every drum once. [any]
 */
public final class DrumMap {
    /** The name of the default map. */
    public static final String GENERAL_MIDI = "gm";

    /** The names of the maps that come with Kitscribe, the default first; a new one goes to the end, for hosts keep the number. */
    public static final List<String> PRESETS = List.of(
            GENERAL_MIDI,
            "addictive-drums-2",
            "avl-drumkits",
            "bfd",
            "drumgizmo-drskit",
            "drumgizmo-muldjordkit",
            "ezdrummer-2",
            "ggd-invasion",
            "hydrogen-gmrockkit",
            "hydrogen-tr808",
            "spitfire-labs-drums",
            "superior-drummer-2",
            "ezdrummer-3",
            "mt-power-drum-kit-2",
            "steven-slate-drums-5",
            "superior-drummer-3");

    private static final Pattern ENTRY = Pattern.compile("(\\w+)\\s*=\\s*(\\d{1,9})");

    private final List<String> header;
    private final Map<String, Integer> notes;
    private final Map<String, String> comments;

    private DrumMap(List<String> header, Map<String, Integer> notes, Map<String, String> comments) {
        this.header = List.copyOf(header);
        this.notes = Map.copyOf(notes);
        this.comments = Map.copyOf(comments);
    }

    /**
     * Loads a preset or a file.
     *
     * @param name one of {@link #PRESETS}, else the path of a file
     * @param drums the drums that it must map
     * @throws MapException if it cannot be read, has a malformed line, a drum twice, an unknown one or none, or a note
     *     outside 0 to 127
     */
    public static DrumMap load(String name, List<Drum> drums) throws MapException {
        return PRESETS.contains(name) ? parse(name, preset(name), drums) : parse(name, file(name), drums);
    }

    /** Parses the lines of a map that errors call {@code name}; otherwise as {@link #load}. */
    public static DrumMap parse(String name, List<String> lines, List<Drum> drums) throws MapException {
        Set<String> known = drums.stream().map(Drum::name).collect(Collectors.toSet());
        Map<String, Integer> notes = new LinkedHashMap<>();
        Map<String, String> comments = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("#", 2);
            String entry = parts[0].strip();
            if (entry.isEmpty()) {
                continue;
            }
            Matcher matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw new MapException(name, i + 1, "\"" + entry + "\" is not of the form drum = note");
            }
            String drum = matcher.group(1);
            int note = Integer.parseInt(matcher.group(2));
            if (!known.contains(drum)) {
                throw new MapException(name, i + 1, "unknown drum " + drum + "; the pack has " + names(drums));
            }
            if (note > 127) {
                throw new MapException(name, i + 1, drum + " = " + note + ": a note is a number from 0 to 127");
            }
            if (notes.put(drum, note) != null) {
                throw new MapException(name, i + 1, drum + " is mapped twice");
            }
            comments.put(drum, parts.length > 1 ? parts[1].strip() : "");
        }
        for (Drum drum : drums) {
            if (!notes.containsKey(drum.name())) {
                throw new MapException(
                        name,
                        lines.size() + 1,
                        "no note for " + drum.name() + "; add " + drum.name() + " = " + drum.note());
            }
        }
        List<String> header = lines.stream()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .toList();
        return new DrumMap(header, notes, comments);
    }

    /** Returns the first line of a preset's header: what it is for. */
    public static String title(String preset) {
        return preset(preset).get(0).substring(1).strip();
    }

    /** Returns the comment lines at the head: what the map is for and where its numbers come from. */
    public List<String> header() {
        return header;
    }

    /** Returns a mapped drum's note number, 0 to 127. */
    public int note(Drum drum) {
        return notes.get(drum.name());
    }

    /** Returns the comment beside a mapped drum, empty if there is none. */
    public String comment(Drum drum) {
        return comments.get(drum.name());
    }

    private static String names(List<Drum> drums) {
        return drums.stream().map(Drum::name).collect(Collectors.joining(", "));
    }

    private static List<String> file(String name) throws MapException {
        try {
            return Files.readAllLines(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new MapException(name, "no preset and no file; `kitscribe maps` lists the presets");
        } catch (CharacterCodingException e) {
            throw new MapException(name, "is not a text file in UTF-8");
        } catch (IOException e) {
            throw new MapException(name, "cannot be read: " + Cause.of(e));
        }
    }

    private static List<String> preset(String name) {
        try (InputStream stream = DrumMap.class.getResourceAsStream("maps/" + name + ".map");
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
