/**
 * A process that keeps its embedded broker running: its reaction when the broker stops, with leases that the test ends.
 */
import { describe, expect, it } from '@jest/globals';
import { type EmbeddedJoined, EmbeddedSupervisor } from '../../src/embedded/embedded-supervisor.js';
import { embeddedFolder } from '../../src/embedded/folder/embedded-folder.js';
import type { EmbeddedLease } from '../../src/embedded/join-embedded.js';

const folder = embeddedFolder('/app/.kfw/development');

interface Joining {
  readonly lease: EmbeddedLease;
  end(): void;
  released(): boolean;
}

function leaseAt(brokers: string, started = true): Joining {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let released = false;
  const release = (): void => {
    released = true;
  };
  const lease = { brokers, registry: 'http://127.0.0.1:1', started, gone, release };
  return { lease, end: resolve, released: () => released };
}

/** The received events, in order. */
class Heard {
  readonly joined: EmbeddedJoined[] = [];
  readonly #lost = Promise.withResolvers<Error>();
  #wake: () => void = () => undefined;

  readonly lost = this.#lost.promise;
  readonly listener = {
    joined: (news: EmbeddedJoined) => {
      this.joined.push(news);
      this.#wake();
    },
    lost: this.#lost.resolve,
  };

  async times(count: number): Promise<void> {
    while (this.joined.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** The results of joining, in turn; an error is thrown. */
function joins(...turns: (Joining | Error)[]): { join: () => Promise<EmbeddedLease>; pauseMs: number; left(): number } {
  const rest = [...turns];
  return {
    join: async () => {
      const next = rest.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often');
      return next.lease;
    },
    pauseMs: 0,
    left: () => rest.length,
  };
}

describe('a process whose embedded broker stops', () => {
  it('rejoins or restarts it, also when that takes more than one attempt', async () => {
    const [first, second, third] = [leaseAt('a:1'), leaseAt('a:1'), leaseAt('a:1', false)];
    const heard = new Heard();
    const kept = await EmbeddedSupervisor.join(folder, heard.listener, joins(first, new Error('busy'), second, third));
    first.end();
    await heard.times(2);
    second.end();
    await heard.times(3);
    expect(heard.joined.map(({ started, rejoined }) => ({ started, rejoined }))).toEqual([
      { started: true, rejoined: false },
      { started: true, rejoined: true },
      { started: false, rejoined: true },
    ]);
    kept.release();
    expect(third.released()).toBe(true);
  });

  it('gives up one that cannot be started', async () => {
    const first = leaseAt('a:1');
    const turns = joins(first, new Error('one'), new Error('two'), new Error('the disk is full'), leaseAt('a:1'));
    const heard = new Heard();
    await EmbeddedSupervisor.join(folder, heard.listener, turns);
    first.end();
    expect(await heard.lost).toMatchObject({
      code: 'KFW_EMBEDDED_LOST',
      message: expect.stringMatching(/could not be restarted: the disk is full$/),
    });
    expect(turns.left()).toBe(1);
  });

  it('gives up one that keeps stopping', async () => {
    const all = Array.from({ length: 6 }, () => leaseAt('a:1'));
    for (const { end } of all) end();
    const turns = joins(...all);
    const heard = new Heard();
    await EmbeddedSupervisor.join(folder, heard.listener, turns);
    expect(await heard.lost).toMatchObject({
      code: 'KFW_EMBEDDED_LOST',
      message: expect.stringContaining('it keeps stopping'),
    });
    expect(turns.left()).toBe(2);
  });

  it('reports when it had to take other ports', async () => {
    const [first, second] = [leaseAt('a:1'), leaseAt('a:2')];
    const heard = new Heard();
    await EmbeddedSupervisor.join(folder, heard.listener, joins(first, second));
    first.end();
    expect(await heard.lost).toMatchObject({ code: 'KFW_EMBEDDED_MOVED', message: expect.stringContaining('a:2') });
    expect(second.released()).toBe(true);
  });

  it('does not join once it needs none', async () => {
    const [first, second] = [leaseAt('a:1'), leaseAt('a:1')];
    const turns = joins(first, second);
    const kept = await EmbeddedSupervisor.join(folder, new Heard().listener, turns);
    kept.release();
    first.end();
    await first.lease.gone;
    await new Promise(setImmediate);
    expect(turns.left()).toBe(1);
  });
});
