/**
 * On topics that Kafka's own TopicCommand has made. `KFW_SCENARIO_TOPICS=500` takes more of them, and prints times and
 * requests.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { declareTopics, makeTopicsApp } from '../src/apps/topics-app.js';
import { scenario } from '../src/scenario/scenario.js';

const given = process.env.KFW_SCENARIO_TOPICS;
/** An even number. */
const count = Number(given ?? 60);
const hook = pathToFileURL(path.join(__dirname, '../src/network/count-requests.mjs')).href;

interface Requests {
  readonly counts: Readonly<Record<string, number>>;
}

scenario(
  [98],
  'a plan takes as many requests for many topics as for one',
  async (world) => {
    const names = Array.from({ length: count }, (_, index) => world.name(`topic-${index}`));
    const to = `--bootstrap-server ${world.cluster.brokers}`;
    const made = '--partitions 1 --replication-factor 1 --config retention.ms=3600000 --config cleanup.policy=delete';
    const commands = names.map((name) => `${to} --create --topic ${name} ${made}`);
    const remove = `${to} --delete --topic ${world.name('topic-.*').replaceAll('.*', '[0-9]+')}`;
    const topicCommands = (lines: readonly string[]) =>
      kafkaTool(path.join(__dirname, 'topic-command.java'), [], lines.join('\n'));
    await topicCommands(commands);
    world.after(() => topicCommands([remove]));

    // The first half is as declared, the others get another setting and a partition more.
    const declare = (topics: readonly string[]) => `
  const names = ${JSON.stringify(topics)};
  for (const [index, name] of names.entries()) {
    const isLater = index >= names.length / 2;
    topic(name, { partitions: isLater ? 2 : 1, retentionMs: isLater ? 7_200_000 : 3_600_000, compacted: false });
  }`;
    const app = await makeTopicsApp(world, { topics: declare(names) });
    const run = async (...args: readonly string[]) => {
      const beganAt = performance.now();
      const program = app.kfw(['topics', ...args], { env: { NODE_OPTIONS: `--import ${hook}` } });
      const code = await world.waitFor(args.join(' '), program.ended, 120_000);
      const counted = program.errorLines.items.find((line) => line.includes('"event":"requests"')) ?? '';
      const { counts } = JSON.parse(counted) as Requests;
      const tookMs = Math.round(performance.now() - beganAt);
      const figures = `${world.cluster.kind}: ${args.join(' ')}: ${tookMs} ms, requests ${JSON.stringify(counts)}`;
      if (given !== undefined) process.stdout.write(`${figures}\n`);
      return { code, counts, result: program.log.items };
    };

    const before = await run('plan', '--json', '--detailed-exitcode');
    const actions = (before.result[0]?.changes ?? []) as readonly { readonly action: string }[];
    expect(before.code).toBe(2);
    expect(actions.map(({ action }) => action)).toEqual(
      Array(count / 2)
        .fill(['addPartitions', 'alterConfigs'])
        .flat(),
    );
    const applied = await run('apply', '--yes', '--json');
    expect([applied.code, applied.result.length]).toEqual([0, count]);
    const after = await run('plan', '--json', '--detailed-exitcode');
    expect([after.code, after.result[0]?.changes]).toEqual([0, []]);

    await declareTopics(app, declare(names.slice(-1)));
    const ofOne = await run('plan', '--json', '--detailed-exitcode');
    expect([after.counts, before.counts]).toEqual([ofOne.counts, ofOne.counts]);
  },
  { timeoutMs: 300_000 },
);
