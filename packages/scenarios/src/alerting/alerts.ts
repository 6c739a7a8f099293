/** The alerts of a Prometheus that have fired, and waiting for them. */
import type { World } from '@kfw/test-cluster';
import type { Prometheus, Sample } from './prometheus.js';

const withinMs = 90_000;
const mostTimes = 30;

export class Alerts {
  constructor(
    private readonly world: World,
    private readonly prometheus: Prometheus,
  ) {}

  /** The labels of all that have fired, also of those that do not fire any more. */
  async fired(): Promise<readonly Sample['labels'][]> {
    const samples = await this.prometheus.query('max_over_time(ALERTS{alertstate="firing"}[30m])');
    return samples.map(({ labels }) => labels);
  }

  /** Resolves when all of them have fired. */
  async firing(...names: readonly string[]): Promise<void> {
    await this.world.until(
      `${names} to fire`,
      async () => {
        const fired = (await this.fired()).map(({ alertname }) => alertname);
        const missing = names.filter((name) => !fired.includes(name));
        if (missing.length > 0) throw new Error(`not yet ${missing}`);
        return true;
      },
      withinMs,
    );
  }

  /** Repeats the cause until the alert has fired. */
  async during(name: string, cause: () => Promise<void>): Promise<void> {
    for (let time = 0; time < mostTimes; time++) {
      if ((await this.fired()).some(({ alertname }) => alertname === name)) return;
      await cause();
    }
    await this.firing(name);
  }
}
