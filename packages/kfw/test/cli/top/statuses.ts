/** Statuses of servers, as tests need them. */
import type { StatusReading } from '../../../src/cli/top/read-status.js';
import type { LaneStatus, ServerStatus } from '../../../src/cli/top/server-status.js';
import { WatchedServer } from '../../../src/cli/top/watched-server.js';

export function laneOf(more: Partial<LaneStatus> = {}): LaneStatus {
  return {
    topic: 'orders',
    partition: 0,
    state: 'idle',
    handler: null,
    runningMs: null,
    lag: 0,
    lagSeconds: 0,
    consumer: 'OrdersConsumer',
    stalled: false,
    backlogMessages: 0,
    messages: { consumed: 100, skipped: 0 },
    failures: 0,
    deadLetters: 0,
    ...more,
  };
}

export function statusOf(lanes: readonly LaneStatus[], more: Partial<ServerStatus> = {}): ServerStatus {
  return {
    state: 'running',
    groups: [{ group: 'shop_billing', joining: false, rebalances: 1, lanes: [...lanes] }],
    kfw: '0.1.0',
    clientId: 'shop',
    pid: 7,
    startedAt: '2026-11-30T21:00:00.000Z',
    uptimeMs: 10_000,
    memory: { rssBytes: 120_000_000, heapUsedBytes: 60_000_000 },
    eventLoop: { medianMs: 1, p99Ms: 12, maxMs: 30, blocked: 0 },
    buffers: {
      in: { bytes: 1_200_000, limitBytes: 268_435_456 },
      out: { bytes: 0, limitBytes: 67_108_864, messages: 0 },
    },
    ...more,
  };
}

/** A server that sends these statuses one after the other; an error is a failure to read it. */
export function serverOf(...sent: readonly (ServerStatus | Error)[]): WatchedServer {
  const left = [...sent];
  const read = async (): Promise<StatusReading> => {
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('nothing left');
    return { status: next, sent: { ...next } };
  };
  return new WatchedServer('http://127.0.0.1:8080/status', read);
}

/** After each status has been read. */
export async function watched(...sent: readonly (ServerStatus | Error)[]): Promise<WatchedServer> {
  const server = serverOf(...sent);
  for (const _ of sent) await server.update(new AbortController().signal);
  return server;
}
