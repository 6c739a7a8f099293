/** The errors of the metrics. */
import { defineErrors } from '@kfw/core';

export const errorTable = {
  KFW_METRIC_TAKEN: (p: { name: string; byKfw: boolean }) =>
    p.byKfw
      ? `the registry has the metrics of another app already (${p.name}). Give each app a registry of its own: metricsListener({ registry: new Registry() }).`
      : `the registry has a metric ${p.name} already, which is a name of kfw's. Rename that metric, or give kfw a registry of its own: metricsListener({ registry: new Registry() }).`,

  KFW_METRIC_LABEL_INVALID: (p: { name: string; own: boolean }) =>
    p.own
      ? `defaultLabels cannot have "${p.name}": it is a label of kfw's own metrics. Give it another name.`
      : `"${p.name}" in defaultLabels cannot be the name of a label. Use letters, digits and underscores, with no digit and no two underscores at its beginning.`,
};

export const metricsError = defineErrors(errorTable);
