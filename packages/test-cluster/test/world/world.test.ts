import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { World } from '../../src/world/world.js';

const cluster = { kind: 'apache-kafka', brokers: '127.0.0.1:1', registry: 'http://127.0.0.1:2' } as const;

describe('the world of a scenario', () => {
  it('gives names that no other world has', () => {
    const world = new World(cluster);
    expect(world.name('users')).toMatch(/^users-[0-9a-f]{8}$/);
    expect(world.name('users')).toBe(world.name('users'));
    expect(new World(cluster).name('users')).not.toBe(world.name('users'));
  });

  it('cleans up in reverse order, and continues after a cleanup that throws', async () => {
    const world = new World(cluster);
    const done: string[] = [];
    world.after(() => done.push('first'));
    world.after(async () => {
      throw new Error('stuck');
    });
    world.after(() => done.push('last'));
    await expect(world.end()).rejects.toThrow('stuck');
    expect(done).toEqual(['last', 'first']);
  });

  it('waits for an event and unsubscribes at its end', async () => {
    const world = new World(cluster);
    const monitor = new Monitor();
    const second = world.event(monitor, 'signal.received', ({ signal }) => signal === 'SIGTERM');
    monitor.publish('signal.received', { signal: 'SIGINT' });
    monitor.publish('signal.received', { signal: 'SIGTERM' });
    expect(await second).toEqual({ signal: 'SIGTERM' });
    await world.end();
    expect(monitor.has('signal.received')).toBe(false);
  });
});
