import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const mediaType = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

scenario(
  [],
  'a check distinguishes compatible, incompatible and new schemas',
  async (world) => {
    const topic = world.name('users');
    const inTopic = (text: string): string => text.replaceAll("'users'", `'${topic}'`);
    const app = await makeAppFolder(world, {
      files: {
        'app/responders/users-responder.ts': inTopic(`
import { Responder, Topic } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';

@Topic('users', { schema: UserEvent })
export class UsersResponder extends Responder {
  respond(event: UserEvent): void {
    this.respondTo('users', event);
  }
}
`),
      },
    });
    const subject = `${topic}-value`;
    const schema = (type: string, ...more: object[]): string =>
      JSON.stringify({ type: 'record', name: 'UserEvent', fields: [{ name: 'eventName', type }, ...more] });
    const check = async (text: string): Promise<unknown[]> => {
      await app.write({ 'app/schemas/user_event.avsc': text });
      expect(await world.waitFor('the types', app.kfw(['generate', 'types']).ended)).toBe(0);
      const program = app.kfw(['schemas', 'register', '--check', '--json']);
      const code = await world.waitFor('the check', program.ended);
      const lines = program.log.items.filter(({ event }) => event === 'schema.checked');
      return [code, ...lines.map((line) => [line.subject, line.state, ...(line.reasons ? [line.reasons] : [])])];
    };

    expect(await check(schema('string'))).toEqual([0, [subject, 'new']]);
    const registering = app.kfw(['schemas', 'register']);
    expect(await world.waitFor('the schema to be registered', registering.ended)).toBe(0);
    const level = await fetch(`${world.cluster.registry}/config/${subject}`, {
      method: 'PUT',
      headers: mediaType,
      body: JSON.stringify({ compatibility: 'BACKWARD' }),
    });
    expect(level.status).toBe(200);

    expect(await check(schema('string'))).toEqual([0, [subject, 'registered']]);
    const optional = { name: 'note', type: ['null', 'string'], default: null };
    expect(await check(schema('string', optional))).toEqual([0, [subject, 'compatible']]);
    expect(await check(schema('long'))).toEqual([
      1,
      [subject, 'incompatible', expect.arrayContaining([expect.stringMatching(/eventName|fields\/0/)])],
    ]);
    const versions = await fetch(`${world.cluster.registry}/subjects/${subject}/versions`);
    expect(await versions.json()).toEqual([1]);
  },
  { timeoutMs: 120_000 },
);
