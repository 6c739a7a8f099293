/** A scrape as the parsers of Prometheus's Python client read it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, python, temporaryFolder, type World } from '@kfw/test-cluster';

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  /** That of a counter is without `_total`. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

/** Rejects when the scrape is not in the format. */
export async function parsedScrape(
  world: World,
  scrape: string,
  format: 'text' | 'openmetrics' = 'text',
): Promise<ReadonlyMap<string, ParsedFamily>> {
  const file = path.join(await temporaryFolder(world), 'scrape');
  await writeFile(file, scrape);
  const script = path.join(checkout, 'packages/scenarios/observing/parse_metrics.py');
  const { stdout } = await python(script, [file, format]);
  const families = JSON.parse(stdout) as readonly ParsedFamily[];
  return new Map(
    families.map((family) => {
      const samples = family.samples.map((sample) => ({ ...sample, value: Number(sample.value) }));
      return [family.name, { ...family, samples }];
    }),
  );
}
