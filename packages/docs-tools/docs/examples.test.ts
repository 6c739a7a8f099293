/** The examples of the documents compile under both kinds of decorators, and boot. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { generateSchemaTypes } from '@kfw/avro';
import { loadConfig, type Routes } from 'kfw';
import { createApp } from 'kfw/internal';
import { checkout } from './checkout.js';
import * as orders from './examples/app/responders/orders-responder.js';
import * as users from './examples/app/responders/users-responder.js';
import moreRoutes, { shortRoutes, tunedRoutes } from './examples/config/more-routes.js';
import definition from './examples/kfw.js';

const examples = path.join(__dirname, 'examples');
const compiler = path.join(checkout, 'node_modules/typescript/bin/tsc');

async function compile(project: string): Promise<string> {
  return promisify(execFile)(process.execPath, [compiler, '-p', project]).then(
    ({ stdout }) => stdout,
    (failed: { stdout: string }) => failed.stdout,
  );
}

function groupsOf(routes: Routes) {
  const env = { KFW_BROKERS: 'localhost:9092', KFW_REGISTRY_URL: 'http://localhost:8081', KFW_CLIENT_ID: 'shop' };
  const exported = { ...users, ...orders };
  const responders = new Map(Object.entries(exported));
  return createApp({
    config: loadConfig({ root: examples, env }),
    definition: { ...definition, routes, listeners: [] },
    classes: { exported, responders },
  }).then((app) => app.plan.groups);
}

describe('the examples', () => {
  it.each(['tsconfig.json', 'tsconfig.standard.json'])(
    'compile (%s)',
    async (project) => {
      expect(await compile(path.join(examples, project))).toBe('');
    },
    60_000,
  );

  it.each([
    'app/consumers/users-consumer.ts',
    'app/responders/users-responder.ts',
    'app/schemas/user_event.avsc',
    'config/routes.ts',
  ])('show %s as `kfw new` writes it', (file) => {
    const written = readFileSync(path.join(checkout, 'templates/app', file), 'utf8');
    expect(readFileSync(path.join(examples, file), 'utf8')).toBe(written);
  });

  it('have types that follow their schemas', async () => {
    const generated = await generateSchemaTypes(path.join(examples, 'app/schemas'), { check: true });
    expect(generated.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  });

  it('boot', async () => {
    const [group] = await groupsOf(definition.routes ?? { defaults: [], groups: [] });
    expect(group).toMatchObject({ id: 'shop-example', topics: [{ topic: 'users', responder: users.UsersResponder }] });
  });

  it('route as docs/reference/routing.md says', async () => {
    const [shop, billing, ...others] = await groupsOf(moreRoutes);
    expect(others).toEqual([]);
    expect(shop?.topics).toMatchObject([
      { topic: 'users', startFrom: 'latest', pauseMs: 500, maxMessages: 1_000 },
      { topic: 'orders', startFrom: 'earliest', pauseMs: 500, maxMessages: 1_000 },
      { topic: 'audit', active: false, maxMessages: 1_000 },
      { topic: 'profiles', responder: orders.GreetingsResponder },
    ]);
    expect(billing?.topics).toMatchObject([{ topic: 'orders', maxMessages: 50, maxPauseMs: 60_000, pauseMs: 500 }]);
    expect((await groupsOf(shortRoutes)).map(({ name }) => name)).toEqual(['app']);
  });

  it('route as docs/guides/tuning.md says', async () => {
    const [imports] = await groupsOf(tunedRoutes);
    expect(imports?.topics).toMatchObject([
      { topic: 'orders', maxMessages: 5_000, maxWaitMs: 200 },
      { topic: 'payments', maxPartitionBufferBytes: 262_144 },
    ]);
  });
});
