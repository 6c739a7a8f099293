/**
 * Runs the participants of a benchmark in turn, round after round, so that other load on the machine affects all of
 * them alike. One at a time: two at once would measure each other.
 */

export interface Interleaving<Participant extends string, Sample> {
  /** Each once per round, in this order. */
  readonly participants: readonly Participant[];
  readonly runs: number;
  measure(participant: Participant, run: number): Promise<Sample>;
}

/** The samples of each participant, in the order of the runs. The first run that fails ends it all. */
export async function interleave<Participant extends string, Sample>(
  plan: Interleaving<Participant, Sample>,
): Promise<ReadonlyMap<Participant, readonly Sample[]>> {
  const samples = new Map<Participant, Sample[]>(plan.participants.map((participant) => [participant, []]));
  for (let run = 1; run <= plan.runs; run++) {
    for (const [participant, taken] of samples) taken.push(await plan.measure(participant, run));
  }
  return samples;
}
