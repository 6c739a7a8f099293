/**
 * Every partition is in another state, and a checker knows when each message was produced. The leader of one is killed while most of its
 * messages are unread: the other two brokers of Apache Kafka keep the rest. The embedded broker, which leads them all, is frozen.
 */
import { EventEmitter, once } from 'node:events';
import { expect } from '@jest/globals';
import { createTopic } from '@kfw/test-cluster';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { LagChecker } from '../src/observing/lag-checker.js';
import { scenario } from '../src/scenario/scenario.js';

/** The default. */
const commitIntervalMs = 1_000;
const states = ['running', 'slow', 'paused', 'stalled', 'failing', 'keys', 'manual', 'dead', 'dead and read'] as const;
type State = (typeof states)[number];
/** How old the oldest message becomes in each phase. */
const phaseSeconds = 4;

scenario(
  [112],
  'lag in seconds agrees with the truth for running, slow, paused, stalled and dead partitions',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const topics = Object.fromEntries(states.map((state) => [state, world.name(state.replaceAll(' ', '-'))]));
    const topicOf = (state: State) => topics[state] ?? '';
    for (const state of states) {
      const isDead = state.startsWith('dead');
      const settings = isDead ? { 'min.insync.replicas': '1' } : {};
      const replication = isDead ? 1 : -1;
      await createTopic(cluster.brokers[0]?.port ?? 0, { name: topicOf(state), partitions: 1, replication, settings });
    }

    const checker = new LagChecker();
    const gates = new EventEmitter();
    const finish = ({ topic, payload }: Message<string>) => checker.finished(topic, Number.parseInt(payload, 10));
    @Payload(text())
    class Running extends Consumer {
      process(message: Message<string>): void {
        finish(message);
      }
    }
    @Payload(text())
    class Gated extends Consumer {
      async process(message: Message<string>): Promise<void> {
        await once(gates, message.topic);
        finish(message);
      }
    }
    @Payload(text())
    class Paused extends Consumer {
      process(message: Message<string>): void {
        finish(message);
        this.pause(Number.POSITIVE_INFINITY);
      }
    }
    @Payload(text())
    class Failing extends Consumer {
      process(): void {
        throw new Error('this is not the time');
      }
    }
    /** The first key waits, and others are done. */
    @Payload(text())
    class Keys extends Consumer {
      async process(message: Message<string, string>): Promise<void> {
        if (message.key === '0') await once(gates, message.topic);
        finish(message);
      }
    }
    /** Every message is handled, and every fourth batch is marked. */
    @Payload(text())
    class Marking extends Consumer {
      #handled: Message<string>[] = [];

      consume({ messages }: Batch<string>): void {
        this.#handled.push(...messages);
        const last = this.#handled.at(-1);
        if (this.#handled.length < 20 || last === undefined) return;
        this.markAsConsumedThrough(last);
        for (const message of this.#handled.splice(0)) finish(message);
      }
    }

    const { app, server } = await startApp(world, {
      env: { KFW_BROKERS: cluster.addresses },
      settings: { consumer: { commitIntervalMs, maxBytesPerPartition: 4_096 } },
      routes: drawRoutes(({ consumerGroup }) =>
        consumerGroup('lag', ({ topic }) => {
          topic(topicOf('running'), { consumer: Running });
          topic(topicOf('slow'), { consumer: Gated });
          topic(topicOf('paused'), { consumer: Paused });
          topic(topicOf('stalled'), { consumer: Gated });
          topic(topicOf('failing'), { consumer: Failing, pauseMs: 500 });
          topic(topicOf('keys'), { consumer: Keys, orderedBy: 'key' });
          topic(topicOf('manual'), { consumer: Marking, manualOffsets: true });
          topic(topicOf('dead'), { consumer: Gated, maxPartitionBufferBytes: 1 });
          topic(topicOf('dead and read'), { consumer: Running });
        }),
      ),
    });

    // Whatever happens, no handler is to wait for more than the scenario.
    world.after(() => {
      for (const state of states) gates.emit(topicOf(state));
    });
    let id = 0;
    const produce = async (state: State) => {
      const topic = topicOf(state);
      const value = Buffer.from(`${id} ${'x'.repeat(state === 'dead' ? 2_000 : 10)}`);
      const produced = id++;
      checker.produced(topic, produced);
      await app.producer.deliver([{ topic, key: Buffer.from(String(produced % 7)), value, headers: {} }]);
    };
    const lanes = () => server.status.groups.flatMap((group) => group.lanes);
    const laneOf = (state: State) => lanes().find(({ topic }) => topic === topicOf(state));
    const gauge = (topic: string) =>
      app.monitor.measurements.seriesOf('kfw_consumer_lag_seconds').find(({ labels }) => labels.topic === topic)?.value;
    // The first message of a key waits, and later ones of others are done.
    const messagesBehind = (state: State) =>
      state === 'keys' ? laneOf(state)?.lag : checker.unfinished(topicOf(state));
    const compare = (phase: string) => {
      for (const state of states) {
        const { lagSeconds = null } = laneOf(state) ?? {};
        checker.compare(phase, topicOf(state), lagSeconds);
        checker.compare(`${phase}, gauge`, topicOf(state), gauge(topicOf(state)) ?? null);
      }
    };

    await world.until('every partition to be fetched', async () =>
      lanes().filter(({ lag }) => lag === 0).length === states.length ? true : undefined,
    );
    // The first messages wait in the producer for connections, and are as old when they reach their partitions.
    await Promise.all(states.map(produce));
    await world.until('the first messages to arrive', async () =>
      states.every((state) => laneOf(state)?.lag === messagesBehind(state)) ? true : undefined,
    );
    let round = 0;
    await world.until('the stalled message to be old', async () => {
      round++;
      await Promise.all(states.map(produce));
      if (round % 8 === 0) gates.emit(topicOf('slow'));
      compare('alive');
      return checker.truth(topicOf('stalled')) > phaseSeconds ? true : undefined;
    });
    // The buffer of the dead partition is full, so that it is not fetched: its end is known all the same.
    await world.until('every partition to be as far behind as it is', async () =>
      states.every((state) => laneOf(state)?.lag === messagesBehind(state)) ? true : undefined,
    );

    const leader = await cluster.leaderOf(topicOf('dead'), 0);
    await leader.signal(cluster.isReplicated ? 'SIGKILL' : 'SIGSTOP');
    const since = performance.now();
    await world.until(
      'nothing of the dead partition to be in memory for a while',
      async () => {
        gates.emit(topicOf('dead'));
        compare('dead');
        const { backlogMessages, lag } = laneOf('dead') ?? {};
        const isDrained = backlogMessages === 0 && (lag ?? 0) > 0;
        return isDrained && performance.now() - since > phaseSeconds * 1_000 ? true : undefined;
      },
      20_000,
    );

    process.stdout.write(`${world.cluster.kind}\n${checker.table.replaceAll(/-[0-9a-f]{8} /g, '         ')}\n`);
    expect(checker.unfinished(topicOf('dead'))).toBeGreaterThan(2);
    expect(laneOf('dead')?.lag).toBe(checker.unfinished(topicOf('dead')));
    for (const { worst, ...result } of checker.results)
      expect({ ...result, isNear: worst <= commitIntervalMs / 1_000 }).toMatchObject({ isNear: true });
    if (!cluster.isReplicated) await leader.signal('SIGCONT');
  },
  { timeoutMs: 180_000 },
);
