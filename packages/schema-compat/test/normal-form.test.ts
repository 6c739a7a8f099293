import { expect, it } from '@jest/globals';
import { compactForm, normalForm } from '../src/index.js';

it('the compact form omits formatting and nothing else', () => {
  const schema = { type: 'record', name: 'R', doc: 'a  b', fields: [] };
  expect(compactForm(JSON.stringify(schema, null, 4))).toBe(JSON.stringify(schema));
  expect(compactForm('{"name":"R","type":"record","fields":[]}')).not.toBe(
    compactForm('{"type":"record","name":"R","fields":[]}'),
  );
});

it('schemas with the same meaning have the same normal form', () => {
  const one = {
    namespace: 'n',
    name: 'R',
    type: 'record',
    fields: [
      { type: { type: 'int' }, name: 'a', order: 'ascending' },
      { name: 'next', type: ['null', 'R'], default: null },
      { name: 'at', type: { logicalType: 'date', type: 'int' } },
    ],
    aliases: ['S'],
  };
  const other = {
    type: 'record',
    aliases: ['n.S'],
    name: 'n.R',
    fields: [
      { name: 'a', type: 'int' },
      { name: 'next', default: null, type: ['null', 'n.R'] },
      { name: 'at', type: { type: 'int', logicalType: 'date' } },
    ],
  };
  expect(normalForm(JSON.stringify(one))).toBe(normalForm(JSON.stringify(other)));
});

it('the normal form keeps everything that readers see', () => {
  const schema = (more: object) =>
    normalForm(JSON.stringify({ type: 'enum', name: 'E', symbols: ['A', 'B'], ...more }));
  const forms = [{}, { doc: 'd' }, { default: 'A' }, { aliases: ['F'] }, { symbols: ['B', 'A'] }, { custom: 1 }].map(
    schema,
  );
  expect(new Set(forms).size).toBe(forms.length);
});
