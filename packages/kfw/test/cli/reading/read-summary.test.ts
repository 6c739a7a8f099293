import { expect, it, jest } from '@jest/globals';
import { KfwError } from '@kfw/core';
import { type MessageReaders, type ScannedMessage, TopicMessage } from '@kfw/operating';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';
import { failureReporter, printSummary } from '../../../src/cli/reading/read-summary.js';
import { createResults } from '../../../src/cli/rendering/results.js';

const readers: MessageReaders = { key: new InferringReader('key'), value: new InferringReader('value') };

function failed(offset: number, error: unknown): ScannedMessage {
  const record = { offset, timestamp: 0, key: null, value: null, headers: {}, sizeBytes: 0 };
  return { kind: 'failed', message: new TopicMessage(record, readers, 'orders', 3), error };
}

it('names the first messages that the filter throws for', () => {
  const notes: string[] = [];
  const report = failureReporter({ ...createResults({}), note: (line) => notes.push(line) });
  report([failed(1, new TypeError('no id'))]);
  report(Array.from({ length: 9 }, (_, index) => failed(index + 2, new TypeError('no id'))));
  expect(notes).toHaveLength(5);
  expect(notes[0]).toBe('orders[3] at offset 1: --filter throws: no id.');
  expect(notes[4]).toBe('orders[3] at offset 5: --filter throws: no id. More of these are counted only.');
});

it('throws a mistake of the expression, which is the same for every message', () => {
  const report = failureReporter(createResults({}));
  const mistake = new KfwError('KFW_EXPRESSION_INVALID', 'there is no payloda');
  expect(() => report([failed(1, mistake)])).toThrow('there is no payloda');
});

it('says where the messages of an empty range are, unless it was interrupted', () => {
  const written: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const counts = { scanned: 0, selected: 0, undecodable: 0, failed: 0 };
  const summary = { topic: 'orders', counts, spans: [{ partition: 0, low: 3, high: 7 }] };
  printSummary({ ...summary, isInterrupted: false }, false);
  printSummary({ ...summary, isInterrupted: true }, false);
  write.mockRestore();
  expect(written).toEqual(['orders has no messages there: partition 0 has offsets 3 to 7.\n', '0 messages.\n']);
});
