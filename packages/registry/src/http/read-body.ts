/** The JSON of a request's body, up to a size. A body that is too long is not read to its end. */
import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../registry-error.js';

/** Empty is `undefined`. @throws RegistryError 413, or 400 when it is no JSON. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLong(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong(maxBytes);
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new RegistryError(400, 400, `The body is no JSON: ${reason}`);
  }
}

const tooLong = (maxBytes: number): RegistryError =>
  new RegistryError(413, 413, `The body is longer than ${maxBytes} bytes.`);
