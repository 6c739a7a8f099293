import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, type Monitor, Payload, text } from 'kfw';
import { type StartedApp, startApp } from '../src/apps/start-app.js';
import { valuesOf } from '../src/observing/values-of.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];
const rebalances = 4;
const sampleEveryMs = 1;

/** What a checker sees of one rebalance of a member, on the clock of `performance`. */
interface SeenRebalance {
  /** The last time that a handler was called before it. */
  readonly lastBeginAt: number;
  /** When a partition was seen that was held; `undefined` if it was too short for that. */
  readonly heldAt: number | undefined;
  readonly joinedAt: number;
}

scenario([114], 'rebalances are counted, and so is the time that they stopped work', async (world) => {
  const topic = await world.createTopic('users', { partitions: partitions.length });
  const clientId = world.name('shop');
  const group = `${clientId}_app`;
  const settings = { consumer: { heartbeatIntervalMs: 100 } };
  const seen = world.inbox<SeenRebalance>('rebalances of the first member');
  const observed: number[] = [];
  const joins = new Map<string, number>();
  let begins: number[] = [];
  let heldAt: number | undefined;
  let calls = 0;

  const members: { name: string; monitor: Monitor }[] = [];
  const memberOf = async (name: string, listen: (monitor: Monitor) => void = () => {}) => {
    @Payload(text())
    class Worker extends Consumer {
      async process(_message: Message<string>): Promise<void> {
        if (name === 'first') begins.push(performance.now());
        // Now and then one takes long: a rebalance waits for it.
        await work(++calls % 40 === 0 ? 300 : 3);
      }
    }
    const count = (monitor: Monitor) =>
      monitor.subscribe('group.joined', () => void joins.set(name, (joins.get(name) ?? 0) + 1));
    const member = await startApp(world, {
      clientId,
      settings,
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, maxMessages: 1 })),
      listen: (monitor) => {
        count(monitor);
        listen(monitor);
      },
    });
    members.push({ name, monitor: member.monitor });
    return member;
  };

  const first = await memberOf('first', ({ measurements }) => {
    measurements.onObservation(({ name }, seconds) => {
      if (name === 'kfw_rebalance_seconds') observed.push(seconds);
    });
  });
  expect(valuesOf(first.monitor, 'kfw_rebalances_total')).toEqual({ [group]: 0 });
  const sampling = setInterval(() => {
    if (first.server.lanes.some(({ state }) => state === 'held')) heldAt ??= performance.now();
  }, sampleEveryMs);
  world.after(() => clearInterval(sampling));
  world.after(
    first.monitor.subscribe('group.joined', () => {
      const joinedAt = performance.now();
      const before = begins.filter((at) => at <= (heldAt ?? joinedAt));
      seen.push({ lastBeginAt: before.at(-1) ?? Number.NaN, heldAt, joinedAt });
      if (heldAt !== undefined) expect(begins.filter((at) => at > (heldAt ?? 0))).toEqual([]);
      heldAt = undefined;
      begins = begins.slice(-1);
    }),
  );

  const deliver = () =>
    first.app.producer.deliver(
      partitions.map((partition) => ({ topic, partition, key: null, value: Buffer.from('x'), headers: {} })),
    );
  const guests: StartedApp[] = [];
  const comeAndGo = async () => {
    for (let guest = 1; seen.items.length < rebalances; guest++) {
      const before = seen.items.length;
      const leaving = guests.length === 2 ? guests.shift() : undefined;
      if (leaving === undefined) guests.push(await memberOf(`guest ${guest}`));
      else expect(await leaving.stop()).toBe(0);
      await seen.atLeast(before + 1);
    }
  };
  const moving = comeAndGo().then(() => true);
  // Every partition of the first member always has something to do.
  while (!(await Promise.race([moving, work(1).then(() => false)]))) await deliver();
  expect(await Promise.all([first, ...guests].map((member) => member.stop()))).toEqual([0, ...guests.map(() => 0)]);

  expect(observed).toHaveLength(seen.items.length);
  expect(valuesOf(first.monitor, 'kfw_rebalances_total')).toEqual({ [group]: seen.items.length });
  expect(valuesOf(first.monitor, 'kfw_rebalance_seconds')).toEqual({ [group]: seen.items.length });
  const shown = seen.items.map(({ lastBeginAt, heldAt: held, joinedAt }, index) => {
    const leastMs = held === undefined ? 0 : joinedAt - held;
    const mostMs = joinedAt - lastBeginAt;
    const measuredMs = (observed[index] ?? Number.NaN) * 1_000;
    // The checker looks at its clock a moment after the meter did.
    expect(measuredMs).toBeGreaterThanOrEqual(leastMs - 50);
    expect(measuredMs).toBeLessThanOrEqual(mostMs);
    return `${measuredMs.toFixed(0)} ms (at least ${leastMs.toFixed(0)}, at most ${mostMs.toFixed(0)})`;
  });
  process.stdout.write(`work stopped for ${shown.join(', ')}\n`);
  expect(seen.items.some(({ heldAt: held }) => held !== undefined)).toBe(true);
  // Each member counts its own: its first join is not one.
  for (const { name, monitor } of members)
    expect(valuesOf(monitor, 'kfw_rebalances_total')).toEqual({ [group]: (joins.get(name) ?? 0) - 1 });
});
