// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.kitscribe.kit.LatencySetting;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code kitscribe}. */
@Command(
        name = "kitscribe",
        description = {
            "Turns drum recordings into MIDI files: kitscribe transcribe drums.wav writes drums.mid.",
            "kitscribe VERB --help tells more about a verb."
        },
        subcommands = {
            TranscribeCommand.class,
            CompareCommand.class,
            MapsCommand.class,
            InfoCommand.class,
            BenchCommand.class,
            Kitscribe.Completion.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Kitscribe.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a bug in Kitscribe",
            "2:wrong arguments",
            "3:an input is missing or cannot be used",
            "4:an output cannot be written",
            "5:the model pack cannot be used",
            "6:the drum map cannot be used",
            "130:interrupted",
            " :of a batch, the code of the first file that failed"
        })
public final class Kitscribe {
    private Kitscribe() {}

    /** Runs one verb and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out = System.out;
        // jFLAC prints what it wonders about, and results alone are to be there
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.exit(run(out, System.err, args));
    }

    /** Runs one verb; what it prints goes to {@code out}, errors and progress to {@code err}. Returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        // scripts, and the drum maps' own reader, read numbers in ASCII digits
        Locale.setDefault(Locale.ROOT);
        Console console = new Console(out, err);
        CommandLine line = new CommandLine(new Kitscribe(), new Factory(console));
        line.registerConverter(LatencySetting.class, Kitscribe::latency);
        line.setUsageHelpAutoWidth(true);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setParameterExceptionHandler((e, given) -> {
            String verb = e.getCommandLine().getCommandSpec().qualifiedName();
            console.error(oneLine(e.getMessage()) + guess(e) + "; see " + verb + " --help");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            Failure failure = Failure.of(e);
            console.error(failure.getMessage());
            return failure.code();
        });
        return line.execute(args);
    }

    /** As the help writes them: picocli's own would tell the constants' names. */
    private static LatencySetting latency(String key) {
        return Arrays.stream(LatencySetting.values())
                .filter(setting -> setting.key().equalsIgnoreCase(key))
                .findFirst()
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "expected one of " + Arrays.toString(LatencySetting.values()) + " but was '" + key + "'"));
    }

    private static String guess(CommandLine.ParameterException e) {
        List<String> guesses =
                e instanceof CommandLine.UnmatchedArgumentException typo ? typo.getSuggestions() : List.of();
        return guesses.isEmpty() ? "" : "; did you mean " + String.join(" or ", guesses) + "?";
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Hands the console to each verb's constructor. */
    private record Factory(Console console) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Console.class).newInstance(console);
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        static String text() {
            String version = Kitscribe.class.getPackage().getImplementationVersion();
            return version == null ? "(development)" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"kitscribe " + text()};
        }
    }

    @Command(
            name = "completion",
            description = {
                "Prints a completion script for bash and zsh.",
                "Load it with: source <(kitscribe completion)"
            })
    static final class Completion implements Runnable {
        private final Console console;

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec;

        Completion(Console console) {
            this.console = console;
        }

        @Override
        public void run() {
            console.print(AutoComplete.bash("kitscribe", spec.root().commandLine()));
        }
    }
}
