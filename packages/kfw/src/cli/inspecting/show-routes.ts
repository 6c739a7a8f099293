/** `kfw routes`: the compiled plan, as a table or as JSON lines. Nothing is connected. */
import type { TopicPlan } from '@kfw/core/internal';
import type { BootedApp } from '../../app/booted-app.js';
import { retryTopicsOf } from '../../app/failure-topics.js';
import { print } from '../../terminal/print.js';
import { findAppRoot } from '../app-root.js';
import type { GlobalOptions } from '../command-options.js';
import { type Column, renderTable } from '../rendering/table.js';
import { withLoadedApp } from '../with-loaded-app.js';

export async function showRoutes({ json }: GlobalOptions): Promise<void> {
  const options = { root: findAppRoot(), command: 'routes', logTo: 'none', joinEmbedded: false } as const;
  const rows = await withLoadedApp(options, (app) => {
    const topics = app.plan.groups.flatMap((group) => group.topics);
    return topics.map((topic) => ({ ...fieldsOf(topic), ...onCluster(app, topic, topics) }));
  });
  if (json) {
    for (const row of rows) print(`${JSON.stringify(row)}\n`);
    return;
  }
  print(`${renderTable(rows, columns)}\n`);
}

type Row = ReturnType<typeof fieldsOf> & ReturnType<typeof onCluster>;

const columns: readonly Column<Row>[] = [
  { head: 'group', cell: ({ group }) => group },
  { head: 'topic', cell: ({ topic }) => topic },
  { head: 'consumer', cell: ({ consumer }) => consumer },
  { head: 'responder', cell: ({ responder }) => responder ?? '' },
  { head: 'schema', cell: ({ schema }) => schema },
  { head: 'start from', cell: ({ startFrom }) => startFrom },
  { head: 'active', cell: ({ active }) => (active ? 'yes' : 'no') },
  { head: 'retry topics', cell: ({ onCluster: { retryTopics } }) => retryTopics.join('\n'), isOptional: true },
  { head: 'dead letters', cell: ({ onCluster: { deadLetter } }) => deadLetter ?? '', isOptional: true },
];

/** The names on the cluster, after a `topicMapper`; for a pattern, the pattern. */
function onCluster(app: BootedApp, topic: TopicPlan, all: readonly TopicPlan[]) {
  const { deadLetter } = topic.policy;
  return {
    onCluster: {
      topic: topic.pattern === undefined ? app.nameOnCluster(topic.topic) : topic.topic,
      retryTopics: retryTopicsOf(topic, all).map((name) => app.nameOnCluster(name)),
      deadLetter: deadLetter === undefined ? null : app.nameOnCluster(deadLetter),
    },
  };
}

function fieldsOf({ group, topic, consumer, responder, schema, keySchema, policy, ...options }: TopicPlan) {
  const { active, startFrom, maxMessages, maxWaitMs, persistentConsumer, delayMs, maxAgeMs } = options;
  const {
    retryOf,
    orderOf,
    maxConcurrentCalls,
    handlerTimeoutMs,
    maxPartitionBufferBytes,
    manualOffsets,
    transactional,
  } = options;
  const { pauseMs, maxPauseMs, maxRetries, retryTopic, deadLetter, onExhausted } = policy;
  return {
    event: 'route',
    group,
    topic,
    consumer: consumer.name,
    handler: consumer.style,
    responder: responder?.name ?? null,
    schema: schema.name,
    keySchema: keySchema.name,
    active,
    startFrom,
    maxMessages,
    maxWaitMs,
    persistentConsumer,
    pauseMs,
    maxPauseMs,
    maxPartitionBufferBytes,
    manualOffsets,
    transactional,
    // JSON has no Infinity.
    maxRetries: maxRetries === Number.POSITIVE_INFINITY ? 'forever' : maxRetries,
    retryTopic: retryTopic ?? null,
    retryOf: retryOf ?? null,
    deadLetter: deadLetter ?? null,
    onExhausted,
    delayMs,
    maxAgeMs,
    inOrder: orderOf === undefined,
    maxConcurrentCalls,
    handlerTimeoutMs,
  };
}
