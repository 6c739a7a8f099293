import { expect } from '@jest/globals';
import { instruments, silentLogger } from '@kfw/core';
import { statsdListener } from '@kfw/statsd';
import { differences, type Figure, type Figures, measuredFigures } from '../src/observing/figures.js';
import { StatsdReceiver } from '../src/observing/statsd-receiver.js';
import { runTroubledApp } from '../src/observing/troubled-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** The broker is left out by default. */
const sent = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).filter(([label]) => label !== 'broker');

/** What was received; `inUnit` makes the unit of the measurement of the sum of a timer. */
function received({ metrics }: StatsdReceiver, inUnit = (_key: string, sum: number) => sum): Figures {
  const figures = new Map<string, Figure>();
  for (const [key, { type, value, count }] of metrics) {
    if (type === 'c') figures.set(key, { count: 0, sum: value });
    else if (type !== 'g') figures.set(key, { count, sum: inUnit(key, value) });
  }
  return figures;
}

/** Sizes of batches are timers as they are. */
const secondsOfTimer = (key: string, sum: number) =>
  /^kfw\.(consumer|producer)\.batch\./.test(key) ? sum : sum / 1_000;

scenario([119], 'StatsD and Datadog get the figures that are measured', async (world) => {
  const datadog = await StatsdReceiver.start(world);
  const plain = await StatsdReceiver.start(world);
  const ends: (() => Promise<void>)[] = [];
  const { monitor, stop, orders } = await runTroubledApp(world, (monitor) => {
    const context = { monitor, logger: silentLogger, onClose: (end: () => Promise<void>) => ends.push(end) };
    statsdListener({ host: '127.0.0.1', port: datadog.port, intervalMs: 100 })(context);
    statsdListener({ host: '127.0.0.1', port: plain.port, intervalMs: 100, tags: 'none' })(context);
  });
  await stop();
  for (const end of ends) await end();

  const tagged = measuredFigures(monitor.measurements, (name, labels) => {
    const tags = sent(labels).map(([label, value]) => `${label}:${value}`);
    return [instruments[name].dotted, ...(tags.length === 0 ? [] : [tags.join()])].join('|');
  });
  const named = measuredFigures(monitor.measurements, (name, labels) =>
    [instruments[name].dotted, ...sent(labels).map(([, value]) => value.replaceAll(/[^\w-]/g, '_'))].join('.'),
  );
  expect(tagged.size).toBeGreaterThan(50);
  const wrong = () => [
    ...differences(tagged, received(datadog)),
    ...differences(named, received(plain, secondsOfTimer)),
  ];
  // Datagrams that were sent may not have been read yet.
  await world.until('the last datagrams', async () => wrong().length === 0 || undefined, 5_000).catch(() => undefined);
  expect(wrong()).toEqual([]);

  const of = (name: string, last: string) =>
    [...datadog.metrics].find(([key]) => key.startsWith(`${name}|`) && key.includes(orders) && key.endsWith(last))?.[1];
  expect(of('kfw.consumer.messages', 'outcome:consumed')?.value).toBe(40);
  expect(of('kfw.consumer.messages', 'outcome:deadLettered')?.value).toBe(20);
  expect(of('kfw.consumer.messages', 'outcome:skipped')?.value).toBe(20);
  expect(of('kfw.dead_letters', 'error:RangeError')?.value).toBe(20);
  expect(Math.max(datadog.largestDatagram, plain.largestDatagram)).toBeLessThanOrEqual(1_432);
});
