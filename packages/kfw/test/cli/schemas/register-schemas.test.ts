import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Registry, startRegistry } from '@kfw/registry';
import { TestRegistry } from '../../../../avro/test/support/test-registry.js';
import type { BrokenApp } from '../support/scaffolded-app.js';
import { scaffoldedApp } from '../support/scaffolded-app.js';

/** Commands run as separate processes, several in a test. */
jest.setTimeout(60_000);

const scaffolded = scaffoldedApp();
let registry: TestRegistry;
beforeEach(async () => {
  registry = await TestRegistry.start();
});
afterEach(() => registry.stop());

const responder = 'app/responders/users-responder.ts';

/** Its responder also writes Avro keys. */
function shop(): BrokenApp {
  return scaffolded.broken({
    [responder]: (text) =>
      text
        .replace("{ Topic } from 'kfw'", "{ avro, Topic } from 'kfw'")
        .replace('{ schema: UserEvent }', "{ schema: UserEvent, keySchema: avro('string') }"),
  });
}

/** In production the app itself only looks schemas up; nothing listens where the broker should be. */
const environment = () => ({ KFW_ENV: 'production', KFW_BROKERS: '127.0.0.1:1', KFW_REGISTRY_URL: registry.url });

describe('kfw schemas register', () => {
  it('registers values and keys in the registry, whatever the configuration says, without a broker', async () => {
    expect(await shop().kfw(['schemas', 'register'], environment())).toEqual({
      code: 0,
      stdout: 'registered users-key as id 1 (string)\nregistered users-value as id 2 (UserEvent)\n',
      stderr: '',
    });
    expect(registry.subjects().sort()).toEqual(['users-key', 'users-value']);
  });

  it('keeps the ids of existing schemas, and prints one JSON object per line with --json', async () => {
    const app = shop();
    await app.kfw(['schemas', 'register'], environment());
    const { code, stdout } = await app.kfw(['schemas', 'register', '--json'], environment());

    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: 'schema.registered', subject: 'users-key', id: 1, schema: 'string' },
      { event: 'schema.registered', subject: 'users-value', id: 2, schema: 'UserEvent' },
    ]);
  });

  describe('with --check', () => {
    let strict: Registry;
    beforeEach(async () => {
      strict = await startRegistry({ port: 0 });
    });
    afterEach(() => strict.stop());

    const put = async (subject: string, schema: unknown): Promise<void> => {
      const answer = await fetch(`${strict.url}/subjects/${subject}/versions`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        body: JSON.stringify({ schema: JSON.stringify(schema) }),
      });
      expect(answer.status).toBe(200);
    };
    const asked = async (path: string): Promise<string[]> => (await fetch(`${strict.url}${path}`)).json();
    /** Each subject with its versions. */
    const versions = async (): Promise<unknown[]> =>
      Promise.all(
        (await asked('/subjects')).sort().map(async (one) => [one, await asked(`/subjects/${one}/versions`)]),
      );
    const event = (...fields: object[]) => ({ type: 'record', name: 'UserEvent', fields });
    const name = { name: 'eventName', type: 'string' };
    const payload = {
      name: 'payload',
      type: { type: 'record', name: 'UserPayload', fields: [{ name: 'id', type: 'long' }] },
    };
    const check = (...flags: string[]) =>
      shop().kfw(['schemas', 'register', '--check', ...flags], { ...environment(), KFW_REGISTRY_URL: strict.url });

    it('reports registered and new schemas, registers nothing, and exits with 0', async () => {
      await put('users-key', 'string');
      const before = await versions();

      expect(await check()).toEqual({
        code: 0,
        stdout:
          'registered users-key (string), as id 1\nnew users-value (UserEvent)\nevery unregistered schema can be registered\n',
        stderr: '',
      });
      expect(before).toEqual([['users-key', [1]]]);
      expect(await versions()).toEqual(before);
    });

    it('exits with 1 for unregistered schemas with --strict', async () => {
      await put('users-key', 'string');

      expect(await check('--strict')).toMatchObject({
        code: 1,
        stderr:
          'kfw: users-value lacks its schema in the registry. Run `npx kfw schemas register` before the deploy.\n',
      });
    });

    it('reports a compatible schema', async () => {
      await put('users-key', 'string');
      await put('users-value', event(name, payload, { name: 'gone', type: 'string' }));

      expect(await check()).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('\ncompatible users-value (UserEvent)\n'),
      });
      expect(await check('--json')).toMatchObject({
        code: 0,
        stdout: [
          {
            event: 'schema.checked',
            subject: 'users-key',
            schema: 'string',
            state: 'registered',
            id: 1,
            level: 'BACKWARD',
          },
          {
            event: 'schema.checked',
            subject: 'users-value',
            schema: 'UserEvent',
            state: 'compatible',
            level: 'BACKWARD',
          },
        ]
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      });
    });

    it('reports an incompatible schema with the reason, and exits with 1', async () => {
      await put('users-key', 'long');
      await put('users-value', event(name));

      const { code, stdout, stderr } = await check();
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^incompatible users-key \(string\)\n {2}.+\nincompatible users-value \(UserEvent\)\n {2}.*payload/,
      );
      expect(stderr).toMatch(/^kfw: the registry would reject the app's schemas for users-key, users-value\. /);
      expect(await versions()).toEqual([
        ['users-key', [1]],
        ['users-value', [1]],
      ]);
      const json = await check('--json');
      expect(JSON.parse(json.stdout.split('\n')[1] ?? '')).toMatchObject({
        subject: 'users-value',
        state: 'incompatible',
        reasons: [expect.stringContaining('payload')],
      });
    });

    it('writes no types: it fails on outdated ones, before any request', async () => {
      const app = scaffolded.broken({
        'app/schemas/user_event.avsc': (text) => text.replace('"eventName"', '"eventTitle"'),
      });
      const types = () => readFileSync(path.join(app.root, 'app/schemas/user-event.ts'), 'utf8');
      const before = types();
      const env = { ...environment(), KFW_REGISTRY_URL: strict.url };

      expect(await app.kfw(['schemas', 'register', '--check'], env)).toEqual({
        code: 1,
        stdout: '',
        stderr: 'kfw: app/schemas/user-event.ts does not match the .avsc files. Run `kfw generate types`.\n',
      });
      expect(types()).toBe(before);
      expect(await app.kfw(['schemas', 'register'], env)).toMatchObject({ code: 0 });
      expect(types()).toContain('eventTitle');
    });

    it('reports all as registered once they are', async () => {
      await shop().kfw(['schemas', 'register'], { ...environment(), KFW_REGISTRY_URL: strict.url });

      expect(await check('--strict')).toEqual({
        code: 0,
        stdout:
          'registered users-key (string), as id 1\nregistered users-value (UserEvent), as id 2\nevery schema is registered\n',
        stderr: '',
      });
    });
  });

  describe('where the compatibility level is NONE', () => {
    let open: Registry;
    beforeEach(async () => {
      open = await startRegistry({ port: 0, compatibility: 'NONE' });
    });
    afterEach(() => open.stop());

    const run = (...args: string[]) =>
      shop().kfw(['schemas', 'register', ...args], { ...environment(), KFW_REGISTRY_URL: open.url });
    const put = async (path: string, method: string, body: object): Promise<void> => {
      const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
      const { status } = await fetch(`${open.url}${path}`, { method, headers, body: JSON.stringify(body) });
      expect(status).toBe(200);
    };
    const warning = (subjects: string, whose: string) =>
      `warning: the registry checks nothing for ${subjects}: ${whose} compatibility level is NONE. ` +
      'Set BACKWARD in the registry, so that it rejects schemas that cannot read existing data.\n';

    it('warns once for all subjects, also new ones, and registers', async () => {
      expect(await run()).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^registered users-key .*\nregistered users-value .*\n$/),
        stderr: warning('users-key, users-value', 'their'),
      });
    });

    it('reports with --check what the rules of Avro find against the last version, and passes', async () => {
      await put('/config/users-key', 'PUT', { compatibility: 'BACKWARD' });
      const schema = JSON.stringify({
        type: 'record',
        name: 'UserEvent',
        fields: [{ name: 'eventName', type: 'long' }],
      });
      await put('/subjects/users-value/versions', 'POST', { schema });

      const { code, stdout, stderr } = await run('--check');
      expect({ code, stderr }).toEqual({ code: 0, stderr: warning('users-value', 'its') });
      expect(stdout).toMatch(
        /^new users-key \(string\)\ncompatible users-value \(UserEvent\)\n {2}warning: the new schema cannot read the last one: /,
      );
      const json = (await run('--check', '--json')).stdout.trimEnd().split('\n');
      expect(json.map((line) => JSON.parse(line))).toEqual([
        expect.objectContaining({ event: 'schema.unchecked', subjects: ['users-value'], level: 'NONE' }),
        expect.objectContaining({ subject: 'users-key', state: 'new', level: 'BACKWARD' }),
        expect.objectContaining({
          subject: 'users-value',
          state: 'compatible',
          level: 'NONE',
          warnings: expect.arrayContaining([expect.stringContaining('the new schema cannot read the last one')]),
        }),
      ]);
    });

    it("uses the registry's level for an unknown subject, and does not warn if that is refused", async () => {
      const answers = (level: { status: number; body: unknown }) => {
        registry.intercept = (_method, path) => {
          if (path === '/config') return level;
          const body = { error_code: 40401, message: 'no such subject' };
          return path.startsWith('/config/') ? { status: 404, body } : undefined;
        };
      };
      answers({ status: 200, body: { compatibilityLevel: 'NONE' } });
      expect(await shop().kfw(['schemas', 'register', '--check'], environment())).toMatchObject({
        code: 0,
        stderr: warning('users-key, users-value', 'their'),
      });
      answers({ status: 403, body: { error_code: 40301, message: 'not for you' } });
      expect(await shop().kfw(['schemas', 'register', '--check'], environment())).toMatchObject({
        code: 0,
        stderr: '',
      });
    });
  });

  it.each([
    [['schemas', 'register']],
    [['schemas', 'register', '--check']],
    [['generate', 'types']],
    [['generate', 'types', '--check']],
  ])('warns of a logical type that is ignored, and does not fail: kfw %j', async (command) => {
    const app = scaffolded.broken({
      'app/schemas/user_event.avsc': (text) =>
        text.replace(
          /("fields": \[)/,
          '$1 { "name": "at", "type": { "type": "long", "logicalType": "timestamp-milis" } },',
        ),
    });
    await app.kfw(['generate', 'types']);
    const message = 'logicalType "timestamp-milis" is unknown and is ignored: did you mean "timestamp-millis"?';

    const { code, stdout, stderr } = await app.kfw(command, environment());
    expect(code).toBe(0);
    expect(stdout).not.toContain('logicalType');
    expect(stderr).toMatch(/^warning: \S+ at \$\.fields\[0\]\.type: .+\n$/);
    expect(stderr).toContain(message);
    const json = await app.kfw([...command, '--json'], environment());
    expect(json.stderr).toBe('');
    expect(JSON.parse(json.stdout.split('\n')[0] ?? '')).toMatchObject({
      event: 'schema.warned',
      path: '$.fields[0].type',
      message,
    });
  });

  describe('when a schema renames by an alias', () => {
    const event = (...fields: object[]) => ({ type: 'record', name: 'com.shop.UserEvent', fields });
    const before = event({ name: 'comment', type: ['null', 'string'], default: null });
    const after = event({ name: 'note', type: ['null', 'string'], default: null, aliases: ['comment'] });
    const renaming = () =>
      scaffolded.broken({
        [responder]: (text) =>
          text
            .replace("{ Topic } from 'kfw'", "{ avro, Topic } from 'kfw'")
            .replace('{ schema: UserEvent }', `{ schema: avro(${JSON.stringify(after)}) }`),
      });
    const warning =
      'warning: users-value, at note: the field "comment" of "com.shop.UserEvent" is named "note" now. Readers with the last schema do not know the alias: they take its default (null) for the value, without an error. ' +
      'Deploy all readers with this schema before anything writes with it; or keep "comment", write both fields, give "note" a default and no alias, and remove "comment" when no reader needs it.\n';

    it('warns before it registers, and not again when that is done', async () => {
      const app = renaming();
      registry.add(before, 'users-value');

      expect(await app.kfw(['schemas', 'register'], environment())).toEqual({
        code: 0,
        stdout: `${warning}registered users-value as id 2 (com.shop.UserEvent)\n`,
        stderr: '',
      });
      expect(await app.kfw(['schemas', 'register'], environment())).toMatchObject({
        stdout: 'registered users-value as id 2 (com.shop.UserEvent)\n',
      });
    });

    it('warns with --check while it is missing, as data with --json', async () => {
      const app = renaming();
      registry.add(before, 'users-value');

      expect(await app.kfw(['schemas', 'register', '--check'], environment())).toMatchObject({
        code: 0,
        stdout: `compatible users-value (com.shop.UserEvent)\n${warning}every unregistered schema can be registered\n`,
      });
      const { stdout } = await app.kfw(['schemas', 'register', '--check', '--json'], environment());
      expect(JSON.parse(stdout.split('\n')[1] ?? '')).toEqual({
        event: 'schema.renames',
        subject: 'users-value',
        rule: 'FIELD_RENAMED',
        path: '/fields/0',
        place: 'note',
        from: 'comment',
        to: 'note',
        olderReader: 'default',
        message: expect.stringContaining('without an error'),
      });
    });
  });

  it("fails with the registry's objection to a schema", async () => {
    registry.intercept = (method) =>
      method === 'POST' ? { status: 409, body: { error_code: 409, message: 'READER_FIELD_MISSING' } } : undefined;

    expect(await shop().kfw(['schemas', 'register'], environment())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^kfw: the registry rejects string as the next version of subject "users-key"/),
    });
  });

  it('names the address of a registry that does not respond', async () => {
    const env = { ...environment(), KFW_REGISTRY_URL: 'http://127.0.0.1:1' };

    expect(await shop().kfw(['schemas', 'register', '--startup-timeout', '0'], env)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^kfw: the schema registry at http:\/\/127\.0\.0\.1:1 cannot be asked/),
    });
  });

  it('says so when no responder writes with Avro', async () => {
    const app = scaffolded.broken({ [responder]: undefined });

    expect(await app.kfw(['schemas', 'register'], environment())).toMatchObject({
      code: 0,
      stdout: 'no responder writes with an Avro schema\n',
    });
  });
});
