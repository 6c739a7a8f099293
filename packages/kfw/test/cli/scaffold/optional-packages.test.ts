import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { optionalPackages } from '../../../src/cli/scaffold/optional-packages.js';
import { optionalValues } from '../../../src/cli/scaffold/optional-values.js';
import { parseWith } from '../../../src/cli/scaffold/parse-with.js';

const checkout = path.resolve(__dirname, '../../../../..');
const names = (given: string | undefined) => parseWith(given).map(({ name }) => name);

describe('parseWith', () => {
  it('takes names with commas, each once, in the order of the table', () => {
    expect(names(undefined)).toEqual([]);
    expect(names('opentelemetry, metrics,metrics')).toEqual(['metrics', 'opentelemetry']);
  });

  it.each([
    ['metrcs', 'Did you mean metrics?'],
    ['metrics,datadog', 'does not know "datadog". It takes metrics, statsd, opentelemetry'],
    ['', 'does not know ""'],
    ['metrics,', 'does not know ""'],
  ])('refuses %p', (given, message) => {
    expect(() => parseWith(given)).toThrow(
      expect.objectContaining({ code: 'KFW_WITH_UNKNOWN', message: expect.stringContaining(message) }),
    );
  });
});

describe('the optional packages', () => {
  it.each(optionalPackages)('$name is a package of this checkout that exports its listener', ({ name, listener }) => {
    const folder = path.join(checkout, 'packages', name);
    expect(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).toMatchObject({ name: `@kfw/${name}` });
    expect(readFileSync(path.join(folder, 'src/index.ts'), 'utf8')).toMatch(new RegExp(`\\b${listener}\\b`));
  });

  it.each(optionalPackages.filter(({ templates }) => templates !== undefined))('$name has its templates', (one) => {
    expect(existsSync(path.join(checkout, 'templates', one.templates ?? ''))).toBe(true);
  });
});

describe('optionalValues', () => {
  it('leave nothing of the placeholders without packages', () => {
    const { listeners, ...others } = optionalValues([]);
    expect(listeners).toBe('[logListener(), processTitleListener()]');
    expect(new Set(Object.values(others))).toEqual(new Set(['']));
  });

  it('keep the listeners that an app has by default', () => {
    expect(optionalValues(parseWith('metrics')).listeners).toBe(
      '[logListener(), processTitleListener(), metricsListener()]',
    );
  });

  it('break a list of listeners that is too long for a line', () => {
    const many = Array.from({ length: 5 }, (_, at) => ({
      name: `n${at}`,
      listener: `listenerNumber${at}`,
      readme: '',
    }));
    expect(optionalValues(many).listeners.split('\n')).toEqual(
      expect.arrayContaining(['[', '    logListener(),', '    listenerNumber4(),', '  ]']),
    );
  });

  it('serve health only for packages that use it', () => {
    expect(optionalValues(parseWith('metrics')).health).toContain('\n  health: 9394\n');
    expect(optionalValues(parseWith('statsd')).health).toBe('');
  });
});
