package callgateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of configuration files without reading them: the file itself, and those beside it that it may include. Two
 * equal states are the same content, for everybody who does not set clocks back. Links are followed, since mounted configuration
 * is replaced by moving a link.
 */
record FolderState(Map<Path, Mark> files) {
    private static final List<String> ENDINGS = List.of(".conf", ".json", ".properties");

    /**
     * One file.
     *
     * @param key which file it is on the disk, where the system says so: a replaced file may have the old size and time
     */
    record Mark(long size, FileTime modified, @Nullable Object key) {}

    static FolderState of(Path file) {
        Map<Path, Mark> files = new TreeMap<>();
        Path folder = file.getParent();
        try (Stream<Path> beside = folder == null ? Stream.of() : Files.list(folder)) {
            beside.filter(path -> ENDINGS.stream().anyMatch(path.toString()::endsWith))
                    .forEach(path -> add(files, path));
        } catch (IOException | UncheckedIOException e) {
            // A folder that is not there has no files.
        }
        add(files, file);
        return new FolderState(files);
    }

    private static void add(Map<Path, Mark> files, Path path) {
        try {
            BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
            files.put(path, new Mark(seen.size(), seen.lastModifiedTime(), seen.fileKey()));
        } catch (IOException e) {
            // Gone, or not to be read: as if it were not there.
            files.remove(path);
        }
    }
}
