/**
 * A socket that speaks just enough of Kafka's protocol to refuse credentials: ApiVersions, SaslHandshake,
 * SaslAuthenticate. It keeps what it was sent.
 */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

const keys = { metadata: 3, saslHandshake: 17, apiVersions: 18, saslAuthenticate: 36 };

const int16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const string = (text: string) => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);

const saslAuthenticationFailed = 58;

function answer(apiKey: number, mechanism: string, refusal: string): Buffer {
  if (apiKey === keys.apiVersions) {
    const ranges = [
      [keys.metadata, 0, 5],
      [keys.saslHandshake, 0, 1],
      [keys.apiVersions, 0, 2],
      [keys.saslAuthenticate, 0, 0],
    ].map((range) => Buffer.concat(range.map(int16)));
    return Buffer.concat([int16(0), int32(ranges.length), ...ranges, int32(0)]);
  }
  if (apiKey === keys.saslHandshake) return Buffer.concat([int16(0), int32(1), string(mechanism)]);
  return Buffer.concat([int16(saslAuthenticationFailed), string(refusal), int32(0)]);
}

export interface FakeBroker extends AsyncDisposable {
  readonly address: string;
  readonly received: () => Buffer;
}

/** `refusal` is what it says to any credentials. */
export async function startFakeBroker(mechanism: string, refusal: string): Promise<FakeBroker> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let buffered = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      received.push(data);
      buffered = Buffer.concat([buffered, data]);
      while (buffered.length >= 4 && buffered.length >= 4 + buffered.readInt32BE(0)) {
        const size = buffered.readInt32BE(0);
        const request = buffered.subarray(4, 4 + size);
        buffered = buffered.subarray(4 + size);
        const body = Buffer.concat([request.subarray(4, 8), answer(request.readInt16BE(0), mechanism, refusal)]);
        socket.write(Buffer.concat([int32(body.length), body]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => Buffer.concat(received),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
