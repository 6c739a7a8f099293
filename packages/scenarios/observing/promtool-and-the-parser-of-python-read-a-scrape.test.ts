/**
 * A server that has handled, failed, skipped and sent messages is scraped over HTTP. Two parsers that are not of this project read
 * it: promtool, which also checks the names by Prometheus's rules, and that of Prometheus's Python client.
 */
import { expect } from '@jest/globals';
import { instruments } from '@kfw/core';
import { startObservedServer } from '../src/observing/observed-server.js';
import { type ParsedFamily, parsedScrape } from '../src/observing/parsed-scrape.js';
import { promtool } from '../src/observing/promtool.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'promtool and the parser of python read a scrape', async (world) => {
  const app = await startObservedServer(world);
  const before = await parsedScrape(world, (await app.scrape('/metrics')).body);
  const outcomes = values(before, 'kfw_consumer_messages', 'outcome');
  expect(outcomes).toEqual({ consumed: 0, skipped: 0, deadLettered: 0, retryScheduled: 0, expired: 0 });

  await app.handle('ok', 'fail', 'skip', 'send', 'ok');
  const [plain, partitions, open] = await Promise.all(
    ['/metrics', '/metrics/partitions', '/metrics/open'].map((path) => app.scrape(path)),
  );
  for (const scrape of [plain, partitions]) {
    expect(scrape).toMatchObject({ status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8' });
  }
  expect(await promtool(['check', 'metrics'], partitions?.body)).toEqual({ code: 0, output: '' });
  // Of the app's registry it dislikes names of prom-client's, and none of kfw's.
  const { output } = await promtool(['check', 'metrics'], plain?.body);
  expect(
    output.split('\n').filter((line) => !/^(nodejs_active_(handles|requests|resources)_total .*)?$/.test(line)),
  ).toEqual([]);
  expect(open?.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');

  const parsed = await parsedScrape(world, plain?.body ?? '');
  expectInstruments(parsed);
  expectInstruments(await parsedScrape(world, open?.body ?? '', 'openmetrics'));
  expect(values(parsed, 'kfw_consumer_messages', 'outcome')).toMatchObject({
    consumed: 4,
    skipped: 1,
    deadLettered: 1,
  });
  expect(values(parsed, 'kfw_dead_letters', 'error')).toMatchObject({ RangeError: 1 });
  expect(values(parsed, 'kfw_producer_messages', 'topic')).toMatchObject({ [app.sent]: 1 });
  expect(labelsOf(parsed.get('kfw_consumer_messages'))).toContainEqual({
    group: app.group,
    topic: app.topic,
    consumer: 'TaskConsumer',
    outcome: 'consumed',
    service: 'a "shop"\\\n',
  });
  // The app's own metrics, and those of prom-client.
  expect(parsed.get('shop_orders')?.samples).toEqual([{ name: 'shop_orders_total', labels: {}, value: 7 }]);
  expect(parsed.get('process_cpu_seconds')?.type).toBe('counter');

  const apart = await parsedScrape(world, partitions?.body ?? '');
  expect(values(apart, 'kfw_assigned_partitions', 'partition')).toEqual({ 0: 1, 1: 1 });
  const consumed = apart.get('kfw_consumer_messages')?.samples.filter(({ labels }) => labels.outcome === 'consumed');
  expect(consumed?.map(({ labels, value }) => [labels.partition, value])).toEqual([
    ['0', 4],
    ['1', 0],
  ]);
});

/** Every instrument of core, with its kind and at least one series; histograms that hold together. */
function expectInstruments(parsed: ReadonlyMap<string, ParsedFamily>): void {
  const families = Object.entries(instruments).map(([name, { kind }]) => ({ name: name.replace(/_total$/, ''), kind }));
  expect(families.map(({ name }) => [name, parsed.get(name)?.type])).toEqual(
    families.map(({ name, kind }) => [name, kind]),
  );
  expect(families.filter(({ name }) => parsed.get(name)?.samples.length === 0)).toEqual([]);
  for (const { name } of families.filter(({ kind }) => kind === 'histogram')) expectBuckets(parsed.get(name));
}

function expectBuckets(family: ParsedFamily | undefined): void {
  const series = Map.groupBy(family?.samples ?? [], ({ labels: { le: _bound, ...others } }) => JSON.stringify(others));
  for (const samples of series.values()) {
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket')).map(({ value }) => value);
    expect(buckets).toEqual(buckets.toSorted((one, other) => one - other));
    expect(buckets.at(-1)).toBe(samples.find(({ name }) => name.endsWith('_count'))?.value);
  }
}

/** The values of a metric by one of its labels. */
function values(parsed: ReadonlyMap<string, ParsedFamily>, name: string, label: string): Record<string, number> {
  return Object.fromEntries((parsed.get(name)?.samples ?? []).map(({ labels, value }) => [labels[label], value]));
}

function labelsOf(family: ParsedFamily | undefined) {
  return family?.samples.map(({ labels }) => labels);
}
