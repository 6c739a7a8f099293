/** Batches with a field or two set to values that no client library would write. */
import type { Random } from '@kfw/test-cluster';
import { type BatchDraft, batchDraft, type RecordDraft, written } from './draft.js';
import { codecs } from './pack.js';

export interface OddBatch {
  /** The fields that are odd. */
  readonly what: string;
  readonly bytes: Buffer;
}

const now = BigInt(Date.now());
const [mostLong, leastLong] = [2n ** 63n - 1n, -(2n ** 63n)];
const longs = [-1n, -2n, 0n, 1n, now * 1_000n, now * 1_000_000n, -now, 2n ** 53n, -(2n ** 53n), mostLong, leastLong];
const ints = [-1, -2, 0, 1, 7, 127, 128, 70_000, 2 ** 31 - 1, -(2 ** 31)];
const shorts = [-1, -2, 0, 1, 300, 32_767, -32_768];
const bytes = [
  Buffer.alloc(0),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('__proto__'),
  Buffer.from('constructor'),
  Buffer.from('\u001b[31mred\u0000\n'),
  Buffer.from([0, 0, 0, 0, 1, 2]),
  Buffer.alloc(1_000, 0x61),
];
const bits = [0x08, 0x10, 0x20, 0x40, 0x80, 0x100, 0x4000, 0x8000];

type Oddity = (draft: BatchDraft, one: RecordDraft, random: Random) => void;

const from = <Item>(random: Random, items: readonly Item[]): Item => items[random.between(0, items.length - 1)] as Item;

const oddities: Readonly<Record<string, Oddity>> = {
  'base timestamp': (draft, _one, random) => {
    draft.baseTimestamp = from(random, longs);
  },
  'all timestamps': (draft, _one, random) => {
    draft.baseTimestamp = from(random, longs);
    draft.maxTimestamp = draft.baseTimestamp;
  },
  'largest timestamp': (draft, _one, random) => {
    draft.maxTimestamp = from(random, longs);
  },
  'timestamp of a record': (_draft, one, random) => {
    one.timestampDelta = from(random, longs);
  },
  'timestamps that overflow and come back': (draft, one, random) => {
    draft.baseTimestamp = from(random, [mostLong, leastLong, now * 1_000_000n]);
    one.timestampDelta = now - draft.baseTimestamp;
  },
  'attributes of a record': (_draft, one, random) => {
    one.attributes = random.between(0, 255);
  },
  'offset of a record': (_draft, one, random) => {
    one.offsetDelta = from(random, ints);
  },
  key: (_draft, one, random) => {
    one.key = from(random, [null, ...bytes]);
  },
  value: (_draft, one, random) => {
    one.value = from(random, [null, ...bytes]);
  },
  'name of a header': (_draft, one, random) => {
    one.headers.push([from(random, [null, ...bytes]), Buffer.from('x')]);
  },
  'value of a header': (_draft, one, random) => {
    one.headers.push([Buffer.from('n'), from(random, [null, ...bytes])]);
  },
  'headers of one name': (_draft, one, random) => {
    for (let left = random.between(2, 200); left > 0; left--) one.headers.push([Buffer.from('h'), from(random, bytes)]);
  },
  'headers of kfw': (_draft, one, random) => {
    const names = ['kfw-attempts', 'kfw-source-offset', 'kfw-first-failed-at', 'kfw-batch-codec', 'event-id'];
    one.headers.push([Buffer.from(from(random, names)), from(random, [null, ...bytes])]);
  },
  'number of headers': (_draft, one, random) => {
    one.headerCount = from(random, ints);
  },
  'length of a record': (_draft, one, random) => {
    one.length = from(random, ints);
  },
  'length of a key': (_draft, one, random) => {
    one.keyLength = from(random, ints);
  },
  'length of a value': (_draft, one, random) => {
    one.valueLength = from(random, ints);
  },
  'number of records': (draft, _one, random) => {
    draft.count = from(random, ints);
    draft.lastOffsetDelta = draft.records.length - 1;
  },
  'last offset': (draft, _one, random) => {
    draft.lastOffsetDelta = from(random, ints);
  },
  'number of records and last offset': (draft, _one, random) => {
    draft.count = random.between(0, 12);
  },
  'codec that it is not packed with': (draft, _one, random) => {
    draft.codecBits = random.between(0, 7);
  },
  'compressed bytes that are not records': (draft, _one, random) => {
    draft.codec = from(random, codecs);
    draft.body = Buffer.from(Array.from({ length: random.between(0, 60) }, () => random.between(0, 255)));
  },
  'bits of the attributes': (draft, _one, random) => {
    draft.bits = from(random, bits) | from(random, bits);
  },
  'producer id': (draft, _one, random) => {
    draft.producerId = from(random, longs);
    draft.epoch = from(random, shorts);
    draft.sequence = from(random, ints);
  },
  'epoch and sequence': (draft, _one, random) => {
    draft.epoch = from(random, shorts);
    draft.sequence = from(random, ints);
  },
  'format of before 0.11': (draft, _one, random) => {
    draft.magic = from(random, [0, 1, 3, 127, -1]);
  },
  'epoch of the leader': (draft, _one, random) => {
    draft.leaderEpoch = from(random, ints);
  },
  'base offset': (draft, _one, random) => {
    draft.baseOffset = from(random, longs);
  },
  checksum: (draft) => {
    draft.crcOff = 1;
  },
  'length of the batch': (draft, _one, random) => {
    draft.lengthOff = from(random, ints);
  },
  'bytes behind the last record': (draft, _one, random) => {
    draft.tail = from(random, bytes);
  },
};

const names = Object.keys(oddities);

/** Packed with a codec, with one field that is odd or two. */
export function oddBatch(random: Random): OddBatch {
  const draft = batchDraft(...Array.from({ length: random.between(1, 3) }, (_, at) => `odd ${at}`));
  draft.codec = from(random, codecs);
  // Brokers refuse many an oddity: alone, the others are seen more often.
  const chosen = Array.from({ length: random.between(1, 4) === 1 ? 2 : 1 }, () => from(random, names));
  for (const name of chosen) oddities[name]?.(draft, from(random, draft.records), random);
  return { what: `${chosen.join(' and ')} (${draft.codec})`, bytes: written(draft) };
}
