/** Handlers that hang: their spans end when nothing waits for them any more. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../src/consuming/handler/consumer.js';
import { raw } from '../../src/payloads/schemas.js';
import { Payload } from '../../src/routing/declare/consumer-decorators.js';
import type { CallTrace, Tracer } from '../../src/tracing/tracer.js';
import { planFor } from '../support/plan.js';
import { batchOf, hostFor, laneFor } from '../support/world.js';

describe('an abandoned lane', () => {
  it('tells the trace of the call that runs, once', async () => {
    const seen: string[] = [];
    const begun = Promise.withResolvers<void>();
    @Payload(raw())
    class Hanging extends Consumer {
      process(): Promise<void> {
        begun.resolve();
        return new Promise(() => {});
      }
    }
    const trace: Partial<CallTrace> = {
      within: (work) => work(),
      process: (method, consumer, message) => method.call(consumer, message),
      abandoned: (reason) => seen.push(reason),
    };
    const host = hostFor();
    host.monitor.tracer = { calling: () => trace } as unknown as Tracer;
    const lane = laneFor(planFor(Hanging), host);
    lane.take(batchOf([1]));
    await begun.promise;
    expect(seen).toEqual([]);
    lane.abandon('the partition was lost');
    lane.abandon('the partition was revoked');
    expect(seen).toEqual(['the partition was lost']);
  });
});
