/** docs/guides/topics.md lists every option of a declared topic. */
import { expect, it } from '@jest/globals';
import { declarationRules } from '../../operating/src/topics/topic-declaration.js';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

it('lists the options of a declared topic, and nothing else', () => {
  const rows = rowsOf(section(documentText('docs/guides/topics.md'), '## Options'));
  expect(rows.map(([name]) => codeIn(name)[0])).toEqual(Object.keys(declarationRules));
});
