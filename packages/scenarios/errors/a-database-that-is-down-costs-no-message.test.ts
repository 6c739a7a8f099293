/**
 * PostgreSQL is stopped under load, for 20 seconds or as many as `KFW_TEST_OUTAGE_SECONDS` says: no message is lost or
 * dead-lettered for it, each partition and each key keeps its order, and messages that are broken themselves are dead-lettered meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, isOutage, type Message, Payload, text } from 'kfw';
import pg from 'pg';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { startPostgreSql } from '../src/processes/postgresql.js';
import { scenario } from '../src/scenario/scenario.js';

const outageMs = Number(process.env.KFW_TEST_OUTAGE_SECONDS ?? 20) * 1_000;
const everyMs = 20;
const maxPauseMs = 2_000;
const partitions = 3;
/** A partition of their own for messages that are broken while the others wait. */
const broken = partitions;

class InvalidOrder extends Error {
  readonly code = 'E_INVALID_ORDER';
}

interface Row {
  readonly topic: string;
  readonly part: number;
  readonly number: number;
  readonly key: string;
}

scenario(
  [],
  'a database that is down for a while delays messages, costs none of them its retries, and changes no order',
  async (world) => {
    const database = await startPostgreSql(world);
    const pool = new pg.Pool({ ...database.address, max: 4, connectionTimeoutMillis: 2_000 });
    // An error of an idle connection is not a failure of a message.
    pool.on('error', () => {});
    world.after(() => pool.end());
    await pool.query(
      'create table handled (id serial, topic text, part int, number int, key text, primary key (topic, part, number))',
    );
    const topics = [
      await world.createTopic('by-partition', { partitions: partitions + 1 }),
      await world.createTopic('by-key', { partitions: partitions + 1 }),
    ] as const;
    const deadLetters = await world.createTopic('dead-letters');

    @Payload(text())
    class Orders extends Consumer {
      async process({ topic, partition, key, payload }: Message<string>): Promise<void> {
        if (payload === 'broken') throw new InvalidOrder('it has no amount');
        const values = [topic, partition, Number(payload), key];
        await pool.query(
          'insert into handled (topic, part, number, key) values ($1, $2, $3, $4) on conflict do nothing',
          values,
        );
      }
    }
    const { app, server, monitor } = await startApp(world, {
      settings: { consumer: { stallTimeoutMs: 5_000 } },
      routes: drawRoutes(({ defaults, topic }) => {
        defaults({ deadLetter: deadLetters, maxRetries: 0, pauseMs: 100, maxPauseMs, errors: { outage: [isOutage] } });
        topic(topics[0], { consumer: Orders });
        topic(topics[1], { consumer: Orders, orderedBy: 'key', maxConcurrentCalls: 20 });
      }),
    });
    const waiting = world.events(monitor, 'partition.waiting');
    const recovered = world.events(monitor, 'partition.recovered');
    const lettered = world.events(monitor, 'message.deadLettered');
    const stalled = world.events(monitor, 'consumer.stalled');

    const send = (partition: number, key: string, value: string) =>
      app.producer.deliver(
        topics.map((topic) => ({ topic, partition, key: Buffer.from(key), value: Buffer.from(value), headers: {} })),
      );
    let sent = 0;
    let isOver = false;
    const load = (async () => {
      for (; !isOver; sent++) {
        await send(sent % partitions, `key ${sent % 7}`, String(sent));
        await sleep(everyMs);
      }
    })();
    const handled = async (least: number) => {
      const { rows } = await pool.query<{ count: string }>('select count(*) from handled');
      return Number(rows[0]?.count) >= least ? true : undefined;
    };
    await world.until('a first hundred to be handled', () => handled(100));

    const stoppedAt = Date.now();
    await database.stop();
    await Promise.all(
      topics.map((topic) => waiting.first(`a partition of ${topic} to wait`, (event) => event.topic === topic)),
    );
    await send(broken, 'other', 'broken');
    await lettered.atLeast(2);
    expect(server.readiness.ready).toBe(true);
    expect(server.lanes.filter(({ outage }) => outage !== undefined).length).toBeGreaterThanOrEqual(2);
    // Behind one that waits it has its turn afterwards.
    await send(0, 'key 0', 'broken');
    await sleep(Math.max(0, outageMs - (Date.now() - stoppedAt)));
    expect(lettered.items.filter(({ topic }) => topic === topics[0]).map(({ partition }) => partition)).toEqual([
      broken,
    ]);
    await database.start();
    await world.until('the database to answer', async () => (await pool.query('select 1')).rowCount ?? undefined);
    const downMs = Date.now() - stoppedAt;
    const triesBefore = waiting.items.length;

    await recovered.first(
      'all to go on',
      () => server.lanes.every(({ outage }) => outage === undefined),
      maxPauseMs * 5,
    );
    await sleep(1_000);
    isOver = true;
    await load;
    await world.until('all to be handled', () => handled(2 * sent), 60_000);

    expect(downMs).toBeGreaterThanOrEqual(outageMs);
    expect(waiting.items.every(({ retryInMs }) => retryInMs <= maxPauseMs)).toBe(true);
    // Within the back-off: a call that was under way as the database came back may have failed, and none after it.
    const late = waiting.items
      .slice(triesBefore)
      .map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`);
    expect(late).toEqual([...new Set(late)]);
    expect([stalled.items, server.liveness.alive, server.readiness.ready]).toEqual([[], true, true]);

    await lettered.atLeast(4);
    const letters = await readWithKcat(world, deadLetters);
    expect(letters.map(({ value }) => value)).toEqual(['broken', 'broken', 'broken', 'broken']);
    for (const { headers } of letters) {
      expect(headers).toMatchObject({ 'kfw-error-code': 'E_INVALID_ORDER', 'kfw-attempts': '1' });
    }

    const { rows } = await pool.query<Row>('select topic, part, number, key from handled order by id');
    expect(rows).toHaveLength(2 * sent);
    for (const of of [...partitionsOf(rows), ...keysOf(rows)]) expect(of).toEqual(of.toSorted((a, b) => a - b));
    const waits = recovered.items.map(({ topic, partition, waitedMs }) => `${topic}[${partition}] ${waitedMs} ms`);
    process.stdout.write(
      `PostgreSQL was down for ${downMs} ms: ${2 * sent} messages handled, ${letters.length} dead letters, all of them broken; ${waiting.items.length} tries; waited: ${waits.join(', ')}\n`,
    );
  },
  { timeoutMs: outageMs + 120_000 },
);

/** The numbers of each partition of the topic that is in order as a whole, as they were handled. */
function partitionsOf(rows: readonly Row[]): number[][] {
  const inOrder = rows.filter(({ topic }) => topic.startsWith('by-partition'));
  return [...Map.groupBy(inOrder, ({ part }) => part).values()].map((of) => of.map(({ number }) => number));
}

/** Of each key of a partition. */
function keysOf(rows: readonly Row[]): number[][] {
  const groups = Map.groupBy(rows, ({ topic, part, key }) => `${topic} ${part} ${key}`);
  return [...groups.values()].map((of) => of.map(({ number }) => number));
}
