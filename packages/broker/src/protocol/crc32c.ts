/**
 * CRC-32C (Castagnoli), the checksum of a record batch. Node's zlib has only the other CRC-32, so it is computed here:
 * sixteen tables of 256 entries ("slicing by 16"), a whole 16 bytes per round. One produced byte is summed once, so
 * this is the dearest thing the broker does per byte: measured about three times as fast as one table, and a fifth
 * faster than eight.
 */
const polynomial = 0x82f63b78;
const slices = 16;

const makeTables = (): Int32Array[] => {
  const tables = Array.from({ length: slices }, () => new Int32Array(256));
  const [first] = tables as [Int32Array];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    first[byte] = crc;
  }
  for (let slice = 1; slice < slices; slice++) {
    const before = tables[slice - 1] as Int32Array;
    const table = tables[slice] as Int32Array;
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number;
      table[byte] = (first[crc & 0xff] as number) ^ (crc >>> 8);
    }
  }
  return tables;
};

const [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15] = makeTables() as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The CRC-32C of `bytes` from `start` (inclusive) to `end` (exclusive), as an unsigned number. */
export const crc32c = (bytes: Uint8Array, start = 0, end = bytes.length): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = -1;
  let at = start;
  for (const last = end - 16; at <= last; at += 16) {
    const a = crc ^ view.getInt32(at, true);
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    crc =
      (t15[a & 0xff] as number) ^
      (t14[(a >>> 8) & 0xff] as number) ^
      (t13[(a >>> 16) & 0xff] as number) ^
      (t12[a >>> 24] as number) ^
      (t11[b & 0xff] as number) ^
      (t10[(b >>> 8) & 0xff] as number) ^
      (t9[(b >>> 16) & 0xff] as number) ^
      (t8[b >>> 24] as number) ^
      (t7[c & 0xff] as number) ^
      (t6[(c >>> 8) & 0xff] as number) ^
      (t5[(c >>> 16) & 0xff] as number) ^
      (t4[c >>> 24] as number) ^
      (t3[d & 0xff] as number) ^
      (t2[(d >>> 8) & 0xff] as number) ^
      (t1[(d >>> 16) & 0xff] as number) ^
      (t0[d >>> 24] as number);
  }
  for (; at < end; at++) crc = (t0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
};
