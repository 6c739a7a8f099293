import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { avro } from '../src/index.js';
import { codecOn, framed, read, recordOf, recordWith, targetOf, write } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

const userEvent = avro({
  type: 'record',
  name: 'UserEvent',
  namespace: 'com.shop',
  fields: [
    { name: 'eventName', type: 'string' },
    { name: 'payload', type: { type: 'record', name: 'UserPayload', fields: [{ name: 'id', type: 'int' }] } },
  ],
});
const payload = { eventName: 'user_created', payload: { id: 1 } };

let registry: TestRegistry;
beforeEach(async () => {
  registry = await TestRegistry.start();
});
afterEach(() => registry.stop());

describe('writing', () => {
  it('puts the magic byte and the registered id before the Avro bytes', async () => {
    registry.add({ type: 'enum', name: 'Other', symbols: ['A'] });
    const bytes = await write(codecOn(registry), targetOf(userEvent), payload);
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, 2]);
    expect(bytes.subarray(5).toString('latin1')).toBe('\x18user_created\x02');
  });

  it('registers once, also when several writers prepare at the same time, and changes no compatibility level', async () => {
    const codec = codecOn(registry);
    const writers = [codec.writer(targetOf(userEvent)), codec.writer(targetOf(userEvent))];
    await Promise.all(writers.map((writer) => writer.prepare()));
    expect(writers.map((writer) => writer.prepare())).toEqual([undefined, undefined]);
    expect(registry.requests).toEqual(['POST /subjects/users-value/versions']);
  });

  it.each([
    ['topic', 'users-key'],
    ['record', 'com.shop.UserEvent'],
    ['topicRecord', 'users-com.shop.UserEvent'],
  ] as const)('names subjects by the strategy %s', async (subject, expected) => {
    await codecOn(registry, { subject }).writer({ topic: 'users', side: 'key', schema: userEvent }).prepare();
    expect(registry.subjects()).toEqual([expected]);
  });

  it('registers a schema without a name, and writes more than its scratch space holds', async () => {
    const codec = codecOn(registry);
    const text = 'ü'.repeat(100_000);
    const bytes = await write(codec, targetOf(avro('string')), text);
    expect(bytes.length).toBe(5 + 3 + 200_000);
    expect(await read(codec, targetOf(avro('string')), bytes)).toBe(text);
  });

  it('only looks up in that mode, and explains what to do about an unregistered schema', async () => {
    const codec = codecOn(registry, { register: 'lookup' });
    const writer = codec.writer(targetOf(userEvent));
    await expect(writer.prepare()).rejects.toMatchObject({
      code: 'KFW_SCHEMA_NOT_REGISTERED',
      message: expect.stringMatching(/com\.shop\.UserEvent.*"users-value".*npx kfw schemas register/),
    });
    const id = registry.add(userEvent.definition, 'users-value');
    await writer.prepare();
    expect(writer.encode(payload).readUInt32BE(1)).toBe(id);
    expect(registry.requests).toEqual(['POST /subjects/users-value', 'POST /subjects/users-value']);
  });

  it("rejects an incompatible schema with the subject and the registry's reason", async () => {
    registry.intercept = () => ({
      status: 409,
      body: { error_code: 409, message: 'READER_FIELD_MISSING at /fields/1' },
    });
    await expect(codecOn(registry).writer(targetOf(userEvent)).prepare()).rejects.toMatchObject({
      code: 'KFW_SCHEMA_INCOMPATIBLE',
      message: expect.stringMatching(/com\.shop\.UserEvent.*"users-value": READER_FIELD_MISSING at \/fields\/1/),
    });
  });

  it('distinguishes a schema that the registry calls invalid from a registry that cannot be asked', async () => {
    registry.intercept = () => ({ status: 422, body: { error_code: 42201, message: 'Invalid schema' } });
    await expect(codecOn(registry).writer(targetOf(userEvent)).prepare()).rejects.toMatchObject({
      code: 'KFW_SCHEMA_INVALID',
      message: expect.stringContaining('the registry says: Invalid schema'),
    });
  });

  it.each([
    [{ eventName: 'x', payload: { id: 'one' } }, 'payload.id should be an integer of 32 bits (int), not a string'],
    [{ eventName: 'x', payload: {} }, 'payload.id should be an integer of 32 bits (int), not missing'],
    [{ eventName: 'x', payload: { id: 1, nmae: 'y' } }, 'payload.nmae is not a field of com.shop.UserPayload'],
    [{ ...payload, secret: 'hunter2' }, 'secret is not a field of com.shop.UserEvent'],
    [null, 'the payload should be a record com.shop.UserEvent, not null'],
  ])('rejects %j with the path, and never with the value', async (wrong, reason) => {
    const writing = write(codecOn(registry), targetOf(userEvent), wrong);
    await expect(writing).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
      message: `the value of a message of "users" cannot be encoded: ${reason}.`,
    });
  });
});

