/**
 * Calls in the order in which they are made, on Apicurio's `ccompat/v7` and on `@kfw/registry`: the answers are the
 * same in status, error code and JSON, but for the accepted differences, each with its reason.
 */
import type { Call, Outcome } from './calls.js';

export interface SharedCase extends Call {
  /** The response of our registry where it differs, and the reason. */
  readonly differs?: { readonly because: string; readonly ours: Outcome };
}

const subject = '/subjects/~';
const record = (...fields: unknown[]): string => JSON.stringify({ type: 'record', name: 'R~', fields });
const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const x = field('x', 'int');

const first = record(x);
const second = record(x, field('y', 'string', { default: '' }));
const breaking = record(x, field('z', 'string'));
const reordered = JSON.stringify({ name: 'R~', fields: [{ type: { type: 'int' }, name: 'x' }], type: 'record' });
const referring = JSON.stringify({ type: 'record', name: 'Outer~', fields: [field('inner', 'R~')] });
const references = [{ name: 'R~', subject: '~', version: 1 }];
const protobuf = 'syntax = "proto3"; message M~ { string a = 1; }';
const jsonSchema = '{"$schema":"http://json-schema.org/draft-07/schema#","title":"~","type":"object"}';

const get = (path: string): SharedCase => ({ method: 'GET', path });
const post = (path: string, body: unknown): SharedCase => ({ method: 'POST', path, body });
const put = (path: string, body: unknown): SharedCase => ({ method: 'PUT', path, body });
const remove = (path: string): SharedCase => ({ method: 'DELETE', path });

const refused = (status: number, code: number): Outcome => ({ status, body: { message: 'string', error_code: code } });
const differing = (call: SharedCase, because: string, ours: Outcome): SharedCase => ({
  ...call,
  differs: { because, ours },
});

const mistake = 'Apicurio fails with 500 where the caller made the mistake';
const unserved = "Apicurio does not serve this part of Confluent's API";

