/**
 * Servers of kfw in processes of their own that have what alerts are about, and a healthy one beside them. All are one app, which does
 * what its environment (`KFW_ENV`) is named after:
 *
 * - `stuck`: a handler that never returns, while its small buffer fills up;
 * - `troubled`: messages that become dead letters, an outage, a handler that blocks the loop, a second group;
 * - `cut`: works through many messages and sends some, on a cluster of its own, so that its broker can be killed;
 * - `healthy`: sends and handles messages in Avro, some of them in transactions.
 */
import { type AppFolder, createTopic, freePorts, makeAppFolder, type Spawned, type World } from '@kfw/test-cluster';

export const faults = ['stuck', 'troubled', 'cut', 'healthy'] as const;
export type Fault = (typeof faults)[number];

export type Topics = Readonly<Record<'hanging' | 'failing' | 'waiting' | 'blocking' | 'restless' | 'users', string>>;

/** On the cluster that is killed, where nothing else is. */
export const cutTopic = 'numbers';

export interface FaultyServers {
  readonly folder: AppFolder;
  readonly topics: Topics;
  /** `HOST:PORT` of the health endpoints. */
  readonly addresses: Readonly<Record<Fault, string>>;
  /** Again at the same address. */
  start(fault: Fault): Spawned;
}

const routes = `import { drawRoutes, isOutage } from 'kfw';
import * as consumers from '../app/consumers.js';
import { UserEvent } from '../app/schemas/user-event.js';

const topics = JSON.parse(process.env.TOPICS ?? '{}');

export default drawRoutes(({ consumerGroup }) => {
  switch (process.env.KFW_ENV) {
    case 'stuck':
      consumerGroup('stuck', ({ topic }) => topic(topics.hanging, { consumer: consumers.Hanging }));
      break;
    case 'troubled':
      consumerGroup('troubled', ({ topic }) => {
        topic(topics.failing, {
          consumer: consumers.Failing,
          maxRetries: 1,
          pauseMs: 10,
          errors: { skip: [SyntaxError] },
          deadLetter: topics.failing + '.dead-letters',
        });
        topic(topics.waiting, { consumer: consumers.Waiting, pauseMs: 500, errors: { outage: [isOutage] } });
        topic(topics.blocking, { consumer: consumers.Blocking });
      });
      consumerGroup('restless', ({ topic }) => topic(topics.restless, { consumer: consumers.Idle }));
      break;
    case 'cut':
      consumerGroup('cut', ({ topic }) => topic('${cutTopic}', { consumer: consumers.Slow }));
      break;
    default:
      consumerGroup('healthy', ({ topic }) => topic(topics.users, { consumer: consumers.Users, schema: UserEvent }));
  }
});
`;

const consumers = `import { setTimeout as pause } from 'node:timers/promises';
import { Consumer, type Message, Payload, text } from 'kfw';
import { UserEvent } from './schemas/user-event.js';

@Payload(text())
export class Hanging extends Consumer {
  process(): Promise<void> {
    return new Promise(() => {});
  }
}

@Payload(text())
export class Failing extends Consumer {
  process({ payload }: Message<string>): void {
    if (payload === 'skipped') throw new SyntaxError('not a message of ours');
    throw new RangeError('an order of less than nothing');
  }
}

@Payload(text())
export class Waiting extends Consumer {
  process(): void {
    throw Object.assign(new Error('the database is down'), { code: 'ECONNREFUSED' });
  }
}

@Payload(text())
export class Blocking extends Consumer {
  process(): void {
    const until = Date.now() + 1_300;
    while (Date.now() < until);
  }
}

@Payload(text())
export class Idle extends Consumer {
  process(): void {}
}

@Payload(text())
export class Slow extends Consumer {
  async process(): Promise<void> {
    await pause(20);
  }
}

@Payload(UserEvent)
export class Users extends Consumer {
  process(): void {}
}
`;

const boot = `import { metricsListener } from '@kfw/metrics';
import { defineApp, deliver, logListener, Responder, Topic } from 'kfw';
import { UserEvent } from './app/schemas/user-event.js';
import routes from './config/routes.js';

const { users = '' } = JSON.parse(process.env.TOPICS ?? '{}');
const event = (id: number): UserEvent => ({ eventName: 'user_seen', payload: { id } });

@Topic(users, { schema: UserEvent })
class UsersResponder extends Responder<Record<string, UserEvent>> {
  static readonly atomic = true;

  respond(id: number): void {
    this.respondTo(users, event(id), { key: String(id) });
  }
}

let sent = 0;

async function send(): Promise<void> {
  sent++;
  if (process.env.KFW_ENV === 'cut') {
    await deliver(Array.from({ length: 10 }, () => ({ topic: '${cutTopic}', payload: 'a number' })));
  }
  if (process.env.KFW_ENV !== 'healthy') return;
  if (sent % 10 === 0) await UsersResponder.call(sent);
  await deliver(users, event(sent), { schema: UserEvent, key: String(sent) });
}

export default defineApp({
  routes,
  listeners: [logListener(), metricsListener()],
  setup({ monitor }) {
    monitor.subscribe('app.running', () => {
      setInterval(() => void send().catch((error: unknown) => console.error(error)), 50).unref();
    });
  },
});
`;

/** None is started yet. `cutBrokers`: the addresses of the cluster that will be killed. */
export async function faultyServers(world: World, cutBrokers: string): Promise<FaultyServers> {
  const topic = (base: string) => world.createTopic(base, { partitions: 2 });
  const failing = await topic('failing');
  const topics: Topics = {
    hanging: await topic('hanging'),
    failing,
    waiting: await topic('waiting'),
    blocking: await topic('blocking'),
    restless: await topic('restless'),
    users: await topic('users'),
  };
  const portOf = (brokers: string) => Number(brokers.split(',')[0]?.split(':').at(-1));
  const more = { partitions: 1, replication: -1, settings: {} };
  await createTopic(portOf(world.cluster.brokers), { ...more, name: `${failing}.dead-letters` });
  await createTopic(portOf(cutBrokers), { ...more, name: cutTopic });

  const { brokers, registry } = world.cluster;
  const common = { brokers, registry: { url: registry } };
  const quickMember = { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500, rebalanceTimeoutMs: 6_000 };
  const config = {
    healthy: common,
    stuck: { ...common, consumer: { ...quickMember, stallTimeoutMs: 3_000, maxTotalBufferedBytes: 65_536 } },
    troubled: { ...common, consumer: quickMember },
    cut: {
      ...common,
      brokers: cutBrokers,
      requestTimeoutMs: 2_000,
      consumer: { ...quickMember, commitIntervalMs: 200 },
      producer: { deliveryTimeoutMs: 3_000, requestTimeoutMs: 2_000 },
    },
  };
  const folder = await makeAppFolder(world, {
    files: {
      // JSON is YAML.
      'config/kafka.yml': JSON.stringify(config),
      'config/routes.ts': routes,
      'app/consumers.ts': consumers,
      'kfw.ts': boot,
    },
  });
  const ports = await freePorts(faults.length);
  const addresses = Object.fromEntries(faults.map((fault, index) => [fault, `127.0.0.1:${ports[index]}`]));
  return {
    folder,
    topics,
    addresses: addresses as Record<Fault, string>,
    start: (fault) =>
      folder.kfw(['server', '--health', addresses[fault] ?? ''], {
        env: { KFW_ENV: fault, TOPICS: JSON.stringify(topics) },
      }),
  };
}
