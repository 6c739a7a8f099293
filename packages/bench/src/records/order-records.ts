/**
 * Records that compress like real ones: 200 bytes of JSON, whose names repeat and whose values do not. The first four
 * bytes are the record's number, as in all records that are checked. The same number gives the same bytes.
 */
import { recordBytes } from './numbered-records.js';

const states = ['created', 'paid', 'packed', 'sent', 'returned'];
const firstAt = Date.UTC(2026, 0, 1);

export function orderOf(number: number): Buffer {
  const next = randomFrom(number + 1);
  const order = {
    id: `${hex(next())}-${hex(next())}`,
    customer: next() % 100_000,
    state: states[number % states.length],
    amount: (next() % 1_000_000) / 100,
    currency: 'EUR',
    placedAt: new Date(firstAt + number * 137).toISOString(),
    note: '',
  };
  const left = recordBytes - 4 - JSON.stringify(order).length;
  while (order.note.length < left) order.note += next().toString(36);
  const json = JSON.stringify({ ...order, note: order.note.slice(0, left) });
  const value = Buffer.alloc(recordBytes, ' ');
  value.writeUInt32BE(number, 0);
  value.write(json, 4);
  return value;
}

/** Pseudo-random numbers of 32 bits (xorshift). */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
