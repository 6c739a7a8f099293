/** What the shared cases with Apicurio do not cover: Confluent's API beyond it, and the texts. */
import { describe, expect, it } from '@jest/globals';
import { recordOf, refused, startApi } from './support/api.js';

const x = { name: 'x', type: 'int' };
const y = { name: 'y', type: 'int' };

describe('levels', () => {
  it('are backward by default, and can be set globally and by subject', async () => {
    const { call } = await startApi();
    expect((await call('GET', '/config')).body).toEqual({ compatibilityLevel: 'BACKWARD' });
    await call('PUT', '/config', { compatibility: 'FORWARD' });
    expect((await call('GET', '/config/a?defaultToGlobal=true')).body).toEqual({ compatibilityLevel: 'FORWARD' });
    expect(await call('GET', '/config/a')).toEqual(refused(404, 40401));
    expect((await call('DELETE', '/config')).body).toEqual({ compatibilityLevel: 'FORWARD' });
    expect((await call('GET', '/config')).body).toEqual({ compatibilityLevel: 'BACKWARD' });
  });

  it('reject with every rule, path and direction', async () => {
    const { call, register } = await startApi({ compatibility: 'FULL' });
    await register('a', recordOf('R', x));
    const response = await call('POST', '/subjects/a/versions', { schema: JSON.stringify(recordOf('R', y)) });
    expect(response).toEqual({
      status: 409,
      body: {
        error_code: 409,
        message:
          `The schema is incompatible with subject 'a' (level FULL). ` +
          `READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0 (reader: the new schema, writer: version 1): the reader's field "y" has no default, and the writer's "R" no such field. ` +
          `READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0 (reader: version 1, writer: the new schema): the reader's field "x" has no default, and the writer's "R" no such field.`,
      },
    });
  });

  it('consider all versions that are not deleted when they are transitive', async () => {
    const { call, register } = await startApi({ compatibility: 'NONE' });
    await register('a', recordOf('R', x));
    await register('a', recordOf('R', x, { ...y, default: 0 }));
    const next = { schema: JSON.stringify(recordOf('R', x, y)) };
    await call('PUT', '/config/a', { compatibility: 'BACKWARD_TRANSITIVE' });
    expect((await call('POST', '/subjects/a/versions', next)).status).toBe(409);
    await call('DELETE', '/subjects/a/versions/1');
    expect((await call('POST', '/subjects/a/versions', next)).status).toBe(200);
  });

  it('follow references', async () => {
    const { call, register } = await startApi();
    await register('in', recordOf('In', x));
    await call('PUT', '/config/in', { compatibility: 'NONE' });
    await register('in', recordOf('In', x, y));
    const outer = (version: number) => ({
      schema: JSON.stringify(recordOf('Out', { name: 'in', type: 'In' })),
      references: [{ name: 'In', subject: 'in', version }],
    });
    expect((await call('POST', '/subjects/out/versions', outer(1))).status).toBe(200);
    const path = '/compatibility/subjects/out/versions/latest?verbose=true';
    expect((await call('POST', path, outer(2))).body).toMatchObject({
      is_compatible: false,
      messages: [expect.stringContaining('at /fields/0/type/fields/1 ')],
    });
  });

  it('keep a subject to its language', async () => {
    const { call, register } = await startApi();
    await register('a', 'string');
    const json = { schema: '{"type":"string"}', schemaType: 'JSON' };
    expect((await call('POST', '/subjects/a/versions', json)).status).toBe(409);
    await call('PUT', '/config/a', { compatibility: 'NONE' });
    expect((await call('POST', '/subjects/a/versions', json)).status).toBe(200);
  });
});

describe('modes', () => {
  it('READONLY rejects changes of subjects, and nothing else', async () => {
    const { call, register } = await startApi();
    await register('a', 'string');
    expect((await call('PUT', '/mode/a', { mode: 'READONLY' })).body).toEqual({ mode: 'READONLY' });
    expect(await call('POST', '/subjects/a/versions', { schema: '"int"' })).toEqual(refused(422, 42205));
    expect(await call('DELETE', '/subjects/a')).toEqual(refused(422, 42205));
    expect(await call('DELETE', '/subjects/a/versions/1')).toEqual(refused(422, 42205));
    expect((await call('POST', '/subjects/a', { schema: '"string"' })).status).toBe(200);
    await register('b', 'string');
    expect((await call('DELETE', '/mode/a')).body).toEqual({ mode: 'READONLY' });
    await call('PUT', '/mode', { mode: 'READONLY' });
    expect(await call('POST', '/subjects/b/versions', { schema: '"int"' })).toEqual(refused(422, 42205));
  });

  it('are requested one by one, or with the global one as default', async () => {
    const { call } = await startApi();
    expect(await call('GET', '/mode/a')).toEqual(refused(404, 40409));
    expect((await call('GET', '/mode/a?defaultToGlobal=true')).body).toEqual({ mode: 'READWRITE' });
    expect(await call('PUT', '/mode', { mode: 'SOMETIMES' })).toEqual(refused(422, 42204));
  });

  it('IMPORT accepts given ids and versions, once each', async () => {
    const { call, register } = await startApi();
    await call('PUT', '/mode', { mode: 'IMPORT' });
    expect(await register('a', 'string', { id: 40, version: 7 })).toBe(40);
    expect(await register('a', 'string', { id: 40, version: 7 })).toBe(40);
    const other = { schema: '"int"' };
    expect(await call('POST', '/subjects/a/versions', { ...other, id: 40 })).toEqual(refused(422, 42205));
    expect(await call('POST', '/subjects/a/versions', { ...other, version: 7 })).toEqual(refused(422, 42205));
    expect(await call('POST', '/subjects/a/versions', { ...other, id: 0 })).toEqual(refused(422, 42201));
    await call('PUT', '/mode', { mode: 'READWRITE' });
    expect(await register('b', 'int', { id: 3 })).toBe(41);
    expect((await call('GET', '/subjects/a/versions')).body).toEqual([7]);
  });
});

