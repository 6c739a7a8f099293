import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Destination, Replaying, SendResult } from '../../../src/dead-letters/replay/destination.js';
import { type ReplayOptions, replayLetters } from '../../../src/dead-letters/replay/replay-letters.js';
import type { OffsetRange } from '../../../src/index.js';
import { type LetterDraft, scanOf } from './letters.js';

/** Writes down what happens, in order. */
class FakeCluster implements Destination {
  readonly log: string[] = [];
  readonly failing = new Set<number>();
  maxInFlight = 2;
  continuesAfterFailure = false;
  room = Number.POSITIVE_INFINITY;

  async targetOf({ source }: { source: unknown }) {
    return source === undefined ? { reason: 'no source' } : { name: 'orders' };
  }

  /** Nothing behind a failure is sent, as for a topic. */
  async send(batch: readonly Replaying[]): Promise<SendResult[]> {
    const first = batch.findIndex(({ letter }) => this.failing.has(letter.place.offset));
    const sent = batch.slice(0, first === -1 ? batch.length : first);
    this.log.push(`send ${sent.map(({ letter }) => letter.place.offset)}`);
    const behind = batch.slice(sent.length + 1).map(() => 'unsent' as const);
    return [...sent.map(() => 'done' as const), ...(first === -1 ? [] : [new Error('refused'), ...behind])];
  }

  readonly handled = {
    reserve: () => this.room-- > 0,
    add: (_partition: number, { from }: OffsetRange) => void this.log.push(`add ${from}`),
    commit: async () => void this.log.push('commit'),
  };

  readonly parking = {
    maxReplays: 3,
    park: async (letters: readonly { place: { offset: number } }[]): Promise<SendResult[]> => {
      this.log.push(`park ${letters.map(({ place }) => place.offset)}`);
      return letters.map(() => 'done');
    },
  };
}

