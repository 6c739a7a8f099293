import { expect, it } from '@jest/globals';
import { zipped, zippedCodec } from '../custom-codec.js';

const target = { topic: 'reports', side: 'value', schema: zipped() } as const;

it('reads what it has written', () => {
  const report = { day: '2026-11-30', lines: ['tea'] };
  const bytes = zippedCodec.writer(target).encode(report);
  expect(zippedCodec.reader(target).decode(bytes)).toEqual(report);
});

it('has no other reading of bytes that are not zipped', () => {
  const decode = () => zippedCodec.reader(target).decode(Buffer.from('{}'));
  expect(decode).toThrow(expect.objectContaining({ code: 'KFW_DECODE_FAILED' }));
});
