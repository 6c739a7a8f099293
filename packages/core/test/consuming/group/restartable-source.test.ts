import { describe, expect, it } from '@jest/globals';
import { RestartableSource } from '../../../src/consuming/group/restartable-source.js';
import type { Source, SourceHandlers } from '../../../src/ports/transport.js';

const handlers = {} as SourceHandlers;

/** Sources that record their calls, in the order of their creation. */
function sources(over: Partial<Source> = {}) {
  const calls: string[] = [];
  let made = 0;
  const source = new RestartableSource(() => {
    const nth = ++made;
    const note = (what: string) => void calls.push(`${what} ${nth}`);
    return {
      start: async (given) => note(given === handlers ? 'start' : 'start with others'),
      stop: async () => note('stop'),
      pause: () => note('pause'),
      resume: () => note('resume'),
      resetTo: () => note('resetTo'),
      progress: () => ({ isMember: true, polledAt: nth, partitions: [] }),
      commit: async () => {
        note('commit');
        return { stale: [] };
      },
      ...over,
    };
  });
  return { source, calls };
}

describe('a restartable source', () => {
  it('stops the current source, and starts a new one that replaces it', async () => {
    const { source, calls } = sources();
    await source.start(handlers);
    await source.restart();
    source.pause([]);
    source.resume([]);
    source.resetTo({ topic: 'users', partition: 0, offset: 0, generation: 1 });
    await source.commit([]);
    await source.stop();
    expect(calls).toEqual(['start 1', 'stop 1', 'start 2', 'pause 2', 'resume 2', 'resetTo 2', 'commit 2', 'stop 2']);
    expect(source.progress()).toMatchObject({ polledAt: 2 });
  });

  it('starts nothing when it is stopped while the current source stops', async () => {
    const stopped = Promise.withResolvers<void>();
    const { source, calls } = sources({ stop: () => stopped.promise });
    await source.start(handlers);
    const restarted = source.restart();
    const ended = source.stop();
    stopped.resolve();
    await Promise.all([restarted, ended]);
    expect(calls).toEqual(['start 1']);
  });

  it('ends its restart without an error when it is stopped while the new source joins', async () => {
    let fail: (error: Error) => void = () => {};
    const joining = Promise.withResolvers<void>();
    let starts = 0;
    const { source } = sources({
      start: () => {
        if (++starts === 1) return Promise.resolve();
        joining.resolve();
        return new Promise((_resolve, reject) => {
          fail = reject;
        });
      },
      stop: async () => fail(new Error('stopped')),
    });
    await source.start(handlers);
    const restarted = source.restart();
    await joining.promise;
    await source.stop();
    await expect(restarted).resolves.toBeUndefined();
  });

  it('rejects with the error of the new source, and may be restarted again', async () => {
    let starts = 0;
    const { source } = sources({
      start: async () => {
        if (++starts === 2) throw new Error('no broker');
      },
    });
    await source.start(handlers);
    await expect(source.restart()).rejects.toThrow('no broker');
    await expect(source.restart()).resolves.toBeUndefined();
    expect(starts).toBe(3);
  });
});
