/** An example of every event, with the level and the sentence of its log line. */
import type { EventName, KfwEvents } from '@kfw/core';
import type { AppDescription } from '@kfw/core/internal';

/** The fields of a handler and its partition. */
export const run = { group: 'shop_example', topic: 'users', partition: 0, consumer: 'UsersConsumer' };
const app: AppDescription = {
  kfwVersion: '0.1.0',
  nodeVersion: 'v24.1.0',
  clientId: 'shop',
  environment: 'development',
  brokers: ['me:hunter2@localhost:9092'],
  registry: 'http://me:hunter2@localhost:8081',
  transport: 'kafkajs 2.2.4',
  bootFile: 'kfw.ts',
  groups: [],
};
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

/** Every event, with the level and the sentence of its line. */
export const eventExamples: { [Name in EventName]: [event: KfwEvents[Name], level: string, sentence: string] } = {
  'app.initialized': [app, 'info', 'shop is set up for development with kfw 0.1.0'],
  'config.warned': [{ setting: 'tls.rejectUnauthorized', message: 'Not checked.' }, 'warn', 'Not checked.'],
  'schema.warned': [
    { schema: 'a.B', path: '$.fields[0]', message: 'Ignored.' },
    'warn',
    'a.B at $.fields[0]: Ignored.',
  ],
  'connection.retrying': [
    {
      target: 'brokers',
      addresses: ['me:hunter2@a:1', 'b:2'],
      setting: 'KFW_BROKERS',
      attempt: 1,
      retryInMs: 500,
      error: refused,
    },
    'warn',
    'refused Trying again in 500 ms.',
  ],
  'app.connected': [
    { brokers: ['me:hunter2@a:1'], registry: 'http://me:hunter2@r' },
    'info',
    'connected to a:1 and the registry http://r',
  ],
  'app.running': [{ groups: ['shop_a', 'shop_b'] }, 'info', 'running 2 groups: shop_a, shop_b'],
  'signal.received': [{ signal: 'SIGTERM' }, 'info', 'received SIGTERM'],
  'app.quieting': [
    { reason: 'SIGTSTP' },
    'info',
    'taking no new work until it is stopped (SIGTSTP); this cannot be undone: SIGTERM or Ctrl-C stops it',
  ],
  'app.inspected': [
    {
      state: 'running',
      joining: ['shop_late'],
      lanes: [
        {
          ...run,
          state: 'running',
          runningMs: 3_210,
          retryInMs: undefined,
          resumesInMs: undefined,
          dueInMs: undefined,
          outage: { forMs: 3_400, reason: 'refused', error: 'Error' },
          backlogMessages: 2,
          backlogBytes: 64,
          unmarked: 3,
          lag: 5,
          lagSeconds: 34,
        },
        {
          ...run,
          partition: 1,
          state: 'backing off',
          runningMs: undefined,
          retryInMs: 900,
          resumesInMs: undefined,
          dueInMs: undefined,
          outage: undefined,
          unmarked: undefined,
          backlogMessages: 1,
          backlogBytes: 1,
          lag: undefined,
          lagSeconds: undefined,
        },
      ],
    },
    'info',
    'running, joining shop_late, 2 partitions\n' +
      'users[0] of shop_example: UsersConsumer running for 3.2 s, waiting for something that is down for 3.4 s (refused), 2 messages (64 bytes) unfinished, 3 handled but not marked, 5 behind, the oldest is 34 s old\n' +
      'users[1] of shop_example: UsersConsumer backing off, continues in 900 ms, 1 message (1 byte) unfinished',
  ],
  'app.stopFailed': [{ error: new Error('no') }, 'error', 'an error while stopping: Error: no'],
  'app.stopping': [{ reason: 'SIGTERM' }, 'info', 'stopping (SIGTERM)'],
  'app.stopped': [{ durationMs: 123.4 }, 'info', 'stopped in 123 ms'],
  'app.stopForced': [
    { running: [{ ...run, callback: undefined, runningMs: 31_234 }] },
    'error',
    'the stop was forced; still running: UsersConsumer on users[0] of shop_example for 31.2 s',
  ],
  'group.joining': [{ group: 'shop_example' }, 'info', 'joining shop_example'],
  'group.waiting': [
    { group: 'shop_example', waitedMs: 3_000, sessionTimeoutMs: 30_000 },
    'info',
    'still joining shop_example: the broker may be waiting for a member that is gone, up to 30 s (consumer.sessionTimeoutMs)',
  ],
  'group.joined': [
    { group: 'shop_example', memberId: 'shop-1a', generation: 3 },
    'info',
    'joined shop_example as shop-1a',
  ],
  'group.crashed': [
    { group: 'shop_example', error: new Error('no'), attempt: 7, restartInMs: undefined },
    'error',
    'shop_example crashed and will not restart: Error: no',
  ],
  'partitions.assigned': [
    {
      group: 'shop_example',
      generation: 3,
      partitions: [
        { topic: 'users', partition: 0 },
        { topic: 'users', partition: 1 },
      ],
    },
    'info',
    'assigned users[0], users[1] to shop_example',
  ],
  'partitions.revoked': [
    { group: 'shop_example', generation: 3, partitions: [{ topic: 'users', partition: 1 }] },
    'info',
    'revoked users[1] from shop_example',
  ],
  'consumer.consumed': [
    { ...run, firstOffset: 7, lastOffset: 7, messages: 1, durationMs: 9.123_456 },
    'info',
    'UsersConsumer consumed 1 message from users[0] in 9 ms',
  ],
  'consumer.failed': [
    {
      ...run,
      firstOffset: 7,
      lastOffset: 9,
      offset: 8,
      attempt: 2,
      outcome: 'retry',
      retryInMs: 1_500,
      error: new TypeError('boom'),
    },
    'error',
    'UsersConsumer failed at offset 8 of users[0], attempt 2, retrying in 1.5 s: TypeError: boom',
  ],
  'partition.waiting': [
    { ...run, offset: 8, since: new Date(0), failures: 4, retryInMs: 1_500, error: refused },
    'warn',
    'UsersConsumer is waiting for something that is down, at offset 8 of users[0] since 1970-01-01T00:00:00.000Z, 4 tries, retrying in 1.5 s: Error (ECONNREFUSED): refused',
  ],
  'partition.recovered': [
    { ...run, waitedMs: 61_000, failures: 9 },
    'info',
    'UsersConsumer continues with users[0] after waiting 61 s for something that was down',
  ],
  'consumer.returnedLate': [
    { ...run, firstOffset: 7, lastOffset: 7, error: new TypeError('boom') },
    'warn',
    'UsersConsumer returned with TypeError: boom after it was abandoned, at users[0], offset 7',
  ],
  'message.deadLettered': [
    { ...run, offset: 7, to: 'dead', attempts: 4, reason: 'boom', error: new TypeError('boom') },
    'warn',
    'dead-lettered offset 7 of users[0] to dead after 4 attempts: boom',
  ],
  'message.retryScheduled': [
    { ...run, offset: 7, to: 'later', attempts: 1, reason: 'boom', error: new TypeError('boom') },
    'warn',
    'moved offset 7 of users[0] to later after 1 attempt: boom',
  ],
  'topic.missing': [
    { topic: 'shop.dead', kind: 'dead-letter', of: ['users', 'orders'] },
    'warn',
    'the dead-letter topic shop.dead does not exist, or this app may not see it. Create it: otherwise a message of users, orders that has to go there blocks its partition',
  ],
  'topics.created': [{ topics: ['orders', 'users'] }, 'info', 'created 2 topics: orders, users'],
  'replication.reduced': [
    { topics: ['orders'], brokers: 1 },
    'warn',
    'orders got 1 replica, fewer than declared: the cluster has 1 broker',
  ],
  'message.stuck': [
    { ...run, offset: 7, to: 'dead', retryInMs: 2_000, error: new Error('no') },
    'error',
    'could not send offset 7 of users[0] to dead; nothing is skipped, retrying in 2 s: Error: no',
  ],
  'message.skipped': [
    { ...run, offset: 7, reason: 'a test order', error: undefined },
    'warn',
    'skipped offset 7 of users[0]: a test order',
  ],
  'message.postponed': [
    { ...run, offset: 7, retryInMs: 60_000 },
    'info',
    'UsersConsumer postponed offset 7 of users[0], retrying in 60 s',
  ],
  'messages.expired': [
    { ...run, firstOffset: 7, lastOffset: 9, messages: 3, maxAgeMs: 60_000 },
    'warn',
    'skipped 3 messages of users[0] older than 60 s (maxAgeMs)',
  ],
  'callback.failed': [
    { ...run, callback: 'onRevoked', error: new Error('no') },
    'error',
    'onRevoked of UsersConsumer failed on users[0]: Error: no',
  ],
  'takeover.failed': [
    { group: 'shop_example', topic: 'users', partition: 0, retryInMs: 2_000, error: new Error('no') },
    'error',
    'users[0] could not be taken over from its previous owner, retrying in 2 s: Error: no',
  ],
  'schemas.unavailable': [
    { group: 'shop_example', topic: 'users', partition: 0, retryInMs: 2_000, error: refused },
    'warn',
    'no schemas for users[0], retrying in 2 s: Error (ECONNREFUSED): refused',
  ],
  'offsets.committed': [
    { group: 'shop_example', offsets: [{ topic: 'users', partition: 0, offset: 8 }] },
    'debug',
    'committed users[0] to 8 of shop_example',
  ],
  'offsets.commitFailed': [
    { group: 'shop_example', offsets: [{ topic: 'users', partition: 0, offset: 8 }], error: new Error('no') },
    'error',
    'could not commit users[0] to 8 of shop_example: Error: no',
  ],
  'responder.responded': [
    { responder: 'UsersResponder', topics: ['users'], messages: 2, durationMs: 0.44 },
    'info',
    'UsersResponder sent 2 messages to users in 0.4 ms',
  ],
  'delivery.retrying': [
    {
      partitions: [
        { topic: 'users', partition: 0 },
        { topic: 'users', partition: 2 },
      ],
      messages: 2,
      attempt: 2,
      retryInMs: 200,
      error: new Error('no'),
    },
    'warn',
    'could not deliver 2 messages to users[0], users[2], trying again in 200 ms: Error: no',
  ],
  'delivery.failed': [
    { topic: 'users', partition: 0, messages: 2, error: new Error('no') },
    'error',
    'could not deliver 2 messages to users[0]: Error: no',
  ],
  'delivery.dropped': [
    { topic: 'users', messages: 1, bufferedMessages: 3, bufferedBytes: 96 },
    'error',
    'dropped 1 message for users: the buffer is full, with 3 messages of 96 bytes',
  ],
  'delivery.lost': [
    { topic: 'users', partition: 0, key: Buffer.from('user\n1'), error: refused },
    'error',
    'not delivered to users[0], key "user\\n1": refused',
  ],
  'listener.failed': [
    { listened: 'app.running', error: new Error('no') },
    'error',
    'a listener of app.running failed: Error: no',
  ],
  'health.listening': [
    { address: '127.0.0.1:9000', paths: ['/livez', '/metrics'] },
    'info',
    'health is served at http://127.0.0.1:9000: /livez, /metrics',
  ],
  'app.closingFailed': [{ error: new Error('no') }, 'error', 'closing() of the app failed: Error: no'],
  'consumer.stalled': [
    {
      ...run,
      offset: 7,
      state: 'running',
      callback: undefined,
      runningMs: 90_000,
      lag: 3,
      stalledForMs: 60_000,
      restarting: true,
    },
    'error',
    'UsersConsumer has stalled at offset 7 of users[0]: no progress for 60 s, its handler has run for 90 s, 3 behind; restarting its group',
  ],
  'group.stalled': [
    { group: 'shop_example', stalledForMs: 60_000, restarting: true },
    'error',
    'shop_example has not fetched messages for 60 s; restarting it',
  ],
  'group.restarted': [
    { group: 'shop_example', partitions: [run], durationMs: 20 },
    'warn',
    'restarted shop_example in 20 ms; abandoned handlers: users[0]',
  ],
  'loop.blocked': [
    { durationMs: 900, consumers: ['UsersConsumer'], sessionTimeoutMs: 10_000 },
    'error',
    'UsersConsumer blocked the loop for 900 ms',
  ],
  'delivery.undeclared': [
    { topic: 'users', subject: 'users-value', format: 'json', isAppLoaded: true },
    'warn',
    'users has a schema in the registry (users-value), but deliver sends json there: pass it the schema',
  ],
  'transport.warned': [{ message: 'rebalancing', detail: { groupId: 'g' } }, 'warn', 'rebalancing'],
  'transport.failed': [{ message: 'gone', detail: { from: 'Connection', error: 'reset' } }, 'debug', 'gone: reset'],
};
