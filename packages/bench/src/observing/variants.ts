/** What is on while kfw is measured beside itself: nothing, metrics, or tracing of a share of all traces. */

export const variants = ['off', 'metrics', 'tracing.1', 'tracing.100', 'off.again'] as const;

export type Variant = (typeof variants)[number];

/** The share of `off` that a variant must reach; all other figures are quoted. */
export const goals: Readonly<Partial<Record<Variant, number>>> = { metrics: 0.97, 'tracing.1': 0.95 };
