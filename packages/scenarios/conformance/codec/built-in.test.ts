/** The codecs of core behind the codec port. */
import { builtInCodecs, json, raw, text } from '@kfw/core/internal';
import { codecOf } from '../../src/messages/counting-codec.js';
import { codecConformance } from './codec-conformance.js';

const codec = (format: string) => codecOf(format, builtInCodecs);
const topic = 'users';

/** Values that JSON cannot hold. Names of fields are the path of an error; values are content. */
function endless(): Record<string, unknown> {
  const payload: Record<string, unknown> = { password: 'hunter2' };
  payload.inner = { password: 'hunter2', payload };
  return payload;
}

codecConformance('json', () => ({
  codec: codec('json'),
  schema: json(),
  topic,
  payloads: [{ id: 1, tags: ['a', 'ü'], note: null }, [], 'text', 0, false, null],
  wrongPayload: { payload: endless(), secret: 'hunter2' },
  malformed: { bytes: Buffer.from('{"password":"hunter2"'), secret: 'hunter2' },
}));

codecConformance('raw', () => ({
  codec: codec('raw'),
  schema: raw(),
  topic,
  payloads: [Buffer.from([0xff, 0x00]), Buffer.alloc(0)],
  wrongPayload: { payload: 'hunter2', secret: 'hunter2' },
}));

codecConformance('text', () => ({
  codec: codec('text'),
  schema: text(),
  topic,
  payloads: ['größe 🦆', ''],
  wrongPayload: { payload: { password: 'hunter2' }, secret: 'hunter2' },
}));
