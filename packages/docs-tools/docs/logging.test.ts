/** docs/reference/logging.md lists the line of every event: its level, whether a flood thins it out, and its fields. */
import { expect, it } from '@jest/globals';
import type { EventName, KfwEvents } from '@kfw/core';
import { eventLines } from '../../kfw/src/listeners/event-lines.js';
import { sampledEvents } from '../../kfw/src/listeners/flooding/flood-kinds.js';
import type { EventLine } from '../../kfw/src/listeners/lines/event-line.js';
import { logLevels } from '../../kfw/src/logging/log-line.js';
import { eventExamples } from '../../kfw/test/listeners/event-examples.js';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const text = documentText('docs/reference/logging.md');
const rows = rowsOf(section(text, '## Lines of events'));
const lineFor = eventLines({});

it('lists the levels, and nothing else', () => {
  const listed = rowsOf(section(text, '## Levels')).map(([level]) => codeIn(level)[0]);
  expect(listed).toEqual([...logLevels]);
});

it('lists the events, and nothing else', () => {
  expect(rows.map(([name]) => codeIn(name)[0]).sort()).toEqual(Object.keys(lineFor).sort());
});

it.each(rows.map((row) => [codeIn(row[0])[0] as EventName, row] as const))('the line of %s', (name, row) => {
  const [, levels, flood, fields] = row;
  const toLine = lineFor[name] as (event: KfwEvents[EventName]) => EventLine;
  const line = toLine(eventExamples[name][0]);
  expect(codeIn(levels)).toContain(line.level);
  expect(flood).toBe(sampledEvents.includes(name) ? 'yes' : 'no');
  expect(codeIn(fields).sort()).toEqual(Object.keys(line.fields).sort());
});
