import { describe, expect, it } from '@jest/globals';
import { lagOf } from '../../../src/consuming/lane/lane-lag.js';

const now = { epochMs: 1_000_000, clockMs: 50_000 };
const caughtUp = { frontier: 10, highWatermark: 10, oldestAtMs: undefined, newestAtMs: 900_000 };
const fetched = { topic: 'users', partition: 0, position: 10, end: 10, highWatermark: 10 };

describe('the lag of a lane', () => {
  it('is the age of the oldest unfinished message', () => {
    const known = { ...caughtUp, frontier: 4, oldestAtMs: 990_500 };
    expect(lagOf(known, fetched, now)).toEqual({ lag: 6, lagSeconds: 9.5 });
  });

  it('is 0 when all are finished, however old the last one is', () => {
    expect(lagOf(caughtUp, fetched, now)).toEqual({ lag: 0, lagSeconds: 0 });
  });

  it('is never negative, with clocks that differ', () => {
    expect(lagOf({ ...caughtUp, oldestAtMs: 2_000_000 }, fetched, now).lagSeconds).toBe(0);
  });

  it('counts to the end of the log as of the last fetch, not of the last batch', () => {
    expect(lagOf({ ...caughtUp, frontier: 4, oldestAtMs: 999_000 }, { ...fetched, highWatermark: 90 }, now).lag).toBe(
      86,
    );
  });

  it('is unknown before the first fetch', () => {
    const nothing = { frontier: undefined, highWatermark: undefined, oldestAtMs: undefined, newestAtMs: undefined };
    const unfetched = { ...fetched, position: undefined, end: undefined, highWatermark: undefined };
    for (const source of [undefined, unfetched, { ...unfetched, position: 7 }]) {
      expect(lagOf(nothing, source, now)).toEqual({ lag: undefined, lagSeconds: undefined });
    }
    // It was assigned again after its log was truncated: the empty batch says nothing about the end.
    expect(lagOf(caughtUp, { ...unfetched, position: 10 }, now)).toEqual({ lag: undefined, lagSeconds: undefined });
    expect(lagOf(nothing, fetched, now)).toEqual({ lag: 0, lagSeconds: 0 });
  });

  describe('with messages that were not fetched', () => {
    const behind = { ...fetched, end: 30, highWatermark: 30 };

    it('grows from the message before them', () => {
      expect(lagOf(caughtUp, behind, now)).toEqual({ lag: 20, lagSeconds: 100 });
    });

    it('grows from the last fetch that did not find them', () => {
      expect(lagOf(caughtUp, { ...behind, emptyAt: 49_000, unreadSince: 49_200 }, now).lagSeconds).toBe(1);
      // A message of the future does not hide them.
      expect(lagOf({ ...caughtUp, newestAtMs: undefined }, { ...behind, emptyAt: 40_000 }, now).lagSeconds).toBe(10);
    });

    it('grows from the first fetch that found them, if nothing was read before', () => {
      const first = { ...caughtUp, newestAtMs: undefined };
      expect(lagOf(first, { ...behind, unreadSince: 45_000 }, now)).toEqual({ lag: 20, lagSeconds: 5 });
      expect(lagOf(first, behind, now)).toEqual({ lag: 20, lagSeconds: undefined });
    });

    it('grows behind an open transaction, which readers of committed messages cannot pass', () => {
      const open = { ...fetched, end: 10, highWatermark: 12, emptyAt: 20_000 };
      expect(lagOf(caughtUp, open, now)).toEqual({ lag: 2, lagSeconds: 30 });
    });
  });
});
