// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

/** A folder with a network and its manifest {@code pack.json}. [any] */
public final class ModelPack {
    private final Path folder;
    private final Fields manifest;
    private final String id;
    private final String version;

    private ModelPack(Path folder, Fields manifest) throws PackException {
        this.folder = folder;
        this.manifest = manifest;
        manifest.whole("format", 1, 1);
        id = manifest.text("id");
        version = manifest.text("version");
    }

    /**
     * Reads a pack's manifest; the network itself is opened by {@link OnnxModel}.
     *
     * @throws PackException if it is missing, malformed, or of another format
     */
    public static ModelPack open(Path folder) throws PackException {
        Path file = folder.resolve("pack.json");
        try (Reader reader = Files.newBufferedReader(file)) {
            JsonObject root = JsonParser.object().from(reader);
            return new ModelPack(folder, new Fields(file.toString(), root));
        } catch (IOException e) {
            throw new PackException(file.toString(), "cannot be read; a pack is a folder with pack.json and a network");
        } catch (JsonParserException e) {
            throw new PackException(file.toString(), "line " + e.getLinePosition() + ": " + e.getMessage());
        }
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the whole manifest; each package reads its own part of it. */
    public Fields manifest() {
        return manifest;
    }

    /** Returns the pack's name, for example {@code drums}. */
    public String id() {
        return id;
    }

    /** Returns the pack's version. */
    public String version() {
        return version;
    }

    /** Returns the frames that the network sees after the one it speaks of, at this setting. */
    public int lookAhead(LatencySetting setting) throws PackException {
        return manifest.object("look_ahead").whole(setting.key(), 0, 10_000);
    }
}
