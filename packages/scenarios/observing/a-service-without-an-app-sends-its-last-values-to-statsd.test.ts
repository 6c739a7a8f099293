import { expect } from '@jest/globals';
import { StatsdReceiver } from '../src/observing/statsd-receiver.js';
import { printedBy, runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

/** As in docs/guides/datadog.md. */
const service = (port: number, topic: string) => `import { statsdListener } from '@kfw/statsd';
import { deliverAsync, flush, monitor } from 'kfw';

const closings = [];
const statsd = statsdListener({ host: '127.0.0.1', port: ${port}, intervalMs: 3_600_000 });
statsd({ monitor, logger: console, onClose: (close) => closings.push(close) });
process.once('SIGTERM', async () => {
  await flush();
  for (const close of closings) await close();
  process.exit();
});
setInterval(() => {}, 1_000);
for (const each of ['one', 'two', 'three']) deliverAsync('${topic}', each);
console.log('sending');
`;

scenario([], 'a service without an app sends its last values to StatsD', async (world) => {
  const topic = await world.createTopic('orders');
  const statsd = await StatsdReceiver.start(world);
  const script = await runStandaloneScript(world, service(statsd.port, topic));
  await printedBy(script, 'sending');
  script.signal('SIGTERM');
  expect(await world.waitFor('the service to end', script.ended)).toBe(0);
  const sent = () => statsd.metrics.get(`kfw.producer.messages|topic:${topic}`)?.value;
  expect(await world.until('the last values', async () => sent())).toBe(3);
  expect([...statsd.metrics.keys()].filter((key) => key.startsWith('kfw.info|'))).toHaveLength(1);
});
