import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { serveSignals } from '../../../src/cli/serving/signals.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGTSTP', 'SIGTTIN'] as const;

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
    ['SIGQUIT', 'stop SIGQUIT'],
    ['SIGHUP', 'stop SIGHUP'],
    ['SIGTSTP', 'quiet SIGTSTP'],
    ['SIGTTIN', 'inspect'],
  ])('%s: %s', (signal, call) => {
    process.emit(signal as NodeJS.Signals);
    expect(calls).toEqual([call]);
  });

  it('counts a Ctrl-C that npm forwards as one', () => {
    process.emit('SIGINT');
    now += 50;
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGINT']);
    now += 300;
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGINT', 'stop SIGINT']);
  });

  it('counts another signal as a second one at once', () => {
    process.emit('SIGTERM');
    process.emit('SIGINT');
    expect(calls).toEqual(['stop SIGTERM', 'stop SIGINT']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGQUIT'] as const)('never forces by SIGHUP, which may come beside %s', (signal) => {
    process.emit(signal);
    process.emit('SIGHUP');
    now += 10_000;
    process.emit('SIGHUP');
    expect(calls).toEqual([`stop ${signal}`]);
  });

  it('counts SIGTERM right after SIGHUP as one stop, and a later one as a second', () => {
    process.emit('SIGHUP');
    process.emit('SIGHUP');
    now += 50;
    process.emit('SIGTERM');
    expect(calls).toEqual(['stop SIGHUP']);
    now += 300;
    process.emit('SIGTERM');
    expect(calls).toEqual(['stop SIGHUP', 'stop SIGTERM']);
  });
});
