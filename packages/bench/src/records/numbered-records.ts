/**
 * The records that are consumed: 200 bytes, the first four a number. Partition p of six holds p, p + 6, p + 12 … in
 * order, so that every step of a consumer can be checked, and the sum of all is known beforehand.
 */
export const partitionCount = 6;
export const recordBytes = 200;

export function recordOf(number: number): Buffer {
  const value = Buffer.alloc(recordBytes, 'kfw');
  value.writeUInt32BE(number, 0);
  return value;
}

/** The partition of the record with this number. */
export function partitionOf(number: number): number {
  return number % partitionCount;
}

/** The sum of the numbers of `count` records. */
export function sumOf(count: number): number {
  return (count * (count - 1)) / 2;
}
