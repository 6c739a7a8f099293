import { describe, expect, it } from '@jest/globals';
import { nearestName } from '../../src/config/nearest-name.js';

const known = ['brokers', 'clientId', 'registry', 'username'];

describe('the nearest name', () => {
  it.each([
    ['broker', 'brokers'],
    ['client_id', 'clientId'],
    ['CLIENTID', 'clientId'],
    ['regsitry', 'registry'],
    ['user', 'username'],
  ])('to %s is %s', (written, nearest) => {
    expect(nearestName(written, known)).toBe(nearest);
  });

  it.each(['zebra', 'us', ''])('to "%s" is none', (written) => {
    expect(nearestName(written, known)).toBeUndefined();
  });
});
