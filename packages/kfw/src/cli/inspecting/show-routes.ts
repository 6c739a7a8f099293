/** `kfw routes`: the compiled plan, as a table or as JSON lines. Nothing is connected. */
import type { TopicPlan } from '@kfw/core';
import Table from 'cli-table3';
import { loadApp } from '../../boot/load-app.js';
import { findAppRoot } from '../app-root.js';
import type { GlobalOptions } from '../command-options.js';

export async function showRoutes({ json }: GlobalOptions): Promise<void> {
  const { plan } = await loadApp({ root: findAppRoot(), logTo: 'none', joinEmbedded: false });
  const topics = plan.groups.flatMap((group) => group.topics);
  if (json) {
    for (const topic of topics) process.stdout.write(`${JSON.stringify(fieldsOf(topic))}\n`);
    return;
  }
  const table = new Table({
    head: ['group', 'topic', 'consumer', 'responder', 'schema', 'from', 'active'],
    style: { head: [], border: [] },
  });
  for (const topic of topics) {
    const { group, consumer, responder, schema, from, active } = fieldsOf(topic);
    table.push([group, topic.topic, consumer, responder ?? '', schema, from, active ? 'yes' : 'no']);
  }
  process.stdout.write(`${table.toString()}\n`);
}

function fieldsOf({ group, topic, consumer, responder, schema, keySchema, policy, ...options }: TopicPlan) {
  const { active, from, maxMessages, maxWaitMs, persistence, delayMs, maxAgeMs } = options;
  const { retryOf, orderOf, maxInFlight, handlerTimeoutMs, maxBufferedBytes, manualOffsets, transactional } = options;
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
    from,
    maxMessages,
    maxWaitMs,
    persistence,
    pauseMs,
    maxPauseMs,
    maxBufferedBytes,
    manualOffsets,
    transactional,
    maxRetries,
    retryTopic: retryTopic ?? null,
    retryOf: retryOf ?? null,
    deadLetter: deadLetter ?? null,
    onExhausted,
    delayMs,
    maxAgeMs,
    inOrder: orderOf === undefined,
    maxInFlight,
    handlerTimeoutMs,
  };
}
