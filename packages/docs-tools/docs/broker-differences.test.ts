/** docs/reference/embedded-broker.md lists the differences from Apache Kafka that the differential test accepts, each with its reason. */
import { expect, it } from '@jest/globals';
import { acceptedDifferences } from '@kfw/broker-verification';
import { documentText } from './checkout.js';
import { rowsOf, section } from './tables.js';

it('docs/reference/embedded-broker.md lists the accepted differences from Apache Kafka', () => {
  const rows = rowsOf(section(documentText('docs/reference/embedded-broker.md'), '## Differences from Apache Kafka'));
  expect(rows).toEqual(acceptedDifferences.map(({ apis, what, because }) => [apis.join(', '), what, because]));
});
