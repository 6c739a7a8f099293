/** docs/reference/metrics.md has the names of StatsD and OpenTelemetry as they are sent. */
import { describe, expect, it } from '@jest/globals';
import { type InstrumentName, instruments } from '@kfw/core';
import { attributeName, metricName } from '@kfw/opentelemetry';
import { addressing } from '../../statsd/src/address.js';
import { withDefaults } from '../../statsd/src/statsd-options.js';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const names = section(documentText('docs/reference/metrics.md'), '## Names in StatsD and OpenTelemetry');
const all = Object.keys(instruments) as InstrumentName[];
const withTags = addressing(withDefaults({}));

describe('the names of docs/reference/metrics.md', () => {
  it('are those that are sent', () => {
    const rows = rowsOf(names).filter(([name = '']) => name.startsWith('`kfw_'));
    expect(rows.map((cells) => cells.map((cell) => codeIn(cell)[0]))).toEqual(
      all.map((name) => {
        const instrument = instruments[name];
        return [name, withTags(instrument, {}).name, metricName(name), instrument.unit];
      }),
    );
  });

  it('have tags and attributes as they are sent', () => {
    const rows = rowsOf(names).filter(([name = '']) => !name.startsWith('`kfw_'));
    expect(rows.length).toBeGreaterThan(5);
    for (const [first = '', tag, attribute] of rows.slice(0, -1)) {
      const [label = ''] = codeIn(first);
      const [sent = ''] = withTags(instruments.kfw_info, { [label]: 'x' }).tags;
      expect([label, codeIn(tag)[0], codeIn(attribute)[0]]).toEqual([label, sent.split(':')[0], attributeName(label)]);
    }
    const listed = rows.slice(0, -1).map(([first]) => codeIn(first)[0]);
    const labels = new Set(all.flatMap((name): readonly string[] => instruments[name].labels));
    for (const label of [...labels].filter((each) => !listed.includes(each))) {
      expect(attributeName(label)).toBe(`kfw.${label}`);
      expect(withTags(instruments.kfw_info, { [label]: 'x' }).tags).toEqual(
        withDefaults({}).withoutLabels.includes(label as 'broker') ? [] : [`${label}:x`],
      );
    }
  });
});
