/** `kfw routes`: the compiled plan, as a table or as JSON lines. Nothing is connected. */
import type { TopicPlan } from '@kfw/core/internal';
import Table from 'cli-table3';
import type { BootedApp } from '../../app/booted-app.js';
import { retryTopicsOf } from '../../app/failure-topics.js';
import { print } from '../../terminal/print.js';
import { findAppRoot } from '../app-root.js';
import type { GlobalOptions } from '../command-options.js';
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
  print(`${tableOf(rows)}\n`);
}

type Row = ReturnType<typeof fieldsOf> & ReturnType<typeof onCluster>;

/** The last columns are present only if a route has such topics. */
function tableOf(rows: readonly Row[]): string {
  const columns: readonly (readonly [head: string, cell: (row: Row) => string, isOptional?: true])[] = [
    ['group', ({ group }) => group],
    ['topic', ({ topic }) => topic],
    ['consumer', ({ consumer }) => consumer],
    ['responder', ({ responder }) => responder ?? ''],
    ['schema', ({ schema }) => schema],
    ['start from', ({ startFrom }) => startFrom],
    ['active', ({ active }) => (active ? 'yes' : 'no')],
    ['retry topics', ({ onCluster: { retryTopics } }) => retryTopics.join('\n'), true],
    ['dead letters', ({ onCluster: { deadLetter } }) => deadLetter ?? '', true],
  ];
  const shown = columns.filter(([, cell, isOptional]) => !isOptional || rows.some((row) => cell(row) !== ''));
  const table = new Table({ head: shown.map(([head]) => head), style: { head: [], border: [] } });
  for (const row of rows) table.push(shown.map(([, cell]) => cell(row)));
  return table.toString();
}

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
