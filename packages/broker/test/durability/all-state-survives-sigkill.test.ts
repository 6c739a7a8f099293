/**
 * A broker is killed while clients concurrently create and delete topics, commit offsets, initialize producers and
 * write records of idempotent producers, and killed again while it starts; repeatedly on the same data. Acknowledged
 * changes exist, unacknowledged ones exist as a whole or not at all, and records that are sent again exist once.
 * Meanwhile segments roll, retention deletes them and journals are rewritten. `KFW_KILLS` sets the number of kills;
 * every run has three.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it } from '@jest/globals';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { Admin } from './admin.js';
import { type BrokerProcess, killInStart, startBrokerProcess } from './broker-process.js';
import { GroupWorkload, ProducerIdWorkload, ProducerWorkload, TopicWorkload, type Workload } from './workloads.js';

const kills = Number(process.env.KFW_KILLS ?? 3);
const running = new Set<ChildProcess>();
const retentionEveryMs = 300_000;
/** After this many responses the clock advances, so that retention has segments to delete. */
const responsesBetweenRounds = 150;

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const createTopic = async (port: number): Promise<void> => {
  const raw = await RawClient.connect(port);
  const settings = { 'segment.bytes': '1048576', 'retention.bytes': '3000000', 'retention.ms': '-1' };
  await new Admin(raw).create('records', 2, settings);
  raw.close();
};

/** All workloads run until the kill, after this many responses; returns the number of requests without a response. */
const workUntilKilled = async (
  broker: BrokerProcess,
  workloads: readonly Workload[],
  killAfter: number,
): Promise<number> => {
  let responses = 0;
  let killed: Promise<void> | undefined;
  let withoutResponse = 0;
  const onResponse = (): void => {
    responses += 1;
    if (responses % responsesBetweenRounds === 0 && killed === undefined) broker.advance(retentionEveryMs);
    if (responses === killAfter) killed = broker.kill();
  };
  // Each ends with a request without a response.
  await Promise.all(workloads.map((workload) => workload.work(broker.port, onResponse).then(() => withoutResponse++)));
  await killed;
  return withoutResponse;
};

it(
  `everything acknowledged survives each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const producers = [new ProducerWorkload(0, 60_000), new ProducerWorkload(1, 500)];
    const topics = [new TopicWorkload('one'), new TopicWorkload('other')];
    const groups = [new GroupWorkload('readers'), new GroupWorkload('others')];
    const workloads: Workload[] = [...producers, ...topics, ...groups, new ProducerIdWorkload()];
    let [withoutResponse, inStart] = [0, 0];
    for (let killed = 0; killed < kills; killed++) {
      const broker = await startBrokerProcess(folder, running);
      if (killed === 0) await createTopic(broker.port);
      withoutResponse += await workUntilKilled(broker, workloads, 300 + ((killed * 211) % 700));
      if (await killInStart(folder, running, (killed * 7) % 40)) inStart += 1;
      const again = await startBrokerProcess(folder, running);
      for (const workload of workloads) await workload.check(again.port);
      await again.kill();
    }
    expect(withoutResponse).toBe(kills * workloads.length);
    const acknowledged = producers.map((producer) => producer.figures.acknowledged).join(' and ');
    const deleted = producers.map((producer) => producer.figures.deleted).join(' and ');
    const batches = `${acknowledged} batches acknowledged, of which retention deleted ${deleted}`;
    const figures = `${kills} kills with ${withoutResponse} requests unanswered, ${inStart} more within a start; ${batches}`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}\n`);
  },
  60_000 + kills * 60_000,
);
