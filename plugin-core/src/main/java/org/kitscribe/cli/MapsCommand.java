// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "maps",
        description = {
            "Lists the drum maps, or prints one.",
            "A map of your own is a text file with a line `drum = note` for each drum; # starts a comment. Print a"
                    + " preset for a start: the table is itself a map."
        })
final class MapsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "MAP", description = "A preset's name or the path of a map file.")
    private String name;

    @Mixin
    private PackOption pack;

    MapsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            for (String preset : DrumMap.PRESETS) {
                console.print(String.format("%-22s %s", preset, DrumMap.title(preset)));
            }
            return ExitCode.DONE;
        }
        List<Drum> drums = pack.decoder().drums();
        DrumMap map = DrumMap.load(name, drums);
        map.header().forEach(line -> console.print("# " + line));
        for (Drum drum : drums) {
            console.print(String.format("%-10s = %-3d # %s", drum.name(), map.note(drum), map.comment(drum))
                    .strip());
        }
        return ExitCode.DONE;
    }
}
