import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { RegistryClient } from '../../src/registry/registry-client.js';
import { registryAddress } from '../../src/registry/registry-options.js';
import { TestRegistry } from '../support/test-registry.js';

let registry: TestRegistry;
beforeEach(async () => {
  registry = await TestRegistry.start();
});
afterEach(() => registry.stop());

const ok = (compatibilityLevel: unknown) => ({ status: 200, body: { compatibilityLevel } });
const unknown = { status: 404, body: { error_code: 40401, message: 'no such subject' } };
const refused = { status: 403, body: { error_code: 40301, message: 'not for you' } };

it.each([
  ["the subject's", ok('FULL'), ok('NONE'), 'FULL'],
  ["the registry's, where it does not know the subject", unknown, ok('NONE'), 'NONE'],
  ['unknown where neither is served', unknown, unknown, undefined],
  ['unknown where nobody may ask', refused, refused, undefined],
  ['unknown where it is not a level', ok('SOMETIMES'), ok(7), undefined],
])('the level of a subject is %s', async (_what, ofSubject, ofAll, expected) => {
  registry.intercept = (_method, path) => {
    if (path === '/config/a%2Fb-value?defaultToGlobal=true') return ofSubject;
    return path === '/config' ? ofAll : undefined;
  };
  const client = new RegistryClient(registryAddress({ url: registry.url }, 'registry.url'));
  expect(await client.level('a/b-value')).toBe(expected);
});
