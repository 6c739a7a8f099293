/** `@kfw/registry` compared with Apicurio Registry on the shared cases. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Registry, startRegistry } from '@kfw/registry';
import { clusters, isMissing } from '@kfw/test-cluster';
import { Caller } from './calls.js';
import { sharedCases } from './shared-cases.js';

const apacheKafka = clusters().find(({ kind }) => kind === 'apache-kafka');
const apicurioUrl = apacheKafka === undefined || isMissing(apacheKafka) ? undefined : apacheKafka.registry;
const block = apicurioUrl === undefined ? describe.skip : describe;

block('the embedded registry answers as Apicurio does', () => {
  const run = randomUUID().slice(0, 8);
  let registry: Registry;
  let ours: Caller;
  let apicurio: Caller;

  beforeAll(async () => {
    registry = await startRegistry({ compatibility: 'NONE' });
    ours = new Caller(registry.url, run);
    apicurio = new Caller(apicurioUrl ?? '', run);
  });
  afterAll(() => registry.stop());

  // One after the other, in their order: later ones build on earlier ones.
  it.each(sharedCases.map((one, index) => [`${index + 1}. ${one.method} ${one.path}`, one] as const))(
    '%s',
    async (_title, { differs, ...call }) => {
      const [answer, expected] = [await ours.call(call), await apicurio.call(call)];
      if (differs === undefined) {
        expect(answer).toEqual(expected);
      } else {
        expect(answer).not.toEqual(expected);
        expect(answer).toEqual(JSON.parse(JSON.stringify(differs.ours)));
      }
    },
  );
});
