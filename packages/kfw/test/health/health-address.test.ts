import { expect, it } from '@jest/globals';
import { parseHealthAddress, shownAddress } from '../../src/health/health-address.js';

it.each([
  ['8080', '127.0.0.1', 8080, '127.0.0.1:8080'],
  ['0', '127.0.0.1', 0, '127.0.0.1:0'],
  ['0.0.0.0:8080', '0.0.0.0', 8080, '0.0.0.0:8080'],
  ['localhost:65535', 'localhost', 65_535, 'localhost:65535'],
  ['[::]:8080', '::', 8080, '[::]:8080'],
])('%s is an address', (given, host, port, shown) => {
  const address = parseHealthAddress(given);
  expect(address).toEqual({ host, port });
  expect(shownAddress(address ?? { host: '', port: 0 })).toBe(shown);
});

it.each([
  '',
  ':8080',
  'localhost',
  'localhost:',
  '65536',
  '-1',
  'http://localhost:8080',
  '::1:8080',
  'a b:1',
  '8080/livez',
])('"%s" is not an address', (given) => {
  expect(parseHealthAddress(given)).toBeUndefined();
});
