import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { serveSignals } from '../../../src/cli/serving/signals.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGTSTP', 'SIGTTIN'] as const;

describe('signals of a server', () => {
  let calls: string[];
  let now: number;

  beforeEach(() => {
    calls = [];
    now = 1_000;
    const server = {
      stop: (reason: string) => void calls.push(`stop ${reason}`),
      quiet: async (reason: string) => void calls.push(`quiet ${reason}`),
      inspect: () => void calls.push('inspect'),
    };
    serveSignals(server, new Monitor(), () => now);
  });

  afterEach(() => {
    for (const signal of signals) process.removeAllListeners(signal);
  });

  it.each([
    ['SIGINT', 'stop SIGINT'],
    ['SIGTERM', 'stop SIGTERM'],
    ['SIGTSTP', 'quiet SIGTSTP'],
    ['SIGTTIN', 'inspect'],
  ])('%s: %s', (signal, call) => {
    process.emit(signal as NodeJS.Signals);
    expect(calls).toEqual([call]);
  });

  it('takes a Ctrl-C that npm passes on once more for one', () => {
    process.emit('SIGINT');
    now += 50;
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGINT']);
    now += 300;
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGINT', 'stop SIGINT']);
  });

  it('takes another signal for a second one at once', () => {
    process.emit('SIGTERM');
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGTERM', 'stop SIGINT']);
  });
});
