/**
 * The numbers of behaviours in the title of a test, which the run adds up over all its processes: `[6, 7] messages of
 * one key are handled in order`. A scenario without a number has the sentence alone.
 */
export function titleOf(behaviours: readonly number[], sentence: string): string {
  return behaviours.length === 0 ? sentence : `[${behaviours.join(', ')}] ${sentence}`;
}

/** The numbers in a title; none when the title is not that of a scenario with numbers. */
export function behavioursIn(title: string): number[] {
  const list = /^\[(\d+(?:, \d+)*)\] /.exec(title)?.[1];
  return list === undefined ? [] : list.split(', ').map(Number);
}
