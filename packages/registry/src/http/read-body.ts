/**
 * Reads the JSON body of a request, up to a size limit. A body that is too long is discarded, and its connection closed
 * after the response.
 */
import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../registry-error.js';

/** An empty body is `undefined`. @throws RegistryError 413, or 400 when it is not JSON. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLong(maxBytes);
  const bytes = await collect(request, maxBytes);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new RegistryError(400, 400, `The body is not JSON: ${reason}`);
  }
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else reject(tooLong(maxBytes));
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

const tooLong = (maxBytes: number): RegistryError =>
  new RegistryError(413, 413, `The body is longer than ${maxBytes} bytes.`);
