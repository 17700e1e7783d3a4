package callgateway.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class of the gateway with one thing wrong, made of its own source: what goes wrong on purpose is not in the product. */
final class WrongGateway {
    private WrongGateway() {}

    /**
     * Returns a folder with classes that take the place of the gateway's own.
     *
     * @param folder to work in
     * @param type such as {@code callgateway.audio.MuLaw}
     * @param right what its source has once
     * @param wrong what is there instead
     */
    static Path classes(Path folder, String type, String right, String wrong) throws IOException {
        Path source = Path.of("src/main/java", type.replace('.', '/') + ".java");
        String text = Files.readString(source);
        int at = text.indexOf(right);
        if (at < 0 || text.indexOf(right, at + 1) >= 0) {
            throw new AssertionError(source + " does not have this once: " + right);
        }
        Path changed = folder.resolve("wrong").resolve(Objects.requireNonNull(source.getFileName()));
        Files.createDirectories(Objects.requireNonNull(changed.getParent()));
        Files.writeString(changed, text.replace(right, wrong));
        Path classes = Files.createDirectories(folder.resolve("wrong-classes"));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString(),
                    "-proc:none",
                    "-parameters");
            boolean done = compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(changed))
                    .call();
            try (Stream<Path> made = Files.walk(classes)) {
                if (!done || made.noneMatch(path -> path.toString().endsWith(".class"))) {
                    throw new AssertionError("cannot be compiled: " + changed);
                }
            }
        }
        return classes;
    }
}
