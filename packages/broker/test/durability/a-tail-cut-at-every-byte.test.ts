/**
 * Each growing file is cut at every byte of its last entries: the broker opens it, and the content is a prefix of the
 * original, in whole records and whole commits. Temporary files next to a replaced one may be cut anywhere and are not
 * read at all.
 */
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Broker, startBroker } from '../../src/index.js';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { committedValues } from '../transactions/committed-values.js';
import { TxnClient } from '../transactions/txn-client.js';
import { Admin } from './admin.js';
import { dieAfter } from './dying-file-system.js';

const folder = temporaryFolder();
const tailBytes = 130;
/** This many of them at every byte, the rest at every seventh. */
const everyByteOf = 40;

const flushesNothing = dieAfter(Number.POSITIVE_INFINITY);
afterAll(() => flushesNothing.restore());

const withClients = async <Found>(
  dataFolder: string,
  work: (client: TxnClient, admin: Admin, broker: Broker) => Promise<Found>,
): Promise<Found> => {
  const broker = await startBroker({ dataFolder, autoCreateTopics: false });
  const raw = await RawClient.connect(broker.port);
  const client = await TxnClient.connect(broker.port);
  try {
    return await work(client, new Admin(raw), broker);
  } finally {
    raw.close();
    client.close();
    await broker.stop();
  }
};

/** As after a kill: `killed` is copied while its broker has it open. */
const killed = join(temporaryFolder(), 'killed');
beforeAll(() =>
  withClients(folder, async (client, admin) => {
    await admin.create('orders', 1);
    for (let offset = 0; offset < 3; offset++) {
      const producer = await client.begin('payments');
      await client.addPartitions(producer);
      await client.addOffsets(producer, 'payers');
      await client.produce(producer, { values: [`paid ${offset}`] });
      await client.commitOffsets(producer, 'payers', { 0: offset });
      await client.end(producer, true);
    }
    cpSync(folder, killed, { recursive: true });
  }),
);

const seen = (dataFolder: string): Promise<{ values: string[]; committed: number }> =>
  withClients(dataFolder, async (client, admin) => {
    const { values } = committedValues(await client.fetch(0), 0);
    // It continues after the content, wherever it was cut.
    expect((await client.begin('payments')).code).toBe(0);
    const { 'orders/0': committed = -1 } = await admin.committed('payers');
    return { values, committed };
  });

const files = (): string[] => {
  const [log = ''] = readdirSync(join(killed, 'logs'));
  return ['transactions.journal', 'offsets.journal', join('logs', log, '00000000000000000000.log')];
};

describe('cut at every byte of its last entries', () => {
  it.each([0, 1, 2])(
    'growing file %i is opened, and holds a prefix',
    async (at) => {
      const name = files()[at] ?? '';
      const { length } = readFileSync(join(killed, name));
      const all = ['paid 0', 'paid 1', 'paid 2'];
      for (let size = Math.max(0, length - tailBytes); size <= length; size += size < length - everyByteOf ? 7 : 1) {
        const copy = join(temporaryFolder(), 'copy');
        cpSync(killed, copy, { recursive: true });
        truncateSync(join(copy, name), size);
        const { values, committed } = await seen(copy);
        expect(values).toEqual(all.slice(0, values.length));
        expect([-1, 0, 1, 2]).toContain(committed);
        if (size === length) expect({ values, committed }).toEqual({ values: all, committed: 2 });
        rmSync(copy, { recursive: true });
      }
    },
    60_000,
  );

  it.each(['topics.json.next', 'transactions.journal.next', 'offsets.journal.next', 'producer-ids.new'])(
    'the temporary file %s changes nothing',
    async (name) => {
      const whole = readFileSync(join(killed, name.replace(/\.(next|new)$/, '')));
      for (const size of [0, 1, Math.floor(whole.length / 2), whole.length]) {
        const copy = join(temporaryFolder(), 'copy');
        cpSync(killed, copy, { recursive: true });
        writeFileSync(join(copy, name), whole.subarray(0, size));
        expect(await seen(copy)).toEqual({ values: ['paid 0', 'paid 1', 'paid 2'], committed: 2 });
      }
    },
  );
});
