/** The span of a send in a transactional handler ends when its messages have joined the transaction, however they are sent. */
import { describe, expect, it } from '@jest/globals';
import { Monitor } from '../../src/events/monitor.js';
import type { Deliverer, OutgoingMessage } from '../../src/producing/deliverer.js';
import { tracedDeliverer } from '../../src/producing/traced-deliverer.js';
import { inRun } from '../../src/responding/transaction/handler-run.js';
import { TransactionBuffer } from '../../src/responding/transaction/transaction-buffer.js';
import { transactionalDeliverer } from '../../src/responding/transaction/transactional-deliverer.js';
import type { SendTrace, Tracer } from '../../src/tracing/tracer.js';

const message = (): OutgoingMessage => ({ topic: 'orders', key: null, value: Buffer.from('x'), headers: {} });

type Send = (deliverer: Deliverer) => unknown;

const sends: [string, Send][] = [
  ['deliver', (deliverer) => deliverer.deliver([message(), message()])],
  ['deliverOne', (deliverer) => deliverer.deliverOne(message())],
  ['deliverAsync', (deliverer) => deliverer.deliverAsync([message(), message()])],
  ['deliverAtomically', (deliverer) => deliverer.deliverAtomically('id', [message()])],
];

async function reportsOf(send: Send, buffer: TransactionBuffer): Promise<Set<string>> {
  const reports: string[] = [];
  const trace: SendTrace = {
    headers: [],
    isRecording: true,
    retrying() {},
    delivered: () => void reports.push('delivered'),
    failed: (_messages, error) => void reports.push((error as { code?: string }).code ?? error.message),
  };
  const monitor = new Monitor();
  monitor.tracer = { headerNames: [], sending: () => trace } as unknown as Tracer;
  const deliverer = tracedDeliverer(transactionalDeliverer({} as Deliverer), monitor);
  const run = { message: undefined, transactionBuffer: buffer, isOver: false, signal: undefined };
  await inRun(run, async () => send(deliverer)).catch(() => {});
  return new Set(reports);
}

describe.each(sends)('the span of %s in a transaction', (_name, send) => {
  it('ends when its messages have joined it', async () => {
    expect(await reportsOf(send, new TransactionBuffer('OrdersConsumer', 'users'))).toEqual(new Set(['delivered']));
  });

  it('fails when it is over', async () => {
    const buffer = new TransactionBuffer('OrdersConsumer', 'users');
    buffer.close();
    expect(await reportsOf(send, buffer)).toEqual(new Set(['KFW_TRANSACTION_OVER']));
  });
});
