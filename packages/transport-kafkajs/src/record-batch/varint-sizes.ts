/** The sizes of varints (Kafka protocol guide, "Protocol Primitive Types"). */

/** Of a zigzag varint up to 32 bits. */
export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < 0x1000_0000 ? 4 : 5;
}

/** Of a zigzag varint of a whole number up to 2^53. */
export function varlongSize(value: number): number {
  if (value === (value | 0)) return varintSize(value);
  let size = 1;
  for (let left = value >= 0 ? value * 2 : -value * 2 - 1; left >= 0x80; left = Math.floor(left / 0x80)) size++;
  return size;
}
