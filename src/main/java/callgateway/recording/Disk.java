package callgateway.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where files are written; a test has others. Blocks: for the writers' threads. */
interface Disk {
    /** A file that is being written. */
    interface Out extends AutoCloseable {
        /** Appends all of it. */
        void append(ByteBuffer bytes) throws IOException;

        /** Writes all of it over what is at the beginning. */
        void begin(ByteBuffer bytes) throws IOException;

        /** Returns when all is on the disk. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A new file that only its owner can read. */
    Out create(Path file) throws IOException;

    /** How much more can be written to the disk of this folder. */
    long usableBytes(Path folder) throws IOException;

    /** The disk of this machine. */
    Disk REAL = new Disk() {
        @Override
        public Out create(Path file) throws IOException {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownersOnly(file, "rw-------"));
            return new ChannelOut(channel);
        }

        @Override
        public long usableBytes(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }
    };

    /** A folder that only its owner can look into; those above it as this process makes folders. */
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            Files.createDirectory(folder, ownersOnly(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Attributes for a file system that knows such; none for others. */
    static FileAttribute<?>[] ownersOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** On a channel. */
    record ChannelOut(FileChannel channel) implements Out {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void begin(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
