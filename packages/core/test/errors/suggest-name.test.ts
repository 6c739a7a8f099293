import { describe, expect, it } from '@jest/globals';
import { suggestName as nearestOf } from '../../src/errors/suggest-name.js';

const known = ['brokers', 'clientId', 'registry', 'username', 'url'];

describe('the nearest name', () => {
  it.each([
    ['broker', 'brokers'],
    ['client_id', 'clientId'],
    ['CLIENTID', 'clientId'],
    ['regsitry', 'registry'],
    ['user', 'username'],
    ['ulr', 'url'],
  ])('to %s is %s', (written, nearest) => {
    expect(nearestOf(written, known)).toBe(nearest);
  });

  it.each(['zebra', 'us', ''])('has nothing for "%s"', (written) => {
    expect(nearestOf(written, known)).toBeUndefined();
  });
});
