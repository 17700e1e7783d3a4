package callgateway.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of fixed size that is filled from its beginning again and again. Each filling has a number, and an entry only counts
 * with the number in the head: what is left of earlier fillings is not there. Its blocks are written once beforehand, so that
 * forcing an entry to the disk changes nothing about the file itself.
 *
 * <pre>
 *   head:  number (8 bytes)
 *   entry: number (8) length (4) CRC-32 of number, length and bytes (4) bytes
 * </pre>
 *
 * Belongs to whoever holds the log's lock, but for {@link #force}.
 */
final class LogSegment implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LogSegment.class);
    static final int SIZE = 1024 * 1024;
    private static final int HEAD = 8;
    private static final int ENTRY_HEAD = 16;

    private final FileChannel file;
    private final List<byte[]> found = new ArrayList<>();
    private long number;
    private int end = HEAD;
    private int unsettled;

    private LogSegment(FileChannel file) {
        this.file = file;
    }

    static LogSegment open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            LogSegment segment = new LogSegment(file);
            if (file.size() < SIZE) {
                writeFully(file, ByteBuffer.allocate(SIZE - (int) file.size()), file.size());
                file.force(true);
            }
            segment.find();
            return segment;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void find() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        while (all.hasRemaining() && file.read(all, all.position()) > 0) {
            // Read on.
        }
        all.flip();
        number = all.getLong();
        while (all.remaining() >= ENTRY_HEAD && all.getLong(all.position()) == number) {
            int length = all.getInt(all.position() + 8);
            int crc = all.getInt(all.position() + 12);
            if (length <= 0 || length > all.remaining() - ENTRY_HEAD) {
                break;
            }
            byte[] bytes = new byte[length];
            all.get(all.position() + ENTRY_HEAD, bytes);
            if (crc(number, bytes) != crc) {
                // Being written when the power went, before anybody relied on it.
                break;
            }
            found.add(bytes);
            all.position(all.position() + ENTRY_HEAD + length);
        }
    }

    /** What the latest filling of an earlier process has. */
    List<byte[]> found() {
        return List.copyOf(found);
    }

    /** Empty from now on; on the disk with the first entry. */
    void begin() {
        number++;
        end = HEAD;
        found.clear();
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        head.putLong(number).flip();
        try {
            writeFully(file, head, 0);
        } catch (IOException e) {
            // The first entry is refused for the same reason, and says so.
            LOG.warn("the head of a log cannot be written: {}", e.toString());
        }
    }

    boolean hasRoom(int length) {
        return end + ENTRY_HEAD + length <= SIZE;
    }

    /** Whether nothing in it is needed any more. */
    boolean isSettled() {
        return unsettled == 0;
    }

    /** Puts an entry behind the others; it is on the disk after {@link #force}. */
    void put(byte[] bytes) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_HEAD + bytes.length);
        entry.putLong(number)
                .putInt(bytes.length)
                .putInt(crc(number, bytes))
                .put(bytes)
                .flip();
        writeFully(file, entry, end);
        end += ENTRY_HEAD + bytes.length;
        unsettled++;
    }

    /** An entry is not needed any more; when none is, it begins anew. */
    void settled() {
        unsettled--;
        if (unsettled == 0) {
            begin();
        }
    }

    void force() throws IOException {
        file.force(false);
    }

    private static int crc(long number, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.allocate(12).putLong(number).putInt(bytes.length).flip());
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("a log could not be closed: {}", e.toString());
        }
    }
}