export const sharedCases: readonly SharedCase[] = [
  // Nothing is there yet.
  get(`${subject}/versions`),
  get(`${subject}/versions/1`),
  get(`${subject}/versions/latest`),
  remove(subject),
  remove(`${subject}/versions/1`),
  get('/schemas/ids/999999999'),
  get('/schemas/ids/999999999/versions'),
  get('/schemas/types'),
  post(subject, { schema: first }),
  post('/compatibility/subjects/~/versions', { schema: first }),
  post('/compatibility/subjects/~/versions/latest', { schema: first }),
  get('/config/~'),
  // Registering.
  post(`${subject}/versions`, { schema: first }),
  post(`${subject}/versions`, { schema: first }),
  post('/subjects/other~/versions', { schema: first }),
  get('/schemas/ids/#1'),
  get('/schemas/ids/#1/schema'),
  get('/schemas/ids/#1/versions'),
  differing(get('/schemas/ids/#1/subjects'), unserved, { status: 200, body: ['~', 'other~'] }),
  post(`${subject}/versions`, { schema: first, schemaType: 'AVRO', references: [] }),
  post(subject, { schema: first }),
  post(subject, { schema: second }),
  post(subject, { schema: reordered }),
  post(`${subject}?normalize=true`, { schema: reordered }),
  post(`${subject}/versions?normalize=true`, { schema: reordered }),
  post(`${subject}/versions`, { schema: second }),
  get(`${subject}/versions`),
  get(`${subject}/versions/1`),
  get(`${subject}/versions/latest`),
  get(`${subject}/versions/-1`),
  get(`${subject}/versions/99`),
  get(`${subject}/versions/0`),
  get(`${subject}/versions/abc`),
  get(`${subject}/versions/1/schema`),
  get(`${subject}/versions/99/schema`),
  get(`${subject}/versions/1/referencedby`),
  get(`${subject}/versions/99/referencedby`),
  // Invalid schemas.
  post(`${subject}/versions`, { schema: '{"type":"nope"}' }),
  post(`${subject}/versions`, { schema: 'nope' }),
  post(`${subject}/versions`, ''),
  post(`${subject}/versions`, 'null'),
  post(`${subject}/versions`, { schema: 5 }),
  differing(post(`${subject}/versions`, {}), mistake, refused(422, 42201)),
  differing(post(`${subject}/versions`, { schema: first, schemaType: 'NOPE' }), mistake, refused(422, 42201)),
  differing(post(`${subject}/versions`, '{bad'), 'Apicurio responds with a text that is not JSON', refused(400, 400)),
  differing(post(subject, { schema: 'nope' }), 'a text that is not a schema is not looked up', refused(422, 42201)),
  // Levels.
  get('/config'),
  get('/config/~'),
  get('/config/~?defaultToGlobal=true'),
  put('/config/~', { compatibility: 'BACKWARD' }),
  get('/config/~'),
  differing(put('/config/~', { compatibility: 'NOPE' }), mistake, refused(422, 42203)),
  differing(put('/config/~', {}), mistake, refused(422, 42203)),
  post('/compatibility/subjects/~/versions/latest', { schema: breaking }),
  post('/compatibility/subjects/~/versions/1', { schema: breaking }),
  post('/compatibility/subjects/~/versions', { schema: breaking }),
  post('/compatibility/subjects/~/versions/latest', { schema: second }),
  post('/compatibility/subjects/~/versions/99', { schema: second }),
  post('/compatibility/subjects/~/versions/abc', { schema: second }),
  post('/compatibility/subjects/~/versions/latest', { schema: '{"type":"nope"}' }),
  post('/compatibility/subjects/~/versions/latest', {}),
  differing(
    post('/compatibility/subjects/~/versions/latest?verbose=true', { schema: breaking }),
    'Apicurio has no messages to give',
    {
      status: 200,
      body: {
        is_compatible: false,
        messages: [
          `READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1 (reader: the new schema, writer: version 2): the reader's field "z" has no default, and the writer's "R~" no such field.`,
        ],
      },
    },
  ),
  post(`${subject}/versions`, { schema: breaking }),
  post(`${subject}/versions`, { schema: '"string"' }),
  get(`${subject}/versions`),
  put('/config/~', { compatibility: 'FORWARD_TRANSITIVE' }),
  post(`${subject}/versions`, { schema: record(field('y', 'string', { default: '' })) }),
  remove('/config/~'),
  get('/config/~'),
  put('/config/alone~', { compatibility: 'FULL' }),
  get('/config/alone~'),
  remove('/config/alone~'),
  get('/config/alone~'),
  // References.
  post('/subjects/outer~/versions', { schema: referring }),
  post('/subjects/outer~/versions', { schema: referring, references: [{ ...references[0], version: 99 }] }),
  post('/subjects/outer~/versions', { schema: referring, references: [{ ...references[0], subject: 'none~' }] }),
  post('/subjects/outer~/versions', { schema: referring, references }),
  post('/subjects/outer~', { schema: referring, references }),
  get('/subjects/outer~/versions/1'),
  remove(`${subject}/versions/1`),
  remove(subject),
  // Other languages.
  post('/subjects/protobuf~/versions', { schema: protobuf, schemaType: 'PROTOBUF' }),
  get('/subjects/protobuf~/versions/1'),
  get('/subjects/protobuf~/versions/1/schema'),
  post('/subjects/protobuf~', { schema: protobuf, schemaType: 'PROTOBUF' }),
  post('/subjects/protobuf~/versions', { schema: 'nonsense {', schemaType: 'PROTOBUF' }),
  post('/subjects/json~/versions', { schema: jsonSchema, schemaType: 'JSON' }),
  get('/subjects/json~/versions/1'),
  post('/subjects/json~/versions', { schema: '{bad', schemaType: 'JSON' }),
  // Deleting.
  remove('/subjects/outer~/versions/1?permanent=true'),
  remove('/subjects/outer~/versions/99'),
  remove('/subjects/outer~/versions/1'),
  remove('/subjects/outer~/versions/1'),
  get('/subjects/outer~/versions'),
  get('/subjects/outer~/versions?deleted=true'),
  get('/subjects/outer~/versions/1'),
  differing(
    get('/subjects/outer~/versions/1?deleted=true'),
    'Apicurio hides a deleted version once its subject has no other',
    {
      status: 200,
      body: { subject: 'outer~', version: 1, id: '#3', schema: referring, schemaType: 'AVRO', references },
    },
  ),
  post('/subjects/outer~', { schema: referring, references }),
  post('/subjects/outer~?deleted=true', { schema: referring, references }),
  remove('/subjects/outer~/versions/1?permanent=true'),
  differing(
    remove('/subjects/outer~/versions/1?permanent=true'),
    'with its last version the subject is gone, whatever is asked of it',
    refused(404, 40401),
  ),
  get('/subjects/outer~/versions?deleted=true'),
  remove(`${subject}?permanent=true`),
  remove(`${subject}/versions/latest`),
  get(`${subject}/versions`),
  get(`${subject}/versions/2?deleted=true`),
  post(`${subject}/versions`, { schema: second }),
  get(`${subject}/versions`),
  remove(subject),
  remove(subject),
  get(`${subject}/versions`),
  get(`${subject}/versions?deleted=true`),
  get('/schemas/ids/#2'),
  remove(`${subject}?permanent=true`),
  remove(`${subject}?permanent=true`),
  get('/schemas/ids/#2'),
  // Paths that are not served.
  differing(get('/nope'), 'Apicurio sends no body', refused(404, 404)),
  differing(put(subject, {}), 'Apicurio sends no body', refused(405, 405)),
  differing(get('/mode'), unserved, { status: 200, body: { mode: 'READWRITE' } }),
  differing(put('/config', { compatibility: 'NONE' }), 'Apicurio wants its own API for it first', {
    status: 200,
    body: { compatibilityLevel: 'NONE' },
  }),
  // Apicurio registers this one: last, since it gives out an id.
  post('/subjects/spaced~/versions', { schema: first }),
  differing(
    post('/subjects/spaced~/versions', { schema: JSON.stringify(JSON.parse(first), null, 2) }),
    'to Apicurio another formatting is another schema, with an id of its own',
    { status: 200, body: { id: '#1' } },
  ),
  differing(
    post('/subjects/empty~/versions', { schema: '' }),
    'Apicurio takes an empty text for a schema',
    refused(422, 42201),
  ),
  differing(
    post('/subjects/plain-json~/versions', { schema: '{"type":"object"}', schemaType: 'JSON' }),
    'Apicurio wants a $schema in a JSON schema',
    { status: 200, body: { id: '#6' } },
  ),
];
