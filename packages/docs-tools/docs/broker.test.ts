/** docs/reference/embedded-broker.md lists every API with its versions, every option and every limit with its default. */
import { describe, expect, it } from '@jest/globals';
import { apis } from '../../broker/src/apis/apis.js';
import { withDefaults } from '../../broker/src/options.js';
import { apiKeys } from '../../broker/src/protocol/api-keys.js';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const text = documentText('docs/reference/embedded-broker.md');
const { limits, ...settings } = withDefaults({});
/** Not settings: the broker passes them on, or they have their own section. */
const handedOn = ['tls', 'sasl', 'limits', 'onEvent'];

/** Names with their defaults, as a table has them. */
const listed = (heading: string): Record<string, string | undefined> =>
  Object.fromEntries(
    rowsOf(section(text, heading)).map(([name, byDefault]) => [codeIn(name)[0], codeIn(byDefault)[0]]),
  );

const shown = (values: object): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );

describe('docs/reference/embedded-broker.md', () => {
  it('lists the APIs that are served, by their keys', () => {
    const rows = rowsOf(section(text, '## Supported APIs')).map(([key, name, versions]) => [key, name, versions]);
    expect(rows).toEqual(
      apis.map(({ key, name, minVersion, maxVersion }) => [
        String(key),
        name,
        [...new Set([minVersion, maxVersion])].join('–'),
      ]),
    );
    expect(apis.map(({ key }) => key)).toEqual(apis.map(({ key }) => key).sort((one, other) => one - other));
  });

  it('and so does apiKeys', () => {
    expect(Object.entries(apiKeys)).toEqual(apis.map(({ key, name }) => [name, key]));
  });

  it('lists the options with their defaults', () => {
    const { tls, sasl, limits: below, onEvent, ...others } = listed('## Options');
    expect([tls, sasl, below, onEvent]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Object.keys(listed('## Options'))).toEqual(expect.arrayContaining(handedOn));
    expect(others).toEqual(shown(settings));
  });

  it('lists the limits with their defaults', () => {
    expect(listed('## Limits')).toEqual(shown(limits));
  });
});
