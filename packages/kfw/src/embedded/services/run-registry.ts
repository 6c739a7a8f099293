/** The program of the thread in `registry-thread.ts`: one registry, until it receives a stop message. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type RegistryOptions, startRegistry } from '@kfw/registry';
import { systemCode } from '../../system-code.js';
import type { ThreadMessage } from './registry-thread.js';

const port = parentPort;
if (port === null) throw new Error('This is the program of a thread.');
const send = (message: ThreadMessage): void => port.postMessage(message);

try {
  const registry = await startRegistry(workerData as RegistryOptions);
  const stopping = once(port, 'message');
  send({ kind: 'started', url: registry.url });
  await stopping;
  await registry.stop();
} catch (thrown) {
  // An import of @kfw/core for this would take longer than the registry's start.
  const { message, cause } = thrown instanceof Error ? thrown : new Error(String(thrown));
  send({ kind: 'refused', code: systemCode(thrown) ?? '', message, systemCode: systemCode(cause) });
}
port.close();
