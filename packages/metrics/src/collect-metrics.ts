/** Joins the measurements of a monitor to a registry of prom-client. */
import { type InstrumentName, instruments, type Monitor } from '@kfw/core';
import { Registry } from 'prom-client';
import { CollectedOnce } from './collected-once.js';
import { measuredMetric } from './measured-metric.js';
import { metricsError } from './metrics-errors.js';

export interface CollectMetricsOptions {
  /** The registry that the metrics join. Default: one of their own. */
  readonly registry?: Registry;
  /** Whether each partition has series of its own, with a label `partition`. Default: false. */
  readonly partitions?: boolean;
  /** Labels of every series of kfw, such as `{ service: 'billing' }`. */
  readonly defaultLabels?: Readonly<Record<string, string>>;
}

/** The monitor whose metrics a registry has: an app that is loaded again in one process joins once. */
const joined = new WeakMap<Registry, Monitor>();

/**
 * The registry, with a metric for each instrument of kfw. The values are read when the registry is read, and nothing is done before.
 *
 * Throws `KFW_METRIC_TAKEN` when the registry has a metric of the same name or those of another monitor, and
 * `KFW_METRIC_LABEL_INVALID`.
 */
export function collectMetrics(monitor: Monitor, options: CollectMetricsOptions = {}): Registry {
  const { registry = new Registry(), partitions = false, defaultLabels = {} } = options;
  checkOptions(options);
  const names = Object.keys(instruments) as InstrumentName[];
  const isTaken = names.some((name) => registry.getSingleMetric(name) !== undefined);
  if (isTaken && joined.get(registry) === monitor) return registry;
  for (const name of names) {
    if (registry.getSingleMetric(name) !== undefined) {
      throw metricsError('KFW_METRIC_TAKEN', { name, byKfw: joined.has(registry) });
    }
  }
  joined.set(registry, monitor);
  const collected = new CollectedOnce(monitor.measurements, partitions);
  for (const name of names) registry.registerMetric(measuredMetric(name, collected.seriesOf, defaultLabels));
  return registry;
}

const labelName = /^[a-zA-Z_]\w*$/;
const ownLabels: ReadonlySet<string> = new Set([
  ...Object.values(instruments).flatMap(({ labels }): readonly string[] => labels),
  'partition',
  'le',
]);

/** Throws `KFW_METRIC_LABEL_INVALID`. */
export function checkOptions({ defaultLabels = {} }: Pick<CollectMetricsOptions, 'defaultLabels'>): void {
  for (const name of Object.keys(defaultLabels)) {
    if (!labelName.test(name) || name.startsWith('__') || ownLabels.has(name)) {
      throw metricsError('KFW_METRIC_LABEL_INVALID', { name, own: ownLabels.has(name) });
    }
  }
}
