import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, OnAssigned, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1];

scenario(
  [43],
  'pause(ms) from inside a handler, resume, and a pause across a rebalance work as documented',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: partitions.length });
    const clientId = world.name('shop');
    const settings = { consumer: { heartbeatIntervalMs: 200 } };
    const handled = world.inbox<string>('messages');
    const resumes = new Map<string, () => void>();
    const routesOf = (member: string) => {
      @Payload(text())
      class Worker extends Consumer {
        @OnAssigned()
        begin(): void {
          resumes.set(`${member}${this.partition}`, () => this.resume());
        }

        process({ partition, payload }: Message<string>): void {
          handled.push(`${member}${partition} ${payload}`);
          if (payload === 'pause') this.pause();
          if (payload === 'nap') this.pause(300);
          if (payload === 'long') this.pause(600_000);
        }
      }
      return drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker }));
    };
    const a = await startApp(world, { clientId, settings, routes: routesOf('a') });
    const give = (partition: number, ...texts: string[]) => deliverTexts(a.app, topic, texts, { partition, key: 'k' });
    const stateOf = (partition: number) => a.server.lanes.find((lane) => lane.partition === partition)?.state;
    const of = (partition: number) =>
      handled.items.filter((each) => each[1] === `${partition}`).map((each) => each.slice(3));

    // A pause with a time ends by itself, and blocks its own partition only.
    await give(0, 'nap', 'after the nap');
    await handled.first('the nap', (each) => each === 'a0 nap');
    await turn();
    expect(stateOf(0)).toBe('paused');
    await give(1, 'meanwhile');
    await handled.first('after the nap', (each) => each === 'a0 after the nap');

    // One without a time ends when it is resumed: new messages wait.
    await give(0, 'pause', 'one', 'two');
    await handled.first('the pause', (each) => each === 'a0 pause');
    await give(1, 'pause', 'three');
    await handled.first('the other pause', (each) => each === 'a1 pause');
    await turn();
    expect(partitions.map(stateOf)).toEqual(['paused', 'paused']);

    // The group rebalances: the retained partition stays paused, the one that moves begins without a pause.
    const revoked = world.event(a.monitor, 'partitions.revoked');
    const b = await startApp(world, { clientId, settings, routes: routesOf('b') });
    const lost = (await revoked).partitions[0]?.partition ?? Number.NaN;
    const kept = 1 - lost;
    const waiting = lost === 0 ? 'one' : 'three';
    await handled.first('what waited', (each) => each === `b${lost} ${waiting}`);
    expect(stateOf(kept)).toBe('paused');
    expect(of(kept).at(-1)).toBe('pause');
    resumes.get(`a${kept}`)?.();
    const last = kept === 0 ? 'two' : 'three';
    await handled.first('the rest', (each) => each === `a${kept} ${last}`);
    expect(of(0)).toEqual(['nap', 'after the nap', 'pause', 'one', 'two']);
    await handled.first('both', () => of(1).length === 3);
    expect(of(1)).toEqual(['meanwhile', 'pause', 'three']);

    // A stop does not wait for the end of a pause.
    await give(kept, 'long', 'never');
    await handled.first('the long one', (each) => each === `a${kept} long`);
    expect(await world.waitFor('the stop', a.stop(), 20_000)).toBe(0);
    await handled.first('its next owner', (each) => each === `b${kept} never`);
    await b.stop();
  },
);
