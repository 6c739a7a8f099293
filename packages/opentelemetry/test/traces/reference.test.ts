/** docs/reference/spans.md lists the spans, attributes and events that are recorded. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TracedDecision } from '@kfw/core';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { callOf, forget, messageAt, record, traceparent } from './recorded-spans.js';

afterEach(forget);

const text = readFileSync(path.join(import.meta.dirname, '../../../../docs/reference/spans.md'), 'utf8');

/** The cells of the rows below a heading. */
function rowsBelow(heading: string): string[][] {
  const [, after = ''] = text.split(`\n${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => line.slice(2, -2).split(/ \| ?/));
}

const codeIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const actions: readonly TracedDecision['action'][] = [
  'retry',
  'wait',
  'postpone',
  'move',
  'deadLetter',
  'skip',
  'stop',
];

/** Spans of everything that can happen. */
function everything(): readonly ReadableSpan[] {
  const recording = record();
  const { tracer } = recording;
  recording.monitor.publish('app.initialized', { clientId: 'shop' } as never);
  const error = new RangeError('broken');
  const message = { key: Buffer.from('7'), value: null };
  tracer.sending('T', [message], false)?.delivered(1, { partition: 1, offset: '7' });
  const failing = tracer.sending('T', [message, message], true);
  failing?.retrying(1, error);
  failing?.failed(2, error);
  const decisions = actions.map((action) => ({
    action,
    topic: action === 'move' || action === 'deadLetter' ? 'T.other' : undefined,
    retryInMs: ['retry', 'wait', 'postpone'].includes(action) ? 100 : undefined,
    reason: action === 'postpone' ? '' : 'broken',
  }));
  for (const decision of decisions) {
    const failed = messageAt(1, {
      topic: 'T',
      attempt: 2,
      isTombstone: true,
      rawHeaders: { traceparent: traceparent() },
    });
    const call = tracer.calling({ ...callOf('process', [failed]), topic: 'T' });
    call.failed(failed, error);
    call.decided(failed, decision, () => {});
    call.ended();
  }
  tracer.calling({ ...callOf('consume', [messageAt(1), messageAt(2)]), topic: 'T' }).ended();
  const hanging = messageAt(1, { topic: 'T' });
  const abandoned = tracer.calling({ ...callOf('process', [hanging]), topic: 'T' });
  abandoned.process(() => {}, undefined, hanging);
  abandoned.abandoned('the partition was lost');
  const offsets = [{ topic: 'T', partition: 1, offset: 3 }];
  tracer.committing({ group: 'shop', offsets, messages: 1 }).ended(error);
  return recording.spans();
}

describe('docs/reference/spans.md', () => {
  it('lists the spans and their kinds', () => {
    const recorded = new Map(everything().map(({ name, kind }) => [name, SpanKind[kind]?.toLowerCase()]));
    const listed = rowsBelow('## All spans').map(([span, kind]) => [codeIn(span)[0], kind] as const);
    expect(new Map(listed)).toEqual(recorded);
  });

  it('lists their attributes', () => {
    const recorded = everything().flatMap(({ name, attributes }) =>
      Object.keys(attributes).map((attribute) => `${attribute} of ${name.split(' ')[0]}`),
    );
    const listed = rowsBelow('## Attributes').flatMap(([attribute, spans]) =>
      codeIn(spans).map((span) => `${codeIn(attribute)[0]} of ${span}`),
    );
    expect(listed.toSorted()).toEqual([...new Set(recorded)].sort());
  });

  it('lists their events and the attributes of those', () => {
    const recorded = everything().flatMap(({ name, events }) =>
      events.map(
        (event) => `${event.name} of ${name.split(' ')[0]}: ${Object.keys(event.attributes ?? {}).join(', ')}`,
      ),
    );
    const listed = rowsBelow('## Events').flatMap(([event, spans, , attributes]) =>
      codeIn(spans).map((span) => `${codeIn(event)[0]} of ${span}: ${codeIn(attributes).join(', ')}`),
    );
    expect(listed.toSorted()).toEqual([...new Set(recorded)].sort());
  });
});
