/** docs/reference/routing.md lists every option of a topic, with its default. */
import { expect, it } from '@jest/globals';
import { topicOptionRules } from '../../core/src/routing/options/topic-options.js';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const rows = rowsOf(section(documentText('docs/reference/routing.md'), '## Topic options'));

function asWritten(fallback: unknown): string | undefined {
  if (fallback === undefined) return undefined;
  if (Array.isArray(fallback)) return '[]';
  return typeof fallback === 'string' ? `'${fallback}'` : String(fallback);
}

it('lists the options, and nothing else', () => {
  expect(rows.map(([name]) => codeIn(name)[0])).toEqual(Object.keys(topicOptionRules));
});

it.each(Object.entries(topicOptionRules))('says what %s is when nobody gives it', (name, { fallback }) => {
  const [, byDefault] = rows.find(([cell]) => codeIn(cell)[0] === name) ?? [];
  const written = asWritten(fallback);
  if (written === undefined) expect(byDefault).not.toMatch(/^`/);
  else expect(codeIn(byDefault)[0]?.replaceAll('_', '')).toBe(written);
});
