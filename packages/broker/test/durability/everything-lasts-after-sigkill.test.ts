/**
 * A broker is killed while topics are made and deleted, offsets committed, producers begun and records of idempotent
 * producers written, by clients beside each other, and killed again while it starts; again and again on the same data.
 * What was answered is there, what was not is there whole or not at all, and what is sent again is there once. Segments
 * roll, retention deletes them and journals are written anew meanwhile. `KFW_KILLS` says how often; three belong to every run.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it } from '@jest/globals';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { Admin } from './admin.js';
import { type BrokerProcess, killInStart, startBrokerProcess } from './broker-process.js';
import { GroupParty, type Party, ProducerIdParty, ProducerParty, TopicParty } from './parties.js';

const kills = Number(process.env.KFW_KILLS ?? 3);
const running = new Set<ChildProcess>();
const retentionEveryMs = 300_000;
/** After so many answers time passes, so that retention has segments to delete. */
const answersBetweenRounds = 150;

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const createTopic = async (port: number): Promise<void> => {
  const raw = await RawClient.connect(port);
  const settings = { 'segment.bytes': '1048576', 'retention.bytes': '3000000', 'retention.ms': '-1' };
  await new Admin(raw).create('records', 2, settings);
  raw.close();
};

/** All at work until the kill, after so many answers; how many requests it left without an answer. */
const workUntilKilled = async (
  broker: BrokerProcess,
  parties: readonly Party[],
  killAfter: number,
): Promise<number> => {
  let answers = 0;
  let killed: Promise<void> | undefined;
  let unanswered = 0;
  const onAnswer = (): void => {
    answers += 1;
    if (answers % answersBetweenRounds === 0 && killed === undefined) broker.advance(retentionEveryMs);
    if (answers === killAfter) killed = broker.kill();
  };
  // Each ends with a request that nobody answers.
  await Promise.all(parties.map((party) => party.work(broker.port, onAnswer).then(() => unanswered++)));
  await killed;
  return unanswered;
};

it(
  `everything that was answered lasts through each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const producers = [new ProducerParty(0, 60_000), new ProducerParty(1, 500)];
    const topics = [new TopicParty('one'), new TopicParty('other')];
    const groups = [new GroupParty('readers'), new GroupParty('others')];
    const parties: Party[] = [...producers, ...topics, ...groups, new ProducerIdParty()];
    let [unanswered, inStart] = [0, 0];
    for (let killed = 0; killed < kills; killed++) {
      const broker = await startBrokerProcess(folder, running);
      if (killed === 0) await createTopic(broker.port);
      unanswered += await workUntilKilled(broker, parties, 300 + ((killed * 211) % 700));
      if (await killInStart(folder, running, (killed * 7) % 40)) inStart += 1;
      const again = await startBrokerProcess(folder, running);
      for (const party of parties) await party.check(again.port);
      await again.kill();
    }
    expect(unanswered).toBe(kills * parties.length);
    const acknowledged = producers.map((producer) => producer.figures.acknowledged).join(' and ');
    const deleted = producers.map((producer) => producer.figures.deleted).join(' and ');
    const batches = `${acknowledged} batches acknowledged, of which retention deleted ${deleted}`;
    const figures = `${kills} kills with ${unanswered} requests unanswered, ${inStart} more within a start; ${batches}`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}\n`);
  },
  60_000 + kills * 60_000,
);
