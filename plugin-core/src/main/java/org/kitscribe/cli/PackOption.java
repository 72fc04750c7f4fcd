// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.nio.file.Path;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import picocli.CommandLine.Option;

/** The option {@code --pack}, shared by the verbs. */
final class PackOption {
    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Folder of the model pack (default: the drums pack that comes with Kitscribe).")
    private Path folder;

    ModelPack open() throws PackException {
        return ModelPack.open(folder == null ? home().resolve("models/packs/drums") : folder);
    }

    /** Opens the pack and reads what it can hear. */
    DecoderSpec decoder() throws PackException {
        return DecoderSpec.read(open().manifest());
    }

    /** Returns the folder Kitscribe lies in, as the launcher says. */
    static Path home() {
        return Path.of(System.getProperty("kitscribe.home", ""));
    }
}
