/** The steps after `kfw generate topic`: lint, compile and test, also with other schemas. */
import path from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type AppFolder, checkout, makeAppFolder, spawnProgram, World } from '@kfw/test-cluster';

const timeoutMs = 240_000;
const world = new World({ kind: 'embedded', brokers: 'localhost:9092', registry: 'http://localhost:8081' });
afterEach(() => world.end());

/** One of each kind of field, longer than a line when it is written out. */
const tripTaken = {
  type: 'record',
  name: 'TripTaken',
  namespace: 'com.shop',
  fields: [
    { name: 'takenAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 } },
    { name: 'driver_id', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'kind', type: { type: 'enum', name: 'TripKind', symbols: ['SHORT', 'LONG'] } },
    { name: 'route', type: { type: 'array', items: 'string' } },
    { name: 'tags', type: { type: 'map', values: 'string' } },
    { name: 'photo', type: 'bytes' },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 4 } },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'previous', type: ['null', 'TripTaken'] },
    { name: 'from', type: { type: 'record', name: 'Place', fields: [{ name: 'lat', type: 'double' }] } },
  ],
};
const flagged = { type: 'record', name: 'Flagged', fields: [{ name: 'on', type: 'boolean' }] };

it(
  'generated code passes every check of a new app, and stale types fail them',
  async () => {
    const app = await makeAppFolder(world, {
      files: {
        'app/schemas/TripTaken.avsc': JSON.stringify(tripTaken),
        'app/schemas/flagged.avsc': JSON.stringify(flagged),
      },
    });
    await succeeds(app, 'kfw', 'generate', 'topic', 'orders');
    await succeeds(app, 'kfw', 'generate', 'topic', 'billing.invoices');
    await succeeds(app, 'kfw', 'generate', 'topic', 'trips', '--schema', 'TripTaken');
    await succeeds(app, 'kfw', 'generate', 'topic', 'flags', '--schema', 'flagged');
    await succeeds(app, 'kfw', 'generate', 'consumer', 'payments');
    await succeeds(app, 'kfw', 'generate', 'responder', 'payments');
    await succeeds(app, 'npm', 'run', 'lint');
    await succeeds(app, 'npm', 'run', 'typecheck');
    const { errorLines } = await succeeds(app, 'npm', 'test');
    expect(errorLines.items).toContainEqual(expect.stringMatching(/^Tests: +12 passed, 12 total$/));
    expect(errorLines.items.filter((line) => line.includes('Warning: '))).toEqual([]);

    const changed = JSON.stringify({ ...flagged, fields: [{ name: 'off', type: 'boolean' }] });
    await app.write({ 'app/schemas/flagged.avsc': changed });
    for (const script of ['test', 'build']) {
      const run = await ended(app, 'npm', 'run', script);
      expect(run.code).toBe(1);
      expect(run.program.errorLines.items).toContainEqual(
        'kfw: app/schemas/flagged.ts does not match the .avsc files. Run `kfw generate types`.',
      );
    }
  },
  timeoutMs,
);

async function ended(app: AppFolder, name: string, ...args: string[]) {
  const [program, words] = name === 'kfw' ? ['npx', ['kfw', ...args]] : [name, args];
  // Its scripts find their programs in the checkout, where the packages of this app are.
  const env = { PATH: `${path.join(checkout, 'node_modules/.bin')}:${process.env.PATH}` };
  const spawned = spawnProgram(world, program, words, { cwd: app.root, env });
  return { program: spawned, code: await world.waitFor(`${name} ${args.join(' ')} to end`, spawned.ended, timeoutMs) };
}

async function succeeds(app: AppFolder, name: string, ...args: string[]) {
  const { program, code } = await ended(app, name, ...args);
  expect([code, code === 0 || [...program.lines.items, ...program.errorLines.items]]).toEqual([0, true]);
  return program;
}
