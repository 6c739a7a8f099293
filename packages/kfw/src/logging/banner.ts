/** The boot banner for people: aligned facts about the app, then its groups with their topics and consumers. */
import type { AppDescription } from '@kfw/core/internal';
import type { Colors } from './colors.js';

/** Lines without line ends, with an empty one at each end. */
export function banner(app: AppDescription, colors: Colors): string[] {
  return [
    '',
    `  ${colors.bold(colors.green(app.clientId))}`,
    '',
    ...facts(app, colors),
    '',
    ...groups(app, colors),
    '',
  ];
}

function facts(app: AppDescription, colors: Colors): string[] {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['kfw', app.kfwVersion],
    ['node', app.nodeVersion.replace(/^v/, '')],
    ['pid', String(process.pid)],
    ['client id', app.clientId],
    ['environment', app.environment],
    ['brokers', app.brokers.join(', ')],
    ['registry', app.registry ?? 'none'],
    ['transport', app.transport],
    ['boot file', app.bootFile],
  ];
  const width = widest(rows.map(([name]) => name));
  return rows.map(([name, value]) => `  ${colors.dim(name.padEnd(width))}  ${value}`);
}

function groups({ groups: all }: AppDescription, colors: Colors): string[] {
  if (all.length === 0) return [`  ${colors.dim('no groups')}`];
  const topics = all.flatMap((group) => group.topics);
  const topicWidth = widest(topics.map(({ topic }) => topic));
  const consumerWidth = widest(topics.map(({ consumer }) => consumer));
  return all.flatMap(({ group, topics: own }) => [
    `  ${colors.dim('group')} ${colors.bold(group)}`,
    ...own.map(({ topic, consumer, responder, active }) => {
      const next = responder === undefined ? '' : `${colors.dim('→')} ${responder}`;
      const row = `    ${colors.cyan(topic.padEnd(topicWidth))}  ${consumer.padEnd(consumerWidth)} ${next}`.trimEnd();
      return active ? row : `${row} ${colors.yellow('(inactive)')}`;
    }),
  ]);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