describe('reading', () => {
  it('gives plain data that prints as such', async () => {
    const codec = codecOn(registry);
    const bytes = await write(codec, targetOf(userEvent), payload);
    const reader = codec.reader(targetOf(userEvent));
    await reader.prepare([recordOf(bytes)]);
    const decoded = reader.decode(bytes);
    expect(decoded).toStrictEqual(payload);
    expect(inspect(decoded)).toBe("{ eventName: 'user_created', payload: { id: 1 } }");
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(payload));
  });

  it('requests an id once, also when several partitions need it at the same time', async () => {
    const bytes = await write(codecOn(registry), targetOf(userEvent), payload);
    const codec = codecOn(registry);
    const readers = [codec.reader(targetOf(userEvent)), codec.reader(targetOf(userEvent, 'other'))];
    const open = Promise.withResolvers<void>();
    registry.gate = open.promise;
    registry.requests.length = 0;
    const preparing = readers.flatMap((reader) => [
      reader.prepare([recordOf(bytes)]),
      reader.prepare([recordOf(bytes)]),
    ]);
    open.resolve();
    await Promise.all(preparing);
    expect(registry.requests).toEqual(['GET /schemas/ids/1']);
    expect(readers.map((reader) => reader.prepare([recordOf(bytes), recordOf(null)]))).toEqual([undefined, undefined]);
    expect(readers.map((reader) => reader.decode(bytes))).toEqual([payload, payload]);
  });

  it('leaves an unknown id to decode', async () => {
    const reader = codecOn(registry).reader(targetOf(userEvent));
    const poison = framed(2, Buffer.from([0]));
    await reader.prepare([recordOf(poison)]);
    expect(() => reader.decode(poison)).toThrow(
      expect.objectContaining({ code: 'KFW_SCHEMA_ID_UNKNOWN', message: expect.stringContaining('schema id 2') }),
    );
  });

  it('rejects when the registry is down, and continues with known ids', async () => {
    const codec = codecOn(registry);
    const bytes = await write(codec, targetOf(userEvent), payload);
    const reader = codec.reader(targetOf(userEvent));
    await reader.prepare([recordOf(bytes)]);
    await registry.stop();
    await expect(reader.prepare([recordOf(bytes), recordOf(framed(7, Buffer.alloc(1)))])).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
      message: expect.stringMatching(
        /http:\/\/127\.0\.0\.1:\d+ cannot be asked \(.*ECONNREFUSED.*registry\.url in config\/kafka\.yml/,
      ),
    });
    expect(reader.prepare([recordOf(bytes)])).toBeUndefined();
    expect(reader.decode(bytes)).toEqual(payload);
    registry = await TestRegistry.start();
  });

  it('calls a failing registry unreachable, not the message undecodable', async () => {
    registry.intercept = () => ({ status: 500, body: { message: 'out of order' } });
    const preparing = codecOn(registry)
      .reader(targetOf(userEvent))
      .prepare([recordOf(framed(1, Buffer.alloc(1)))]);
    await expect(preparing).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
      message: expect.stringContaining('out of order'),
    });
  });

  it.each([
    ['{', 'unusable'],
    ['{"type":"record","name":"R","fields":[{"name":"1","type":"string"}]}', 'not an Avro name'],
    ['"string"', 'cannot be read as com.shop.UserEvent'],
  ])('reports the fetched schema %s with the message that used it', async (schema, reason) => {
    registry.intercept = () => ({ status: 200, body: { schema } });
    const reader = codecOn(registry).reader(targetOf(userEvent));
    const bytes = framed(1, Buffer.from([2, 65]));
    await reader.prepare([recordOf(bytes)]);
    expect(() => reader.decode(bytes)).toThrow(
      expect.objectContaining({ code: 'KFW_DECODE_FAILED', message: expect.stringContaining(reason) }),
    );
  });

  it.each([
    ['text', Buffer.from('{"json":true}'), 'magic byte'],
    ['too short', Buffer.from([0, 0, 0]), '3 bytes are too few'],
    ['truncated', framed(1, Buffer.from([8, 97])), 'truncated buffer'],
    ['trailing', framed(1, Buffer.from([2, 97, 2, 0])), 'trailing data'],
  ])('rejects bytes that are %s, without their content', async (_name, bytes, reason) => {
    registry.add(userEvent.definition);
    const reader = codecOn(registry).reader(targetOf(userEvent));
    await reader.prepare([recordOf(bytes)]);
    expect(() => reader.decode(bytes)).toThrow(
      expect.objectContaining({ code: 'KFW_DECODE_FAILED', message: expect.stringContaining(reason) }),
    );
  });
});