describe('a replay', () => {
  let cluster: FakeCluster;
  let ending: AbortController;
  beforeEach(() => {
    cluster = new FakeCluster();
    ending = new AbortController();
  });
  const replay = (drafts: readonly LetterDraft[], options: Partial<ReplayOptions> = {}) =>
    replayLetters({
      letters: scanOf(...drafts),
      destination: cluster,
      handled: cluster.handled,
      parking: cluster.parking,
      signal: ending.signal,
      ...options,
    });

  it('remembers each batch after it was acknowledged, and has one in flight at a time', async () => {
    expect(await replay([{}, {}, {}])).toMatchObject({ replayed: 3, parked: 0, skipped: 0, failed: 0, ended: 'done' });
    expect(cluster.log).toEqual(['send 0,1', 'add 0', 'add 1', 'commit', 'send 2', 'add 2', 'commit']);
  });

  it('ends at its limit, which counts what is replayed and parked', async () => {
    const drafts = [{ source: [] }, {}, { headers: [['kfw-replay-count', '3']] }, {}] as const;
    expect(await replay(drafts, { limit: 2 })).toMatchObject({ replayed: 1, parked: 1, skipped: 1, ended: 'limit' });
    expect(cluster.log).toContain('park 2');
    expect(cluster.log).not.toContain('send 3');
  });

  it('ends at its limit when the transform drops letters, and when letters fail', async () => {
    const dropping = { limit: 3, transform: async () => null };
    expect(await replay([{}, {}, {}, {}, {}], dropping)).toMatchObject({ dropped: 3, ended: 'limit' });
    expect(cluster.log.filter((line) => line.startsWith('add'))).toEqual(['add 0', 'add 1', 'add 2']);
    cluster.continuesAfterFailure = true;
    for (const offset of [0, 1, 2, 3]) cluster.failing.add(offset);
    expect(await replay([{}, {}, {}, {}], { limit: 1 })).toMatchObject({ replayed: 0, failed: 1, ended: 'limit' });
    expect(await replay([{}, {}, {}, {}, {}], { limit: 3, keepGoing: true })).toMatchObject({ failed: 3 });
  });

  it('parks letters that have come back too often', async () => {
    const back = (count: string) => ({ headers: [['kfw-replay-count', count]] }) as const;
    expect(await replay([back('2'), back('3')])).toMatchObject({ replayed: 1, parked: 1 });
    expect(cluster.log).toEqual(['park 1', 'add 1', 'send 0', 'add 0', 'commit']);
  });

  it('leaves letters of a parked topic that have come back too often', async () => {
    const parked = { topic: 'orders.dead-letters.parked', headers: [['kfw-replay-count', '3']] } as const;
    const outcome = await replay([parked, parked, {}]);
    expect(outcome).toMatchObject({ replayed: 1, parked: 0, skipped: 2 });
    expect([...outcome.refusals.values()]).toEqual([2]);
    expect(cluster.log).toEqual(['commit', 'send 2', 'add 2', 'commit']);
  });

  it('leaves letters that cannot be replayed or remembered, and says why', async () => {
    cluster.room = 1;
    const outcome = await replay([{ source: [] }, { source: [] }, {}, {}]);
    expect(outcome).toMatchObject({ replayed: 1, skipped: 3 });
    expect([...outcome.refusals]).toEqual([
      ['no source', 2],
      [expect.stringContaining('too many letters before it'), 1],
    ]);
    expect(cluster.log.filter((line) => line.startsWith('add'))).toEqual(['add 2']);
  });

  it('stops at a letter that fails, which stays unhandled', async () => {
    cluster.failing.add(1);
    const outcome = await replay([{}, {}, {}]);
    expect(outcome).toMatchObject({ replayed: 1, failed: 1, ended: 'failed' });
    expect(outcome.failures).toMatchObject([{ place: { offset: 1 }, error: { message: 'refused' } }]);
    expect(cluster.log).toEqual(['send 0', 'add 0', 'commit']);
  });

  it('keeps going when it shall, with those behind the failed one', async () => {
    cluster.failing.add(0);
    expect(await replay([{}, {}, {}], { keepGoing: true })).toMatchObject({ replayed: 2, failed: 1, ended: 'done' });
    expect(cluster.log).toEqual(['send ', 'send 1', 'add 1', 'commit', 'send 2', 'add 2', 'commit']);
  });

  it('continues after a failure where the destination does', async () => {
    cluster.continuesAfterFailure = true;
    cluster.failing.add(1);
    expect(await replay([{}, {}, {}])).toMatchObject({ replayed: 2, failed: 1, ended: 'done' });
  });

  it('replays what the transform returns, and marks as handled what it drops', async () => {
    const seen: string[] = [];
    const send = cluster.send.bind(cluster);
    cluster.send = (batch) => {
      seen.push(...batch.map(({ message }) => String(message.value)));
      return send(batch);
    };
    const outcome = await replay([{}, {}], {
      transform: async (message, { place }) =>
        place.offset === 0 ? null : { ...message, value: Buffer.from('corrected') },
    });
    expect(outcome).toMatchObject({ replayed: 1, dropped: 1, skipped: 0 });
    expect(seen).toEqual(['corrected']);
    expect(cluster.log).toEqual(['add 0', 'send 1', 'add 1', 'commit']);
  });

  it('stops at a transform that throws, after those before it', async () => {
    cluster.maxInFlight = 3;
    const transform: ReplayOptions['transform'] = async (message, { place }) => {
      if (place.offset === 1) throw new Error('no total');
      return message;
    };
    expect(await replay([{}, {}, {}], { transform })).toMatchObject({ replayed: 1, failed: 1, ended: 'failed' });
    expect(await replay([{}, {}, {}], { transform, keepGoing: true })).toMatchObject({ replayed: 2, failed: 1 });
  });

  it('ends after the batch in flight when it is interrupted', async () => {
    const onProgress = () => ending.abort();
    expect(await replay([{}, {}, {}], { onProgress })).toMatchObject({ replayed: 2, ended: 'interrupted' });
    expect(cluster.log.at(-1)).toBe('commit');
  });

  it('sends none of a batch that still waits for its turn when it is interrupted', async () => {
    const waited: number[] = [];
    const pace = { batchSize: 1, wait: async (count: number) => void (waited.push(count) === 2 && ending.abort()) };
    expect(await replay([{}, {}, {}], { pace })).toMatchObject({ replayed: 1, ended: 'interrupted' });
    expect(waited).toEqual([1, 1]);
  });

  it('does not count letters as handled that the cluster could not remember', async () => {
    const commit = () => Promise.reject(new Error('not authorized'));
    await expect(replay([{}], { handled: { ...cluster.handled, commit } })).rejects.toThrow('not authorized');
  });
});
