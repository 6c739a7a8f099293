/** The samples of one row out of those of a whole benchmark. */
import type { RowSamples } from '../figures/row.js';

/** The samples of one row out of those of a whole benchmark. */
export function samplesOf<Name extends string>(
  taken: ReadonlyMap<Name, readonly number[]>,
  kfw: Name,
  peers: readonly Name[],
): Pick<RowSamples, 'kfw' | 'peers'> {
  return {
    kfw: taken.get(kfw) ?? [],
    peers: Object.fromEntries(peers.map((name) => [name, taken.get(name) ?? []])),
  };
}
