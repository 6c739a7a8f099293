/**
 * An app that produces numbers by key and consumes them while its cluster is disturbed, and checks that every
 * acknowledged number was handled.
 */

import { Callers, checkLog, Judge, type Verdict } from '@kfw/chaos';
import { createTopic, type World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, type Monitor, Payload, text } from 'kfw';
import type { DisturbedCluster } from '../clusters/disturbed-cluster.js';
import { type StartedApp, type StartOptions, startApp } from './start-app.js';

const callerCount = 10;
const partitions = 6;
const progressWithinMs = 90_000;

export class NumbersThrough {
  readonly topic: string;
  readonly callers: Callers;
  readonly monitor: Monitor;
  readonly #judge = new Judge();
  #handled = 0;

  private constructor(
    private readonly world: World,
    private readonly cluster: DisturbedCluster,
    readonly app: StartedApp,
    topic: string,
    handler: { handle: (message: Message<string, string>) => void },
  ) {
    this.topic = topic;
    this.monitor = app.monitor;
    handler.handle = ({ key, payload }) => {
      this.#judge.see(`${key} ${payload}`);
      this.#handled++;
    };
    this.callers = new Callers(callerCount, (messages) =>
      app.app.producer.deliver(
        messages.map(({ key, value }) => ({ topic, key: Buffer.from(key), value: Buffer.from(value), headers: {} })),
      ),
    );
  }

  /** Resolves when some of them have gone all the way. */
  static async begin(
    world: World,
    cluster: DisturbedCluster,
    settings: StartOptions['settings'] = {},
  ): Promise<NumbersThrough> {
    const topic = world.name('numbers');
    await createTopic(cluster.brokers[0]?.port ?? 0, { name: topic, partitions, replication: -1, settings: {} });
    const handler = { handle: (_message: Message<string, string>): void => undefined };
    @Payload(text())
    class Worker extends Consumer {
      process(message: Message<string, string>): void {
        handler.handle(message);
      }
    }
    const app = await startApp(world, {
      env: { KFW_BROKERS: cluster.addresses },
      settings,
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker })),
    });
    const numbers = new NumbersThrough(world, cluster, app, topic, handler);
    await numbers.waitForProgress();
    return numbers;
  }

  get group(): string {
    return `${this.app.app.config.clientId}_app`;
  }

  /** Resolves when so many more were acknowledged and handled. */
  async waitForProgress({ count = 500, withinMs = progressWithinMs } = {}): Promise<void> {
    const [sent, handled] = [this.callers.acknowledgedCount + count, this.#handled + count];
    const reached = async () => (this.callers.acknowledgedCount >= sent && this.#handled >= handled ? true : undefined);
    await this.world.until(`${count} more acknowledged and handled`, reached, withinMs);
  }

  /** Ends the producing, waits until all that was acknowledged has been handled, and says how it is in the log. */
  async end(): Promise<{ readonly log: Verdict; readonly handled: Verdict; readonly failed: number }> {
    await this.callers.stop();
    const { acknowledged, failed } = this.callers;
    const all = async () => (this.#judge.verdict(acknowledged).lost === 0 ? true : undefined);
    await this.world.until('all that was acknowledged to be handled', all, progressWithinMs);
    const log = await checkLog(this.cluster.addresses, this.topic, acknowledged);
    return { log, handled: this.#judge.verdict(acknowledged), failed };
  }
}
