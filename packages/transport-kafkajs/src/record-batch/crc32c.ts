/**
 * The checksum of record batches: CRC-32C (Castagnoli, RFC 3720), reflected, with the polynomial 0x82f63b78. Sixteen
 * bytes go through sixteen tables at a time ("slicing-by-16"), read as four words: many times as fast as byte by byte. The
 * embedded broker has its own, so that each tests the other.
 */
const polynomial = 0x82f63b78;
const slices = 16;

/** Sixteen tables of 256 entries, one after the other: table `n` moves a byte over `n` more bytes. */
const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(slices * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] ?? 0;
    made[at] = (before >>> 8) ^ (made[before & 0xff] ?? 0);
  }
  return made;
}

/** `previous` is the checksum of the bytes before: `crc32c(b, crc32c(a))` is that of `a` and `b` together. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = ~previous;
  let at = 0;
  for (const whole = bytes.length - (bytes.length % slices); at < whole; at += slices)
    crc =
      moved(crc ^ words.getInt32(at, true), 12) ^
      moved(words.getInt32(at + 4, true), 8) ^
      moved(words.getInt32(at + 8, true), 4) ^
      moved(words.getInt32(at + 12, true), 0);
  for (; at < bytes.length; at++) crc = entry(0, (crc ^ (bytes[at] as number)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function entry(slice: number, byte: number): number {
  return tables[slice * 256 + byte] as number;
}

/** Four bytes, over `more` bytes after them. */
function moved(word: number, more: number): number {
  return (
    entry(more + 3, word & 0xff) ^
    entry(more + 2, (word >>> 8) & 0xff) ^
    entry(more + 1, (word >>> 16) & 0xff) ^
    entry(more, word >>> 24)
  );
}
