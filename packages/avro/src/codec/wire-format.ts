/** The registry's wire format: a zero byte, the writer schema's id in four bytes (big-endian), the Avro bytes. */
const magicByte = 0;
export const headerBytes = 5;

/** The writer schema's id, or -1 when the bytes are not in this format. */
export function schemaIdOf(bytes: Buffer): number {
  return bytes.length >= headerBytes && bytes[0] === magicByte ? bytes.readUInt32BE(1) : -1;
}

/** Why `schemaIdOf` answered -1. */
export function headerMistake(bytes: Buffer): string {
  return bytes.length < headerBytes
    ? `its ${bytes.length} bytes are too few for the registry's wire format`
    : `it does not start with the registry's magic byte 0. Was it written with another serializer?`;
}

export function withHeader(id: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + body.length);
  bytes[0] = magicByte;
  bytes.writeUInt32BE(id, 1);
  body.copy(bytes, headerBytes);
  return bytes;
}
