/** A lane of a transactional route: sent messages and the consumed offset are committed together. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { LaneHost } from '../../../src/consuming/lane/lane-host.js';
import type { SeekTarget } from '../../../src/consuming/lane/resolve-seek-target.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { coreError } from '../../../src/errors/core-errors.js';
import { json } from '../../../src/payloads/schemas.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { transactionalDeliverer } from '../../../src/responding/transaction/transactional-deliverer.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { RecordingDeliverer } from '../../responding/recording-deliverer.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../../support/world.js';

@Topic('copies', { schema: json<number>(), multiple: true, eventId: false })
class CopiesResponder extends Responder<{ copies: number }> {
  respond(offset: number): void {
    this.respondTo('copies', offset);
  }
}

type Commit = [values: string[], offset: number];

function transactionalLane(consumer: unknown, over: Partial<LaneHost> = {}, options: object = {}) {
  const recorder = new RecordingDeliverer();
  const sending = new RecordingDeliverer();
  Object.assign(sending, transactionalDeliverer(recorder));
  sending.use();
  const commits: Commit[] = [];
  const sendAndCommit = async (_lane: unknown, messages: readonly OutgoingMessage[], offset: number) => {
    commits.push([messages.map(({ value }) => String(value)), offset]);
  };
  const host = hostFor({ sendAndCommit, ...over });
  const lane = laneFor(planFor(consumer, { transactional: true, ...options }), host);
  return { lane, host, commits, recorder };
}

@Payload(json())
class Copier extends Consumer {
  async process({ offset }: Message): Promise<void> {
    const report = await CopiesResponder.call(offset);
    expect(report).toEqual({ copies: [[offset, { topic: 'copies', partition: -1, offset: '-1' }]] });
  }
}

const until = (host: LaneHost, holds: () => boolean) =>
  new Promise<void>((resolve) => {
    host.monitor.subscribe('consumer.consumed', () => holds() && resolve());
  });

describe('a transactional lane', () => {
  it('commits the messages of a run together with the offset after its batch, once', async () => {
    const { lane, host, commits, recorder } = transactionalLane(Copier);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3, 4, 6]));
    expect(await consumed).toMatchObject({ messages: 3 });
    expect(commits).toEqual([[['3', '4', '6'], 7]]);
    expect(recorder.calls).toEqual([]);
    expect(lane.tracker.frontier).toBe(7);
  });

  it('commits markers after its last message with it, and later ones in a transaction of their own', async () => {
    const commits: Commit[] = [];
    let reached = Promise.withResolvers<void>();
    const { lane } = transactionalLane(Copier, {
      sendAndCommit: async (_lane, messages, offset) => {
        commits.push([messages.map(({ value }) => String(value)), offset]);
        if (commits.length === 2) throw coreError('KFW_TRANSACTION_FAILED', { id: 'x', step: 'commit', reason: 'no' });
        reached.resolve();
        reached = Promise.withResolvers();
      },
    });
    lane.take(batchOf([3, 4], { nextOffset: 6 }));
    await reached.promise;
    expect(commits).toEqual([[['3', '4'], 6]]);
    lane.take(batchOf([], { nextOffset: 9 }));
    await reached.promise;
    expect(commits.slice(1)).toEqual([
      [[], 9],
      [[], 9],
    ]);
    await turn();
    expect(commits).toHaveLength(3);
  });

  it('commits skipped and expired messages, which no run commits', async () => {
    const committed = Promise.withResolvers<Commit>();
    const sendAndCommit: LaneHost['sendAndCommit'] = async (_lane, messages, offset) =>
      committed.resolve([messages.map(({ value }) => String(value)), offset]);
    const { lane } = transactionalLane(Copier, { sendAndCommit }, { maxAgeMs: 1_000 });
    lane.take(batchOf([3, 4]));
    expect(await committed.promise).toEqual([[], 5]);
  });

  it('does not commit the target of a seek', async () => {
    const { lane, host, commits } = transactionalLane(Copier, { fencePartition: async () => 7 });
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3]));
    await turn();
    expect(host.fetching).toEqual(['from 7']);
    lane.take(batchOf([7]));
    await consumed;
    expect(commits).toEqual([[['7'], 8]]);
  });

  it('leaves nothing to the committer', async () => {
    const { lane, host } = transactionalLane(Copier);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3]));
    await consumed;
    expect(lane.committable).toBeUndefined();
  });

  it('drops the messages of a failed run, and runs the failed message separately from those before it', async () => {
    const attempts: [number, number][] = [];
    @Payload(json())
    class Stumbling extends Consumer {
      async process({ offset, attempt }: Message): Promise<void> {
        attempts.push([offset, attempt]);
        await CopiesResponder.call(offset);
        if (offset === 4 && attempt === 1) throw new Error('stumbled');
      }
    }
    const { lane, host, commits } = transactionalLane(Stumbling);
    const done = until(host, () => lane.tracker.frontier === 6);
    lane.take(batchOf([3, 4, 5]));
    await done;
    expect(attempts).toEqual([
      [3, 1],
      [4, 1],
      [3, 1],
      [4, 2],
      [5, 1],
    ]);
    expect(commits).toEqual([
      [['3'], 4],
      [['4'], 5],
      [['5'], 6],
    ]);
  });

  it('delivers again after a failed commit', async () => {
    const commits: Commit[] = [];
    const sendAndCommit: LaneHost['sendAndCommit'] = async (_lane, messages, offset) => {
      commits.push([messages.map(({ value }) => String(value)), offset]);
      if (commits.length === 1) throw coreError('KFW_TRANSACTION_FAILED', { id: 'x', step: 'commit', reason: 'no' });
    };
    const { lane, host } = transactionalLane(Copier, { sendAndCommit });
    const failed = next(host.monitor, 'consumer.failed');
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3, 4]));
    expect(await failed).toMatchObject({ offset: 3, attempt: 1, error: { code: 'KFW_TRANSACTION_FAILED' } });
    await consumed;
    expect(commits).toEqual([
      [['3', '4'], 5],
      [['3', '4'], 5],
    ]);
  });

  it('commits the messages that were handled when it is held in between', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    @Payload(json())
    class Waiting extends Copier {
      override async process(message: Message): Promise<void> {
        if (message.offset === 4) {
          begun.resolve();
          await gate.promise;
        }
        await super.process(message);
      }
    }
    const { lane, commits } = transactionalLane(Waiting);
    lane.take(batchOf([3, 4, 5]));
    await begun.promise;
    const held = lane.hold();
    gate.resolve();
    await held;
    expect(commits).toEqual([[['3', '4'], 5]]);
    expect(lane.tracker.frontier).toBe(5);
  });

  it('commits nothing for a lost partition', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    @Payload(json())
    class Late extends Copier {
      override async process(message: Message): Promise<void> {
        begun.resolve();
        await gate.promise;
        await super.process(message);
      }
    }
    const { lane, commits } = transactionalLane(Late);
    lane.take(batchOf([3]));
    await begun.promise;
    lane.abandon('lost');
    gate.resolve();
    await lane.hold();
    expect(commits).toEqual([]);
    expect(lane.tracker.frontier).toBe(3);
  });

  it('rejects messages sent after the run', async () => {
    const gate = Promise.withResolvers<void>();
    let late: Promise<unknown> = Promise.resolve();
    @Payload(json())
    class Careless extends Consumer {
      consume(_batch: Batch): void {
        late = gate.promise.then(() => CopiesResponder.call(1));
      }
    }
    const { lane, host, recorder } = transactionalLane(Careless);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3]));
    await consumed;
    gate.resolve();
    await expect(late).rejects.toMatchObject({ code: 'KFW_TRANSACTION_OVER' });
    expect(recorder.calls).toEqual([]);
  });

  it('includes calls of atomic responders and buffered calls', async () => {
    class AtomicResponder extends CopiesResponder {
      static readonly atomic: boolean = true;
    }
    @Payload(json())
    class Mixed extends Consumer {
      async consume(_batch: Batch): Promise<void> {
        await AtomicResponder.call(1);
        await CopiesResponder.callAsync(2);
        await CopiesResponder.tombstone('3');
      }
    }
    const { lane, host, commits, recorder } = transactionalLane(Mixed);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3]));
    await consumed;
    expect(commits).toEqual([[['1', '2', 'null'], 4]]);
    expect(recorder.calls).toEqual([]);
  });

  it('rejects marking', async () => {
    @Payload(json())
    class Marking extends Consumer {
      process(message: Message): void {
        this.markAsConsumed(message);
      }
    }
    const { lane, host, commits } = transactionalLane(Marking);
    const failed = next(host.monitor, 'consumer.failed');
    lane.take(batchOf([3]));
    expect(await failed).toMatchObject({ error: { code: 'KFW_MARK_TRANSACTIONAL' } });
    await lane.hold();
    expect(commits).toEqual([]);
  });

  it('seeks after its commit', async () => {
    const target: SeekTarget = 50;
    @Payload(json())
    class Seeking extends Consumer {
      async process({ offset }: Message): Promise<void> {
        await CopiesResponder.call(offset);
        await this.seek(target);
      }
    }
    const { lane, host, commits } = transactionalLane(Seeking);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3, 4]));
    await consumed;
    await turn();
    expect(commits).toEqual([[['3'], 4]]);
    expect(host.fetching).toContain('from 50');
  });

  it('cannot be combined with manual offsets', () => {
    expect(() => planFor(Copier, { transactional: true, manualOffsets: true })).toThrow(
      'it has both transactional and manualOffsets.',
    );
  });
});
