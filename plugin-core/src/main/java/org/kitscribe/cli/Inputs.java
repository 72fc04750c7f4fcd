// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.kitscribe.kit.Cause;

/** Files, folders and globs as the user names them, made into files. */
final class Inputs {
    /** What stands for standard input, and for standard output after {@code -o}. */
    static final String STANDARD = "-";

    private static final Set<String> AUDIO =
            Set.of("wav", "wave", "bwf", "rf64", "aif", "aiff", "aifc", "flac", "mp3", "ogg", "oga");

    /**
     * One thing to read.
     *
     * @param name what messages call it
     * @param file null for standard input
     * @param inside the path below the folder or glob it was found in; of a file named directly, its name
     */
    record Input(String name, Path file, Path inside) {}

    /** What was found, in the order given, and one failure for each name that led nowhere. */
    record Found(List<Input> inputs, List<Failure> failures, boolean many) {}

    private Inputs() {}

    static Found find(List<String> names) {
        List<Input> inputs = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        boolean many = names.size() > 1;
        for (String name : names) {
            try {
                many |= add(name, inputs, failures);
            } catch (Failure e) {
                failures.add(e);
            }
        }
        return new Found(inputs, failures, many);
    }

    /** Adds what {@code name} means; returns whether it may mean several files. */
    private static boolean add(String name, List<Input> inputs, List<Failure> failures) throws Failure {
        if (name.equals(STANDARD)) {
            inputs.add(new Input("standard input", null, Path.of("stdin")));
            return false;
        }
        if (name.isEmpty()) { // Java takes it for the folder where it runs
            throw new Failure(ExitCode.INPUT, "an empty name is no file; give one");
        }
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                String none = name + ": the folder holds no audio files";
                failures.addAll(addMatches(path, Integer.MAX_VALUE, Inputs::isAudio, none, inputs));
                return true;
            }
            if (!Files.exists(path) && isGlob(name)) {
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.normalize());
                Path root = root(path);
                int depth = name.contains("**")
                        ? Integer.MAX_VALUE
                        : root.relativize(path).getNameCount();
                String none = name + ": no file matches";
                failures.addAll(addMatches(root, depth, file -> matcher.matches(file.normalize()), none, inputs));
                return true;
            }
            inputs.add(new Input(name, path, path.getFileName()));
            return false;
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.INPUT,
                    name + ": is no path: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static boolean isGlob(String name) {
        return name.matches(".*[*?\\[{].*");
    }

    /** Returns the folder above the first part of a glob that holds a wildcard. */
    private static Path root(Path glob) {
        Path root = glob.isAbsolute() ? glob.getRoot() : Path.of("");
        for (Path part : glob) {
            if (isGlob(part.toString())) {
                break;
            }
            root = root.resolve(part);
        }
        return root;
    }

    private static boolean isAudio(Path file) {
        String name = file.getFileName().toString();
        return AUDIO.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Adds what is {@code wanted} below {@code root}, behind links, too; returns a failure for each unreadable folder. */
    private static List<Failure> addMatches(
            Path root, int depth, Predicate<Path> wanted, String none, List<Input> inputs) throws Failure {
        List<Path> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        try {
            Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    boolean hidden = file.getFileName().toString().startsWith(".");
                    if (attributes.isRegularFile() && !hidden && wanted.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // a link to a folder above it holds nothing new, and what is not there nothing
                    if (!(e instanceof FileSystemLoopException || e instanceof NoSuchFileException)) {
                        failures.add(new Failure(ExitCode.INPUT, file + ": cannot be listed: " + Cause.of(e)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new Failure(ExitCode.INPUT, root + ": cannot be listed: " + Cause.of(e));
        }
        if (found.isEmpty() && failures.isEmpty()) {
            throw new Failure(ExitCode.INPUT, none);
        }
        found.stream().sorted().forEach(file -> inputs.add(new Input(file.toString(), file, root.relativize(file))));
        return failures;
    }
}
