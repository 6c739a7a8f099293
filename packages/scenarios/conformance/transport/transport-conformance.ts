/**
 * The conformance suite of the transport port: every transport passes it, against a real broker. It is called in
 * a test file of each transport.
 */
import { describe } from '@jest/globals';
import { adminConformance } from './administering.js';
import { configsConformance } from './administering-configs.js';
import { groupsConformance } from './administering-groups.js';
import { batchesConformance } from './administering-in-batches.js';
import { topicsConformance } from './administering-topics.js';
import { consumingConformance } from './consuming.js';
import { producingConformance } from './producing.js';
import { readingConformance } from './reading.js';
import { rebalancingConformance } from './rebalancing.js';
import type { MakeTransport } from './rig.js';
import { transactionConformance } from './transactions.js';

export type { MakeTransport } from './rig.js';

/** Declares the suite. `makeTransport` makes a fresh transport per test; the suite connects and disconnects it. */
export function transportConformance(name: string, makeTransport: MakeTransport): void {
  describe(`transport ${name}`, () => {
    describe('source', () => consumingConformance(makeTransport));
    describe('group', () => rebalancingConformance(makeTransport));
    describe('sink', () => producingConformance(makeTransport));
    describe('reader', () => readingConformance(makeTransport));
    describe('transactions', () => transactionConformance(makeTransport));
    describe('admin', () => {
      adminConformance(makeTransport);
      topicsConformance(makeTransport);
      groupsConformance(makeTransport);
      configsConformance(makeTransport);
      batchesConformance(makeTransport);
    });
  });
}
