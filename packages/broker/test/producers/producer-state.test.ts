import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProducerStates } from '../../src/producers/producer-state.js';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { type BatchHeader, readBatchHeader } from '../../src/protocol/records/record-batch.js';
import { makeBatch } from '../log/batches.js';
import { append, openLog } from '../log/open-log.js';

const header = (baseSequence: number, records = 1, producerEpoch = 0): BatchHeader => ({
  ...readBatchHeader(makeBatch({ producerId: 1 }), 0),
  baseSequence,
  producerEpoch,
  lastOffsetDelta: records - 1,
});

const { OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH } = errorCodes;

describe('idempotent producers of a partition', () => {
  it('returns the old offset of a batch that is sent again, among the last five', () => {
    const log = openLog();
    for (let sequence = 0; sequence < 6; sequence++) append(log, { producerId: 1, baseSequence: sequence });
    for (let sequence = 1; sequence < 6; sequence++) {
      expect(append(log, { producerId: 1, baseSequence: sequence })).toMatchObject({ code: 0, baseOffset: sequence });
    }
    expect(append(log, { producerId: 1, baseSequence: 0 }).code).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(log.endOffset).toBe(6);
  });

  it('does not take a batch with other bounds for a duplicate', () => {
    const states = new ProducerStates();
    states.note(header(0, 5), 100, 0);
    expect(states.check(header(0, 5))).toMatchObject({ baseOffset: 100 });
    expect(states.check(header(0, 4))).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(states.check(header(2, 3))).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
  });

  it('rejects gaps and old epochs, lets a new epoch begin at 0 only', () => {
    const states = new ProducerStates();
    expect(states.check(header(40))).toBe('append');
    states.note(header(40, 2, 3), 0, 0);
    expect(states.check(header(43, 1, 3))).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(states.check(header(42, 1, 3))).toBe('append');
    expect(states.check(header(42, 1, 2))).toBe(INVALID_PRODUCER_EPOCH);
    expect(states.check(header(42, 1, 4))).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(states.check(header(0, 1, 4))).toBe('append');
    states.note(header(0, 1, 4), 2, 0);
    expect(states.check(header(42, 1, 3))).toBe(INVALID_PRODUCER_EPOCH);
  });

  it('wraps around to 0 after the largest sequence', () => {
    const states = new ProducerStates();
    states.note(header(2 ** 31 - 2, 4), 0, 0);
    expect(states.check(header(2 ** 31 - 2, 4))).toMatchObject({ baseOffset: 0 });
    expect(states.check(header(2))).toBe('append');
    expect(states.check(header(3))).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
  });

  it('appends each batch once, in order, however often and in whatever order it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 80 }), (arrivals) => {
        const log = openLog();
        let next = 0;
        for (const sequence of arrivals) {
          const { code, baseOffset } = append(log, { producerId: 1, baseSequence: sequence });
          // The first known batch of a producer may have any number: earlier ones may have been deleted.
          if (next === 0 && sequence > 0 && log.endOffset > 0) return;
          if (sequence === next) next += 1;
          else if (sequence > next || sequence < next - 5) expect(code).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
          if (code === 0) expect(baseOffset).toBe(sequence);
          expect(log.endOffset).toBe(next);
        }
      }),
    );
  });
});
