import { describe, expect, it } from '@jest/globals';
import type { AppDescription } from '@kfw/core/internal';
import { processTitleListener } from '../../src/listeners/process-title-listener.js';
import { recording } from './recording.js';

function titlesOf(groups: readonly string[]) {
  const titles: string[] = [];
  const context = recording();
  processTitleListener((title) => titles.push(title))(context);
  const app = { clientId: 'shop', groups: groups.map((group) => ({ group, topics: [] })) };
  context.monitor.publish('app.initialized', app as unknown as AppDescription);
  return { titles, monitor: context.monitor };
}

describe('the process title', () => {
  it('follows the life of the app', () => {
    const { titles, monitor } = titlesOf(['shop_example', 'other']);
    monitor.publish('app.connected', { brokers: [], registry: undefined });
    monitor.publish('app.running', { groups: ['shop_example'] });
    monitor.publish('app.quieting', { reason: 'SIGTSTP' });
    monitor.publish('app.stopping', { reason: 'SIGTERM' });
    monitor.publish('app.stopped', { durationMs: 1 });
    expect(titles).toEqual(
      ['starting', 'connected', 'running', 'quiet', 'stopping', 'stopped'].map(
        (state) => `kfw shop: example, other [${state}]`,
      ),
    );
  });

  it('keeps its state in sight, whatever the groups', () => {
    expect(titlesOf([]).titles).toEqual(['kfw shop [starting]']);
    expect(titlesOf(['x'.repeat(200)]).titles).toEqual([`kfw shop: ${'x'.repeat(59)}… [starting]`]);
  });
});
