/** Delays as `retryTopics` takes them: a number and a unit, `10s`. They are part of a topic's name, so they stay as written. */

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestMs = 7 * 86_400_000;

/** In milliseconds; `undefined` when it is not a delay between 1 s and 7 days. */
export function parseDelay(given: unknown): number | undefined {
  const [, amount, unit] = (typeof given === 'string' && /^([1-9]\d{0,5})([smhd])$/.exec(given)) || [];
  if (amount === undefined || unit === undefined) return undefined;
  const delayMs = Number(amount) * (unitsMs[unit] ?? Number.NaN);
  return delayMs <= longestMs ? delayMs : undefined;
}

/** The topic where messages of a group wait for another try. Of the group's own: others read the source too. */
export function retryTopicName(topic: string, group: string, delay: string): string {
  return `${topic}.${group}.retry-${delay}`;
}
