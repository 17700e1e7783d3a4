/**
 * Telephone audio as plain bytes: mu-law companding, sample-rate conversion, a bounded ring, tones, levels and WAV
 * files.
 *
 * <p>PCM is always signed 16-bit little-endian in a {@code byte[]} with an offset and a length. Nothing here knows a
 * socket, an actor or a protocol. Levels are in dBFS as RMS relative to the full-scale value 32768, so that the
 * loudest sine is -3.01 dBFS (the dBov of ITU-T G.100.1).
 */
@NullMarked
package callgateway.audio;

import org.jspecify.annotations.NullMarked;
