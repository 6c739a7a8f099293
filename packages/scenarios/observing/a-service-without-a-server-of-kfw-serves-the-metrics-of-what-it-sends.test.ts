import { expect } from '@jest/globals';
import { parsedScrape } from '../src/observing/parsed-scrape.js';
import { printedBy, runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

/** As in docs/guides/metrics.md, with a metric of its own. */
const service = (topic: string) => `import { createServer } from 'node:http';
import { collectMetrics } from '@kfw/metrics';
import { deliver, monitor } from 'kfw';
import { Counter, Registry } from 'prom-client';

const registry = new Registry();
const requests = new Counter({ name: 'shop_requests_total', help: 'Requests.', registers: [registry] });
collectMetrics(monitor, { registry });

const server = createServer(async (request, response) => {
  if (request.url === '/metrics') return response.end(await registry.metrics());
  requests.inc();
  await deliver('${topic}', 'an order', { key: 'k' });
  return response.end('sent');
}).listen(0, '127.0.0.1', () => {
  console.log('listening');
  console.log(\`port \${server.address().port}\`);
});
`;

scenario([], 'a service without a server of kfw serves the metrics of what it sends', async (world) => {
  const topic = await world.createTopic('orders');
  const script = await runStandaloneScript(world, service(topic));
  await printedBy(script, 'listening');
  const line = await script.lines.first('its port', (printed) => printed.startsWith('port '));
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${line.slice('port '.length)}${path}`)).text();

  for (const path of ['/', '/', '/']) expect(await get(path)).toBe('sent');
  const scrape = await parsedScrape(world, await get('/metrics'));
  const samplesOf = (name: string) => scrape.get(name)?.samples.map(({ labels, value }) => [labels, value]);
  expect(samplesOf('shop_requests')).toEqual([[{}, 3]]);
  expect(samplesOf('kfw_producer_messages')).toEqual([[{ topic }, 3]]);
  expect(samplesOf('kfw_producer_buffered_messages')).toEqual([[{}, 0]]);
  // The variable App of the dashboard and the alerts of the process go by these.
  const { version, node, client } = {
    version: expect.any(String),
    node: process.versions.node,
    client: expect.stringMatching(/^kafkajs /),
  };
  expect(samplesOf('kfw_info')).toEqual([[{ version, node, client }, 1]]);
  expect(samplesOf('kfw_buffered_bytes')).toEqual([[{ direction: 'out' }, 0]]);
  expect(samplesOf('kfw_buffer_limit_bytes')).toEqual([[{ direction: 'out' }, expect.any(Number)]]);
});
