import { expect } from '@jest/globals';
import { runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

/** An app in one file: a route and a responder, both of which say that the topic holds `UserEvent`. */
const bootFile = (users: string) => `
  import { avro, Consumer, defineApp, drawRoutes, Payload, Responder, Topic } from 'kfw';
  export const UserEvent = avro({
    type: 'record', name: 'UserEvent',
    fields: [{ name: 'id', type: 'int' }, { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }],
  });
  export class UsersResponder extends Responder {
    respond(event) { this.respondTo('${users}', event, { key: String(event.id) }); }
  }
  Topic('${users}', { schema: UserEvent })(UsersResponder);
  class UsersConsumer extends Consumer { process() {} }
  Payload(UserEvent)(UsersConsumer);
  export default defineApp({
    routes: drawRoutes(({ topic }) => topic('${users}', { consumer: UsersConsumer, responder: UsersResponder })),
    initialized: (_app, { command }) => console.log('initialized for a', command),
    closing: ({ command, reason }) => console.log('closing', command, reason),
  });
`;

scenario(
  [],
  'a script that loads its app sends and reads what the app declares, connected by its first message',
  async (world) => {
    const users = await world.createTopic('users');
    const code = `
    import { deliver, deliverAsync, flush, loadApp, raw, readTopic } from 'kfw';
    import { UsersResponder } from './kfw.js';
    const event = (id) => ({ id, at: new Date(1000 * id) });
    const outcome = (sending) => sending.then(() => 'sent', ({ code, message }) => code + (/loadApp\\(\\)/.test(message) ? ' names loadApp' : ''));
    const call = (id) => outcome(UsersResponder.call(event(id)));

    console.log('before any delivery:', await call(0));
    await deliver('${users}-notes', 'a producer of its own');
    console.log('after one:', await call(0));

    const app = await loadApp({ logTo: 'none' });
    console.log('with the app:', await call(1));
    await deliver('${users}', event(2), { key: '2' });
    await deliver([{ topic: '${users}', payload: event(3) }, { topic: '${users}', payload: null, key: '1' }]);
    await deliverAsync('${users}', event(4));
    await flush();
    console.log('what does not fit:', await outcome(deliver('${users}', { id: 'x' })));
    for (const { payload } of await readTopic('${users}').toArray()) console.log(JSON.stringify(payload));
    const [first] = await readTopic('${users}', { schema: raw() }).toArray();
    console.log('bytes:', Buffer.isBuffer(first.payload));
    await app.close();
    console.log('when it is closed:', await call(5));
    await deliver('${users}-notes', 'the producer of its own again');
  `;

    const running = await runStandaloneScript(world, code, { files: { 'kfw.js': bootFile(users) } });

    expect(await world.waitFor('the end of the script', running.ended)).toBe(0);
    expect(running.errorLines.items).toEqual([]);
    expect(running.lines.items).toEqual([
      'before any delivery: KFW_NOT_BOOTED names loadApp',
      'after one: KFW_NOT_BOOTED names loadApp',
      'initialized for a script',
      'with the app: sent',
      'what does not fit: KFW_ENCODE_FAILED',
      ...[1, 2, 3].map((id) => JSON.stringify({ id, at: new Date(1_000 * id) })),
      'null',
      JSON.stringify({ id: 4, at: new Date(4_000) }),
      'bytes: true',
      'closing script done',
      'when it is closed: KFW_NOT_BOOTED names loadApp',
    ]);
  },
);
