/** The prose of documents is wrapped evenly; other lines keep their form. */
import { expect, it } from '@jest/globals';
import { wrapProse } from '../src/docs/wrap-prose.js';

const long = 'word '.repeat(40).trim();

it('joins and wraps paragraphs and list items', () => {
  const text = `short\nlines\n\n- ${long}\n  ${long}\n1. ${long}\n`;
  const lines = wrapProse(text).split('\n');
  expect(lines[0]).toBe('short lines');
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
  expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('  word')).length).toBeGreaterThan(2);
  expect(lines.filter((line) => line.startsWith('   word')).length).toBeGreaterThan(0);
});

it.each([
  ['tables', `| ${long} |\n| ${long} |\n`],
  ['code', `\`\`\`text\n${long} ${long}\n\n  a\n  b\n\`\`\`\n`],
  ['headings and comments', `# ${long} ${long}\n<!-- ${long} ${long} -->\n`],
])('leaves %s as they are', (_what, text) => {
  expect(wrapProse(text)).toBe(text);
});

it('divides no code span', () => {
  const command = `\`npm run ${'-- --option '.repeat(4)}\``;
  expect(wrapProse(`${long.slice(0, 100)} ${command} ${long}\n`)).toContain(`\n${command} `);
});

it('begins no line with a word that Markdown reads as a list', () => {
  const text = `${'x'.repeat(119)} - ${'x'.repeat(119)} 1. y\n`;
  expect(
    wrapProse(text)
      .split('\n')
      .filter((line) => /^(?:-|1\.)/.test(line)),
  ).toEqual([]);
});

it('changes nothing the second time', () => {
  const once = wrapProse(`${long} ${long}\n\n- ${long}\n  - ${long} \`${long}\` ${long}\n`);
  expect(wrapProse(once)).toBe(once);
});
