import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GroupChange, groupChanges } from '../../../src/groups/store/group-change.js';
import { GroupStore } from '../../../src/groups/store/group-store.js';
import { Journal } from '../../../src/journal/journal.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kfw-group-store-'));
  file = join(folder, 'offsets.journal');
});

afterEach(() => rmSync(folder, { recursive: true }));

function open(torn: number[] = []): GroupStore {
  return GroupStore.open(new Journal(file, groupChanges), {
    onTruncated: (bytes) => torn.push(bytes),
    onRewriteFailed: (error) => {
      throw error;
    },
  });
}

const commit = (partition: number, offset: number, metadata = 'né'): GroupChange => {
  const committed = { offset, leaderEpoch: 0, metadata, committedAt: 1_700_000_000_000, expiresAt: undefined };
  return { kind: 'commit', group: 'g', topic: 'orders', partition, committed };
};

const time = fc.option(fc.nat(2 ** 45), { nil: undefined });
const place = { group: fc.string(), topic: fc.string(), partition: fc.nat() };
const committed = fc.record({
  offset: fc.maxSafeNat(),
  leaderEpoch: fc.integer({ min: -1, max: 9 }),
  metadata: fc.string(),
  committedAt: fc.nat(),
  expiresAt: time,
});
const producerId = fc.nat(3);
const change: fc.Arbitrary<GroupChange> = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), ...place, committed }),
  fc.record({ kind: fc.constant('pend' as const), ...place, producerId, committed }),
  fc.record({ kind: fc.constant('settle' as const), group: fc.string(), producerId, isCommitted: fc.boolean() }),
  fc.record({ kind: fc.constant('forget' as const), ...place }),
  fc.record({
    kind: fc.constant('group' as const),
    group: fc.string(),
    record: fc.record({ generation: fc.nat(), protocolType: fc.string(), emptySince: time }),
  }),
  fc.record({ kind: fc.constant('delete' as const), group: fc.string() }),
);

describe('changes of the store', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        expect(groupChanges.decode(groupChanges.encode(changes))).toEqual(changes);
      }),
    );
  });

  it('may be more than the elements of a request', () => {
    const many = Array.from({ length: 250_001 }, (): GroupChange => ({ kind: 'delete', group: '' }));
    expect(groupChanges.decode(groupChanges.encode(many))).toHaveLength(many.length);
  });

  it('of an unknown kind are rejected', () => {
    const content = groupChanges.encode([{ kind: 'delete', group: 'g' }]);
    content.writeInt8(9, 4);
    expect(() => groupChanges.decode(content)).toThrow('kind');
  });
});

describe('the store on disk', () => {
  it('has after a restart what it had before', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (batches) => {
        rmSync(file, { force: true });
        const before = open();
        const inMemory = GroupStore.inMemory();
        for (const changes of batches) {
          before.change(changes);
          inMemory.change(changes);
        }
        before.close();
        const after = open();
        for (const store of [before, after]) {
          expect(store.records()).toEqual(inMemory.records());
          expect(store.groupsWithOffsets().toSorted()).toEqual(inMemory.groupsWithOffsets().toSorted());
          for (const group of store.groupsWithOffsets()) {
            expect(store.offsetsOf(group)).toEqual(inMemory.offsetsOf(group));
          }
        }
        after.close();
      }),
      { numRuns: 50 },
    );
  });

  it('has written every stored change, without being closed', () => {
    const store = open();
    store.change([commit(0, 5)]);
    const killed = readFileSync(file);
    store.close();
    writeFileSync(file, killed);
    const after = open();
    expect(after.find('g', 'orders', 0)).toMatchObject({ offset: 5, metadata: 'né' });
    after.close();
  });

  it('loses exactly the incomplete entry of a tail cut at any byte', () => {
    const store = open();
    store.change([commit(0, 1), commit(1, 1)]);
    const whole = statSync(file).size;
    store.change([commit(0, 2), commit(1, 2)]);
    store.close();
    const bytes = readFileSync(file);
    for (let length = whole; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      const torn: number[] = [];
      const after = open(torn);
      expect([0, 1].map((partition) => after.find('g', 'orders', partition)?.offset)).toEqual([1, 1]);
      expect(torn).toEqual(length === whole ? [] : [length - whole]);
      after.change([commit(0, 3)]);
      after.close();
      const again = open();
      expect(again.find('g', 'orders', 0)?.offset).toBe(3);
      again.close();
    }
  });

  it('accepts no entry with a changed byte, and no zeros after the last', () => {
    const store = open();
    store.change([commit(0, 1)]);
    const whole = statSync(file).size;
    store.change([commit(0, 2)]);
    store.close();
    const bytes = readFileSync(file);
    for (let at = whole; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      writeFileSync(file, changed);
      const after = open();
      expect(after.find('g', 'orders', 0)?.offset).toBe(1);
      after.close();
    }
    writeFileSync(file, bytes);
    appendFileSync(file, Buffer.alloc(64));
    const torn: number[] = [];
    const after = open(torn);
    expect(after.find('g', 'orders', 0)?.offset).toBe(2);
    expect(torn).toEqual([64]);
    after.close();
  });

  it('names the unusable file', () => {
    const store = open();
    store.change([commit(0, 1)]);
    store.close();
    const bytes = readFileSync(file);
    const content = Buffer.concat([Buffer.from([0, 0, 0, 1, 9]), Buffer.alloc(2)]);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length, 0);
    head.writeUInt32BE(crc32(content), 4);
    writeFileSync(file, Buffer.concat([bytes, head, content]));
    expect(() => open()).toThrow(expect.objectContaining({ code: 'KFW_BROKER_DATA_UNUSABLE' }));
  });

  it('is rewritten when it is opened and when it has grown', () => {
    const store = open();
    const metadata = 'x'.repeat(4_000);
    for (let offset = 0; offset < 1_200; offset++) store.change([commit(0, offset, metadata)]);
    expect(statSync(file).size).toBeLessThan(4 * 1024 * 1024);
    store.close();
    const after = open();
    expect(statSync(file).size).toBeLessThan(8_000);
    expect(after.find('g', 'orders', 0)?.offset).toBe(1_199);
    expect(existsSync(`${file}.next`)).toBe(false);
    after.close();
  });

  it('stores nothing when it cannot be written', () => {
    const store = open();
    store.close();
    expect(() => store.change([commit(0, 1)])).toThrow('not open');
    expect(store.find('g', 'orders', 0)).toBeUndefined();
  });

  it('ignores the file of an interrupted rewrite', () => {
    const store = open();
    store.change([commit(0, 1)]);
    store.close();
    writeFileSync(`${file}.next`, 'half');
    const after = open();
    expect(after.find('g', 'orders', 0)?.offset).toBe(1);
    after.close();
  });
});
