/**
 * The requests to Kafka that this process has sent, over all connections opened from now on: how many calls there were of
 * each API.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export interface SentRequests {
  /** So far, of one API by its key. */
  of(apiKey: number): number;
  /** So far, of all of them. */
  total(): number;
  /** Ends the count. */
  end(): void;
}

type Write = (chunk: Uint8Array | string, ...rest: unknown[]) => boolean;

/** The keys of the APIs that tests count. */
export const apiKeys = {
  listOffsets: 2,
  metadata: 3,
  offsetFetch: 9,
  findCoordinator: 10,
  describeGroups: 15,
  listGroups: 16,
  createTopics: 19,
  deleteTopics: 20,
  deleteRecords: 21,
  describeConfigs: 32,
  alterConfigs: 33,
  createPartitions: 37,
  deleteGroups: 42,
  incrementalAlterConfigs: 44,
  offsetDelete: 47,
} as const;

export function countSentRequests(): SentRequests {
  const counts = new Map<number, number>();
  const count = (apiKey: number) => void counts.set(apiKey, (counts.get(apiKey) ?? 0) + 1);
  const opened = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    // Node sets `write` again when it connects.
    socket.once('connect', () => observeWrites(socket, readFrames(count)));
  };
  subscribe('net.client.socket', opened);
  return {
    of: (apiKey) => counts.get(apiKey) ?? 0,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    end: () => unsubscribe('net.client.socket', opened),
  };
}

function observeWrites(socket: Socket, read: (bytes: Buffer) => void): void {
  const write = socket.write.bind(socket) as Write;
  socket.write = ((chunk, ...rest) => {
    read(typeof chunk === 'string' ? Buffer.from(chunk, 'binary') : Buffer.from(chunk));
    return write(chunk, ...rest);
  }) as Write as Socket['write'];
}

/** Passes on the API key of each request: it follows the length. */
function readFrames(take: (apiKey: number) => void): (bytes: Buffer) => void {
  let unread = Buffer.alloc(0);
  return (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    while (unread.length >= 6 && unread.length >= 4 + unread.readInt32BE(0)) {
      take(unread.readInt16BE(4));
      unread = unread.subarray(4 + unread.readInt32BE(0));
    }
  };
}
