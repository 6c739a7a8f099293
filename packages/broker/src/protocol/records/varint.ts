/** Writes the zigzag varints of records, of whole numbers up to 2^52. `varint-reader.ts` reads them. */
export const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = zigzag(value); rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
};

/** Returns the position behind it. */
export const writeVarint = (bytes: Buffer, value: number, start: number): number => {
  let at = start;
  let rest = zigzag(value);
  for (; rest >= 128; rest = Math.floor(rest / 128)) at = bytes.writeUInt8((rest % 128) | 0x80, at);
  return bytes.writeUInt8(rest, at);
};

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