describe('connecting', () => {
  it('sends one request, with the credentials of the options or of the address', async () => {
    const withToken = codecOn(registry, { registry: { url: registry.url, token: 't0ken' } });
    await withToken.connect?.();
    const url = registry.url.replace('//', '//user:p%40ss@');
    await codecOn(registry, { registry: { url } }).connect?.();
    await codecOn(registry, { registry: { url } }).writer(targetOf(userEvent)).prepare();
    expect(registry.requests.slice(0, 2)).toEqual(['GET /subjects', 'GET /subjects']);
    const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(registry.authorizations).toEqual(['Bearer t0ken', basic, basic]);
  });

  it('distinguishes rejected credentials from a missing registry, without showing them', async () => {
    registry.intercept = () => ({ status: 401, body: {} });
    const url = registry.url.replace('//', '//user:hunter2@');
    const codec = codecOn(registry, { registry: { url } });
    const refused = await Promise.resolve(codec.connect?.()).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'KFW_REGISTRY_AUTHENTICATION_FAILED' });
    await expect(codec.writer(targetOf(userEvent)).prepare()).rejects.toMatchObject({
      code: 'KFW_REGISTRY_AUTHENTICATION_FAILED',
    });
    await registry.stop();
    const down = await Promise.resolve(codec.connect?.()).catch((error: unknown) => error);
    expect(down).toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    expect(inspect([refused, down])).not.toContain('hunter2');
    registry = await TestRegistry.start();
  });

  it.each(['localhost:8081', 'not a url'])('rejects the address %s at once, naming its setting', (url) => {
    expect(() => codecOn(registry, { registry: { url } })).toThrow(
      expect.objectContaining({
        code: 'KFW_REGISTRY_URL_INVALID',
        message: expect.stringContaining('config/kafka.yml'),
      }),
    );
  });

  it('fails for a registry that does not respond', async () => {
    const open = Promise.withResolvers<void>();
    registry.gate = open.promise;
    const codec = codecOn(registry, { registry: { url: registry.url, timeoutMs: 50 } });
    await expect(codec.connect?.()).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
      message: expect.stringContaining('no response within 50 ms'),
    });
    await expect(codec.writer(targetOf(userEvent)).prepare()).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
    });
    open.resolve();
  });
});

describe('the plain union and the registry', () => {
  it('reads what another client wrote with the same schema', async () => {
    const definition = recordWith({ name: 'note', type: ['null', 'string'] });
    const id = registry.add(definition);
    const reader = codecOn(registry).reader(targetOf(avro(definition)));
    const bytes = framed(id, Buffer.from([2, 4, 104, 105]));
    await reader.prepare([recordOf(bytes)]);
    expect(reader.decode(bytes)).toStrictEqual({ note: 'hi' });
  });
});
