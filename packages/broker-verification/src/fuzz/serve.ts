/**
 * The process under fuzz: three brokers, one plain with its data on disk, one with SASL, one with TLS. It says its
 * ports, then its memory, handles and times on request, and every failure as it happens.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Broker, type BrokerEvent, type BrokerOptions, startBroker } from '@kfw/broker';
import type { Measured, Ports, ProcessMessage } from './broker-process.js';
import { watchEventLoop } from './watchdog.js';

watchEventLoop();
const [folder = '', tlsFolder = ''] = process.argv.slice(2);

const print = (lineOf: ProcessMessage): void => {
  process.send?.(lineOf);
};

/** An error that was not the peer's: a broker that is well has none, whatever it is sent. */
const onEvent = (event: BrokerEvent): void => {
  if ('error' in event) {
    const { error } = event;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print({ failed: `${event.type}${'api' in event ? ` of ${event.api}` : ''}: ${reason}` });
  }
};

/** Bounds near, so that they are reached, and times short, so that nothing outlives a round of the fuzz for long. */
const options: BrokerOptions = {
  onEvent,
  groupMinSessionTimeoutMs: 50,
  groupMaxSessionTimeoutMs: 300_000,
  groupNewMemberTimeoutMs: 3_000,
  maxGroups: 300,
  maxTransactionalIds: 300,
  limits: { frameTimeoutMs: 1_000, authenticationTimeoutMs: 1_000, responseTimeoutMs: 2_000 },
};

const users = { shop: 'secret' };
const tls = {
  key: await readFile(path.join(tlsFolder, 'key.pem')),
  cert: await readFile(path.join(tlsFolder, 'cert.pem')),
  handshakeTimeout: 1_000,
};
const brokers: Record<keyof Ports, Broker> = {
  plain: await startBroker({ ...options, dataFolder: folder }),
  sasl: await startBroker({ ...options, sasl: { users } }),
  tls: await startBroker({ ...options, tls }),
};

/** The longest turn of the event loop: by the clock, and by the time of this thread. */
const longest = { wallMs: 0, ownMs: 0 };
let last = { wallMs: performance.now(), ownMs: ownMs() };
setInterval(() => {
  const now = { wallMs: performance.now(), ownMs: ownMs() };
  longest.wallMs = Math.max(longest.wallMs, now.wallMs - last.wallMs);
  longest.ownMs = Math.max(longest.ownMs, now.ownMs - last.ownMs);
  last = now;
}, 10).unref();

function ownMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function measure(): Measured {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const measured = {
    connections: Object.values(brokers).reduce((sum, { connections }) => sum + connections, 0),
    handles: process.getActiveResourcesInfo().length,
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    rssBytes: rss,
    heapBytes: heapUsed,
    bufferBytes: external,
    longestTurnMs: longest.wallMs,
    longestOwnTurnMs: longest.ownMs,
  };
  longest.wallMs = longest.ownMs = 0;
  // This collection of garbage was requested, and is not a turn of the broker.
  last = { wallMs: performance.now(), ownMs: ownMs() };
  return measured;
}

process.on('message', () => print({ measured: measure() }));
process.once('disconnect', () => process.exit());
print({ ports: { plain: brokers.plain.port, sasl: brokers.sasl.port, tls: brokers.tls.port } });
