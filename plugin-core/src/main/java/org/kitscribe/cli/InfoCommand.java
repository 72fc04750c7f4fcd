// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.concurrent.Callable;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "info", description = "Prints version, model pack, where the network runs, and the devices at hand.")
final class InfoCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private PackOption packOption;

    InfoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        ModelPack pack = packOption.open();
        DecoderSpec decoder = DecoderSpec.read(pack.manifest());
        FrameSpec frames = FrameSpec.read(pack.manifest());
        line("version", Kitscribe.Version.text());
        line("pack", pack.id() + " " + pack.version() + " in " + pack.folder());
        line("licence", pack.manifest().text("licence"));
        line("drums", decoder.drums().size() + " in " + decoder.groups().size() + " groups");
        for (LatencySetting setting : LatencySetting.values()) {
            double milliseconds = 1000.0 * pack.lookAhead(setting) * frames.hop() / frames.rate();
            line(setting.key(), String.format("sees %.0f ms after a stroke", milliseconds));
        }
        try (OnnxModel model = OnnxModel.open(pack)) {
            line("provider", model.provider(LatencySetting.ACCURATE));
        }
        line("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        Devices.list().forEach(device -> line("device", device));
        return ExitCode.DONE;
    }

    private void line(String name, String value) {
        console.print(String.format("%-9s %s", name, value));
    }
}
