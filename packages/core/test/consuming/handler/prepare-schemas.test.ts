import { expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Message } from '../../../src/contracts/message.js';
import { builtInCodecs } from '../../../src/payloads/built-in-codecs.js';
import type { Codec } from '../../../src/ports/codec.js';
import type { RawRecord } from '../../../src/ports/records.js';
import { Codecs } from '../../../src/routing/schemas/codecs.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../../support/world.js';

const down = new Error('the registry is down');

/** A codec that awaits a schema for each offset; the test provides it. */
class AwaitedSchemas {
  readonly known = new Set<number>();
  readonly #down = new Set<number>();
  readonly #pending = new Map<number, PromiseWithResolvers<void>>();

  provide(offset: number): void {
    this.known.add(offset);
    this.#pending.get(offset)?.resolve();
    this.#pending.delete(offset);
  }

  /** Fails from now on, pending calls included. */
  fail(offset: number): void {
    this.#down.add(offset);
    this.#pending.get(offset)?.reject(down);
    this.#pending.delete(offset);
  }

  prepare(records: readonly RawRecord[]): Promise<void> | undefined {
    const missing = records.filter(({ offset }) => !this.known.has(offset));
    if (missing.length === 0) return undefined;
    return Promise.all(missing.map(({ offset }) => this.#ask(offset))).then(() => undefined);
  }

  #ask(offset: number): Promise<void> {
    if (this.#down.has(offset)) return Promise.reject(down);
    const pending = this.#pending.get(offset) ?? Promise.withResolvers<void>();
    this.#pending.set(offset, pending);
    return pending.promise;
  }
}

function laneOn(schemas: AwaitedSchemas, pauseMs = 3_600_000) {
  const seen: number[] = [];
  class Seer extends Consumer {
    process({ offset }: Message): void {
      seen.push(offset);
    }
  }
  const codec: Codec = {
    format: 'schemas',
    reader: () => ({ prepare: (records) => schemas.prepare(records), decode: (bytes) => bytes }),
    writer: () => {
      throw new Error('unused');
    },
  };
  const host = hostFor();
  const schema = { format: 'schemas', name: 'schemas' };
  const codecs = new Codecs([...builtInCodecs, codec]);
  const lane = laneFor(planFor(Seer, { schema, pauseMs, maxPauseMs: pauseMs }, { codecs }), host);
  return { lane, host, seen };
}

it('messages with known schemas are handled, in order, while a later schema is unknown', async () => {
  const schemas = new AwaitedSchemas();
  for (const offset of [0, 1, 3]) schemas.provide(offset);
  const { lane, host, seen } = laneOn(schemas);
  const consumed = next(host.monitor, 'consumer.consumed');
  lane.take(batchOf([0, 1, 2, 3]));
  await consumed;
  expect(seen).toEqual([0, 1]);
  const remaining = next(host.monitor, 'consumer.consumed');
  schemas.provide(2);
  await remaining;
  expect(seen).toEqual([0, 1, 2, 3]);
});

it('an unavailable schema of a later message is not a failure of the first', async () => {
  const schemas = new AwaitedSchemas();
  const { lane, host, seen } = laneOn(schemas, 10);
  lane.take(batchOf([0, 1]));
  const consumed = next(host.monitor, 'consumer.consumed');
  schemas.fail(1);
  schemas.provide(0);
  await consumed;
  expect(seen).toEqual([0]);
  const unavailable = next(host.monitor, 'schemas.unavailable');
  schemas.fail(1);
  expect(await unavailable).toMatchObject({ error: { message: 'the registry is down' } });
  await lane.hold();
});

it('a registry is asked again soon, even if the route pauses for long', async () => {
  const schemas = new AwaitedSchemas();
  const { lane, host } = laneOn(schemas);
  lane.take(batchOf([0]));
  const unavailable = next(host.monitor, 'schemas.unavailable');
  schemas.fail(0);
  expect((await unavailable).retryInMs).toBeLessThanOrEqual(5_000);
  await lane.hold();
});

it('a held lane waits for no schema, and continues with the same message', async () => {
  const schemas = new AwaitedSchemas();
  const { lane, host, seen } = laneOn(schemas);
  lane.take(batchOf([0]));
  await lane.hold();
  lane.release();
  const consumed = next(host.monitor, 'consumer.consumed');
  schemas.provide(0);
  await consumed;
  expect(seen).toEqual([0]);
});