describe('subjects', () => {
  it('are listed by prefix, and with or without the deleted ones', async () => {
    const { call, register } = await startApi();
    for (const subject of ['users-value', 'users-key', 'orders-value']) await register(subject, 'string');
    await call('DELETE', '/subjects/users-key');
    expect((await call('GET', '/subjects?subjectPrefix=users')).body).toEqual(['users-value']);
    expect((await call('GET', '/subjects?subjectPrefix=users&deleted=true')).body).toEqual([
      'users-value',
      'users-key',
    ]);
    expect((await call('GET', '/subjects?deletedOnly=true')).body).toEqual(['users-key']);
  });

  it('have names of any characters', async () => {
    const { call, register } = await startApi();
    const name = encodeURIComponent('a/b ü~?');
    await register(name, 'string');
    expect((await call('GET', '/subjects')).body).toEqual(['a/b ü~?']);
    expect((await call('GET', `/subjects/${name}/versions`)).body).toEqual([1]);
  });

  it('share a schema until the last of them has deleted it permanently', async () => {
    const { call, register } = await startApi();
    const id = await register('a', 'string');
    expect(await register('b', 'string')).toBe(id);
    expect((await call('GET', `/schemas/ids/${id}/subjects`)).body).toEqual(['a', 'b']);
    for (const path of ['/subjects/a', '/subjects/a?permanent=true', '/subjects/b']) await call('DELETE', path);
    expect((await call('GET', `/schemas/ids/${id}`)).status).toBe(200);
    expect((await call('GET', `/schemas/ids/${id}/subjects`)).body).toEqual([]);
    expect((await call('GET', `/schemas/ids/${id}/subjects?deleted=true`)).body).toEqual(['b']);
    await call('DELETE', '/subjects/b?permanent=true');
    expect(await call('GET', `/schemas/ids/${id}`)).toEqual(refused(404, 40403));
  });

  it('keep the references of a version, even when that version is soft-deleted', async () => {
    const { call, register } = await startApi();
    await register('in', recordOf('In'));
    const references = [{ name: 'In', subject: 'in', version: 1 }];
    await register('out', recordOf('Out', { name: 'in', type: 'In' }), { references });
    expect((await call('GET', '/subjects/in/versions/1/referencedby')).body).toEqual([2]);
    await call('DELETE', '/subjects/out');
    expect((await call('GET', '/subjects/in/versions/1/referencedby')).body).toEqual([]);
    expect((await call('DELETE', '/subjects/in')).status).toBe(200);
    expect(await call('DELETE', '/subjects/in?permanent=true')).toEqual(refused(422, 42206));
    await call('DELETE', '/subjects/out?permanent=true');
    expect((await call('DELETE', '/subjects/in?permanent=true')).status).toBe(200);
  });
});

describe('schemas are the same', () => {
  it('when only their formatting differs, in any language', async () => {
    const { call } = await startApi();
    const pairs = [
      ['AVRO', '{"type":"string"}', ' {"type" :\n"string"} '],
      ['JSON', '{"a":1}', '{ "a": 1 }'],
      ['PROTOBUF', 'message M { string a = 1; }', 'message M {\n  string a = 1;\n}\n'],
    ] as const;
    for (const [schemaType, one, other] of pairs) {
      const path = `/subjects/${schemaType}/versions`;
      const first = await call('POST', path, { schemaType, schema: one });
      expect(await call('POST', path, { schemaType, schema: other })).toEqual(first);
    }
    expect((await call('GET', '/subjects/AVRO/versions/1')).body).toMatchObject({ schema: '{"type":"string"}' });
  });

  it('when Avro schemas have the same meaning, with normalize', async () => {
    const { call, register } = await startApi();
    const id = await register('a', { type: 'record', namespace: 'n', name: 'R', fields: [x] });
    const schema = JSON.stringify({ name: 'n.R', fields: [{ type: { type: 'int' }, name: 'x' }], type: 'record' });
    expect(await call('POST', '/subjects/a', { schema })).toEqual(refused(404, 40403));
    expect((await call('POST', '/subjects/a?normalize=true', { schema })).body).toMatchObject({ id, version: 1 });
    expect((await call('POST', '/subjects/a/versions?normalize=true', { schema })).body).toEqual({ id });
    expect((await call('GET', '/subjects/a/versions')).body).toEqual([1]);
  });

  it('but not when they refer to other versions', async () => {
    const { register } = await startApi({ compatibility: 'NONE' });
    await register('in', recordOf('In'));
    await register('in', recordOf('In', x));
    const refer = (version: number) =>
      register('out', recordOf('Out', { name: 'in', type: 'In' }), {
        references: [{ name: 'In', subject: 'in', version }],
      });
    expect(await refer(1)).not.toBe(await refer(2));
  });
});
