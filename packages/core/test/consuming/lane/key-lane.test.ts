/** A lane that handles messages in order by key. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { LaneHost } from '../../../src/consuming/lane/lane-host.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, recordAt } from '../../support/world.js';

const keyed = (keys: readonly string[]) =>
  batchOf([], {
    records: keys.map((key, offset) => ({ ...recordAt(offset), key: key === '' ? null : Buffer.from(key) })),
  });

const until = (host: LaneHost, holds: () => boolean) =>
  new Promise<void>((resolve) => {
    host.monitor.subscribe('consumer.consumed', () => holds() && resolve());
  });

/** Handlers that wait until the test releases them, by offset. */
class Gates {
  readonly begun: number[] = [];
  readonly ended: number[] = [];
  readonly #gates = new Map<number, PromiseWithResolvers<void>>();
  #hear: (() => void) | undefined;

  async at(offset: number): Promise<void> {
    this.begun.push(offset);
    this.#hear?.();
    await this.#gate(offset).promise;
    this.ended.push(offset);
  }

  open(...offsets: number[]): void {
    for (const offset of offsets) this.#gate(offset).resolve();
  }

  async until(count: number): Promise<void> {
    while (this.begun.length < count) {
      await new Promise<void>((resolve) => {
        this.#hear = resolve;
      });
    }
  }

  #gate(offset: number): PromiseWithResolvers<void> {
    const gate = this.#gates.get(offset) ?? Promise.withResolvers<void>();
    this.#gates.set(offset, gate);
    return gate;
  }
}

describe('a lane that is ordered by key', () => {
  it('handles different keys concurrently, and messages of one key in order', async () => {
    const gates = new Gates();
    @Payload(raw())
    class Each extends Consumer {
      process({ offset }: Message<Buffer>): Promise<void> {
        return gates.at(offset);
      }
    }
    const frontiers: (number | undefined)[] = [];
    const host = hostFor({ progressed: ({ committable }) => void frontiers.push(committable) });
    const lane = laneFor(planFor(Each, { orderedBy: 'key' }), host);
    const done = until(host, () => lane.tracker.frontier === 6);
    lane.take(keyed(['a', 'b', 'a', '', 'b', '']));
    await gates.until(4);
    expect(gates.begun).toEqual([0, 1, 3, 5]);
    gates.open(1);
    await gates.until(5);
    expect(gates.begun).toEqual([0, 1, 3, 5, 4]);
    gates.open(3, 5, 4, 2);
    expect(lane.tracker.frontier).toBe(0);
    gates.open(0);
    await done;
    expect(gates.ended.filter((offset) => offset === 0 || offset === 2)).toEqual([0, 2]);
    expect(frontiers.at(-1)).toBe(6);
    expect(frontiers).toEqual(frontiers.toSorted((one, other) => Number(one) - Number(other)));
  });

  it('runs at most maxConcurrentCalls handler calls', async () => {
    let running = 0;
    let most = 0;
    @Payload(raw())
    class Counting extends Consumer {
      async process(): Promise<void> {
        running++;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running--;
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Counting, { orderedBy: 'key', maxConcurrentCalls: 3 }), host);
    const done = until(host, () => lane.tracker.frontier === 20);
    lane.take(keyed(Array.from({ length: 20 }, (_, index) => `key ${index}`)));
    await done;
    expect(most).toBe(3);
  });

  it('backs off with the failed key, and continues with the others', async () => {
    const seen: string[] = [];
    @Payload(raw())
    class Failing extends Consumer {
      process({ key, offset, attempt }: Message<Buffer>): void {
        seen.push(`${key}${offset}.${attempt}`);
        if (key === 'a' && attempt < 3) throw new Error('no');
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Failing, { orderedBy: 'key', pauseMs: 1, maxPauseMs: 1 }), host);
    const done = until(host, () => lane.tracker.frontier === 4);
    lane.take(keyed(['a', 'b', 'a', 'b']));
    await done;
    expect(seen.filter((each) => each.startsWith('a'))).toEqual(['a0.1', 'a0.2', 'a0.3', 'a2.1', 'a2.2', 'a2.3']);
    expect(seen.indexOf('b3.1')).toBeLessThan(seen.indexOf('a0.2'));
  });

  it('gives each batch keys that no other batch has', async () => {
    const batches: string[] = [];
    const gates = new Gates();
    @Payload(raw())
    class InBatches extends Consumer {
      async consume(batch: Batch<Buffer>): Promise<void> {
        batches.push(batch.messages.map(({ key, offset }) => `${key}${offset}`).join(' '));
        await gates.at(batch.firstOffset);
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(InBatches, { orderedBy: 'key', maxConcurrentCalls: 2 }), host);
    const done = until(host, () => lane.tracker.frontier === 6);
    lane.take(keyed(['a', 'b', 'a', 'c', 'b', 'd']));
    await gates.until(2);
    expect(batches).toEqual(['a0 b1 a2 b4', 'c3 d5']);
    gates.open(3, 0);
    await done;
  });
});
