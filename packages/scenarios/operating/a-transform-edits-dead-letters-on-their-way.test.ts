/** A function in a TypeScript file corrects messages, drops them, or throws: then the letter stays, and is named. */
import { expect } from '@jest/globals';
import { json } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { makeOrdersApp } from '../src/operating/orders-app.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { scenario } from '../src/scenario/scenario.js';

const fix = `
interface Order { payload: { id: number; total: number }; key: string; headers: Record<string, string> }

export default async function fix(message: Order): Promise<Order | null> {
  const { payload } = message;
  if (payload.id === 3) throw new TypeError('order 3 is beyond repair');
  if (payload.total === 0) return null;
  if (payload.total < 0) payload.total = -payload.total;
  if (payload.id === 1) return { ...message, headers: { ...message.headers, corrected: 'yes' } };
  return message;
}
`;
/** Not as JSON.stringify writes it: bytes of a message that is not changed stay. */
const values = [
  '{"id": 0, "total": 1}',
  '{"id":1,"total":-1}',
  '{"id":2,"total":0}',
  '{"id":3,"total":1}',
  '{"id":4,"total":1}',
];

scenario(
  [91],
  'a transform edits dead letters on their way',
  async (world) => {
    const orders = await makeOrdersApp(world);
    const { topic, deadLetters, group } = orders;
    await orders.write({ 'fix.ts': fix, 'nothing.ts': 'export const fix = 1;\n' });
    const app = await idleApp(world);
    await writeLetters(
      app,
      deadLetters,
      values.map((value, offset) => ({ key: 'one', value, source: { topic, partition: 1, offset }, group })),
    );
    const tried = async (...args: string[]) => {
      const program = orders.kfw(['dlq', 'replay', deadLetters, '--json', ...args]);
      const code = await world.waitFor('the replay', program.ended, 60_000);
      return { code, json: program.log.items, errors: program.errorLines.items.join('\n') };
    };
    const replay = (...args: string[]) => tried('--execute', ...args);

    expect((await tried('--transform', 'nothing.ts')).errors).toContain('KFW_TRANSFORM_INVALID');
    // A dry run calls the function for each, and sends nothing.
    const dry = await tried('--transform', 'fix.ts');
    expect(dry).toMatchObject({
      code: 0,
      json: [
        { action: 'replay', target: topic, messages: 3 },
        { action: 'drop', sourceTopic: topic, target: null, messages: 1 },
      ],
    });
    expect(dry.errors).toMatch(/ at offset 3 failed: order 3 is beyond repair/);
    const stopped = await replay('--transform', 'fix.ts');
    expect(stopped).toMatchObject({ code: 1, json: [{ replayed: 2, parked: 0, skipped: 1 }] });
    expect(stopped.errors).toMatch(/ at offset 3 failed: order 3 is beyond repair/);

    const continued = await replay('--transform', 'fix.ts', '--keep-going');
    expect(continued).toMatchObject({ code: 1, json: [{ replayed: 1, parked: 0, skipped: 0 }] });

    const messages = await app.readTopic(topic, { schema: json<{ id: number; total: number }>() }).toArray();
    expect(messages.map(({ payload, key, partition }) => [payload.id, payload.total, key, partition])).toEqual([
      [0, 1, 'one', 1],
      [1, 1, 'one', 1],
      [4, 1, 'one', 1],
    ]);
    expect(messages.map(({ rawPayload }) => String(rawPayload))).toEqual([values[0], '{"id":1,"total":1}', values[4]]);
    expect(messages.map(({ headers }) => headers.corrected)).toEqual([undefined, 'yes', undefined]);
    // Without the transform the one that it refused can be replayed.
    expect((await replay()).json).toEqual([{ replayed: 1, parked: 0, skipped: 0 }]);
  },
  { timeoutMs: 180_000 },
);
