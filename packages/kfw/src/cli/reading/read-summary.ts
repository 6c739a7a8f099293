/** What a reading says on standard error: messages that a filter fails for, and what it found in all. */
import { isKfwError, toError } from '@kfw/core';
import type { FoundSpan, ScanCounts, ScannedMessage } from '@kfw/operating';
import { printError } from '../../terminal/print.js';
import { placeText } from '../rendering/place-text.js';
import type { Results } from '../rendering/results.js';
import { shownNumber } from '../rendering/table.js';

/** The same mistake fails for many messages: the rest is counted. */
const shownFailures = 5;

/** Throws a mistake of the expression itself, which is the same for every message. */
export function failureReporter(results: Results): (found: readonly ScannedMessage[]) => void {
  let shown = 0;
  return (found) => {
    for (const each of found) {
      if (each.kind !== 'failed') continue;
      if (isKfwError(each.error, 'KFW_EXPRESSION_INVALID')) throw each.error;
      shown++;
      if (shown > shownFailures) continue;
      const rest = shown === shownFailures ? ' More of these are counted only.' : '';
      results.note(`${placeText(each.message)}: --filter throws: ${toError(each.error).message}.${rest}`);
    }
  };
}

export interface Summary {
  readonly topic: string;
  readonly counts: ScanCounts;
  readonly spans: readonly FoundSpan[];
  /** By a signal: then nothing is known of what it has not read. */
  readonly isInterrupted: boolean;
}

export function printSummary({ topic, counts, spans, isInterrupted }: Summary, json: boolean): void {
  if (json) {
    printError(`${JSON.stringify({ event: 'read', topic, ...counts })}\n`);
    return;
  }
  const { scanned, selected, undecodable, failed } = counts;
  if (scanned === 0 && !isInterrupted) {
    const isEmpty = spans.every(({ low, high }) => low === high);
    printError(`${topic} ${isEmpty ? 'is empty.' : `has no messages there: ${spans.map(spanText).join(', ')}.`}\n`);
    return;
  }
  const messages = `${shownNumber(scanned)} ${scanned === 1 ? 'message' : 'messages'}`;
  const parts = [
    selected === scanned ? messages : `${shownNumber(selected)} of ${messages} selected`,
    ...(undecodable > 0 ? [`${shownNumber(undecodable)} cannot be decoded`] : []),
    ...(failed > 0 ? [`the filter failed for ${shownNumber(failed)}`] : []),
  ];
  printError(`${parts.join(', ')}.\n`);
}

function spanText({ partition, low, high }: FoundSpan): string {
  return `partition ${partition} has offsets ${low} to ${high}`;
}
