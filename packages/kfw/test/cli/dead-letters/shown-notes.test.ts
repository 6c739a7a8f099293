import { describe, expect, it } from '@jest/globals';
import type { RawRecord } from '@kfw/core';
import { parseDeadLetter } from '@kfw/operating';
import { ShownNotes } from '../../../src/cli/dead-letters/shown-notes.js';

const record: RawRecord = { offset: 1, timestamp: 1_000, key: null, value: null, headers: {}, sizeBytes: 0 };
const letterOf = (headers: RawRecord['headers']) =>
  parseDeadLetter({ topic: 'dead', partition: 0 }, { ...record, headers });
const plain = letterOf({ other: Buffer.from('x') });
const failed = letterOf({ 'kfw-source-topic': Buffer.from('orders') });
const progress = { position: 9, total: 9, selected: 0 };

describe('the notes below shown letters', () => {
  it('say how many there are, and that the limit has ended them', () => {
    const notes = new ShownNotes('dead', 2);
    notes.shown(failed);
    expect(notes.lines).toEqual(['1 letter.']);
    notes.shown(plain);
    expect(notes.lines).toEqual(['2 letters; --limit reached.']);
  });

  it('say how many were read when none of them is selected', () => {
    const notes = new ShownNotes('dead', undefined);
    expect(notes.lines).toEqual(['0 letters.']);
    notes.scanned({ ...progress, scanned: 62, handled: 0 });
    expect(notes.lines).toEqual(['0 of 62 letters.']);
    notes.scanned({ ...progress, scanned: 62, handled: 60 });
    expect(notes.lines).toEqual(['0 of 2 letters; 60 handled, which --all includes.']);
  });

  it('doubt a topic of which no letter has the headers of one', () => {
    const notes = new ShownNotes('orders', undefined);
    notes.shown(plain);
    const doubt = 'None of these has the headers of a dead letter: is orders a dead-letter topic?';
    expect(notes.lines).toEqual(['1 letter.', doubt]);
  });
});
