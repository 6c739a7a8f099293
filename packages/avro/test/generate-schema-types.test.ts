import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateSchemaTypes, schemaFileWarnings } from '../src/index.js';

const enumOf = (name: string, ...symbols: string[]) => ({ type: 'enum', name, symbols });

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kfw-schemas-'));
});
afterEach(() => rm(directory, { recursive: true }));

const put = (name: string, content: unknown) =>
  writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
const at = (name: string) => join(directory, name);

describe('generateSchemaTypes', () => {
  it('writes a module next to each schema, in order, and only changed ones', async () => {
    await put('user_kind.avsc', enumOf('UserKind', 'A'));
    await put('Order.avsc', { type: 'record', name: 'Order', fields: [{ name: 'kind', type: 'UserKind' }] });
    await put('notes.txt', 'no schema');
    expect(await generateSchemaTypes(directory)).toEqual([
      { file: at('order.ts'), state: 'written' },
      { file: at('user-kind.ts'), state: 'written' },
    ]);
    expect(await readFile(at('order.ts'), 'utf8')).toContain("import type { UserKind } from './user-kind.js';");
    await put('user_kind.avsc', enumOf('UserKind', 'A', 'B'));
    await put('extra.avsc', enumOf('Extra', 'A'));
    expect((await generateSchemaTypes(directory)).map(({ state }) => state)).toEqual(['written', 'written', 'written']);
    expect((await generateSchemaTypes(directory)).map(({ state }) => state)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
  });

  it.each(['a\nprocess.exit(1);.avsc', 'a\rb.avsc', 'a\u2028b.avsc', 'a\u001b[2Jb.avsc'])(
    'rejects a file called %j',
    async (name) => {
      await put(name, enumOf('A', 'X'));
      await expect(generateSchemaTypes(directory)).rejects.toMatchObject({ code: 'KFW_SCHEMA_FILE_INVALID' });
      expect(await readdir(directory)).toEqual([name]);
    },
  );

  it('writes nothing when it only checks', async () => {
    await put('a.avsc', enumOf('A', 'X'));
    expect(await generateSchemaTypes(directory, { check: true })).toEqual([{ file: at('a.ts'), state: 'stale' }]);
    expect(await readdir(directory)).toEqual(['a.avsc']);
    await generateSchemaTypes(directory);
    expect(await generateSchemaTypes(directory, { check: true })).toEqual([{ file: at('a.ts'), state: 'unchanged' }]);
  });

  it('does nothing for a folder that does not exist', async () => {
    expect(await generateSchemaTypes(at('nowhere'))).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['no schema', { type: 'record', name: 'B' }, '$.fields'],
  ])('writes nothing when one file is %s', async (_name, content, reason) => {
    await put('a.avsc', enumOf('A', 'X'));
    await put('b.avsc', content);
    await expect(generateSchemaTypes(directory)).rejects.toMatchObject({
      code: 'KFW_SCHEMA_FILE_INVALID',
      message: expect.stringMatching(new RegExp(`^b\\.avsc .*${reason.replace('$', '\\$')}`)),
    });
    expect(await readdir(directory)).toEqual(['a.avsc', 'b.avsc']);
  });

  it('overwrites only files that it generated', async () => {
    await put('a.avsc', enumOf('A', 'X'));
    await put('a.ts', 'export const mine = 1;');
    await expect(generateSchemaTypes(directory)).rejects.toMatchObject({
      code: 'KFW_SCHEMA_FILE_INVALID',
      message: expect.stringContaining('was not generated'),
    });
    expect(await readFile(at('a.ts'), 'utf8')).toBe('export const mine = 1;');
  });

  it('rejects two schemas that would share a module', async () => {
    await put('user_event.avsc', enumOf('A', 'X'));
    await put('userEvent.avsc', enumOf('B', 'X'));
    await expect(generateSchemaTypes(directory)).rejects.toThrow('already made from another schema file');
  });
});

describe('schemaFileWarnings', () => {
  const record = (field: object) => ({ type: 'record', name: 'Order', fields: [{ name: 'at', ...field }] });

  it('has the file and the path of every ignored logical type, misspelt or next to the type', async () => {
    await put('a.avsc', record({ type: { type: 'long', logicalType: 'timestamp-milis' } }));
    await put('b.avsc', record({ type: 'long', logicalType: 'timestamp-millis' }));
    await put('c.avsc', record({ type: { type: 'long', logicalType: 'timestamp-millis' } }));
    expect(await schemaFileWarnings(directory)).toEqual([
      { file: 'a.avsc', path: '$.fields[0].type', message: expect.stringContaining('did you mean "timestamp-millis"') },
      { file: 'b.avsc', path: '$.fields[0]', message: expect.stringContaining('stands next to the type') },
    ]);
  });

  it('is empty for a folder that does not exist', async () => {
    expect(await schemaFileWarnings(at('nowhere'))).toEqual([]);
  });
});
