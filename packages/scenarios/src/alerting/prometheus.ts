/**
 * A real Prometheus of one scenario, with its data in a temporary folder. On Debian: `apt-get install prometheus`. It scrapes and
 * evaluates every second.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePorts, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface PrometheusOptions {
  /** Addresses (`HOST:PORT`) by the name that becomes the label `instance`. */
  readonly targets: Readonly<Record<string, string>>;
  /** The text of a file of rules. */
  readonly rules: string;
}

/** A series with its value at one time. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /** An expression that gives a vector, as of now. Throws with the words of Prometheus. */
  query(expr: string): Promise<readonly Sample[]>;
  /** The first result of an expression, as soon as it has one. */
  has(expr: string): Promise<Sample>;
}

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: {
    readonly resultType: 'vector' | 'scalar';
    readonly result: readonly { readonly metric: Sample['labels']; readonly value: readonly [number, string] }[];
  };
}

/** Started and ready; it ends with the scenario. */
export async function startPrometheus(world: World, { targets, rules }: PrometheusOptions): Promise<Prometheus> {
  const folder = await temporaryFolder(world);
  // JSON is YAML.
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [path.join(folder, 'rules.yml')],
    scrape_configs: [
      {
        job_name: 'kfw',
        static_configs: Object.entries(targets).map(([instance, address]) => ({
          targets: [address],
          labels: { instance },
        })),
      },
    ],
  };
  await writeFile(path.join(folder, 'rules.yml'), rules);
  await writeFile(path.join(folder, 'prometheus.yml'), JSON.stringify(config));
  const [port = 0] = await freePorts(1);
  const program = spawnProgram(
    world,
    'prometheus',
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { cwd: folder },
  );
  const url = `http://127.0.0.1:${port}`;
  const ready = world.until('Prometheus to be ready', async () => {
    const { ok } = await fetch(`${url}/-/ready`);
    return ok || undefined;
  });
  const ended = program.ended.then(
    (code) => {
      throw new Error(`Prometheus ended with ${code}: ${program.errorLines.items.join('\n')}`);
    },
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'ENOENT') throw thrown;
      throw new Error('There is no prometheus on this machine. Install it: apt-get install prometheus');
    },
  );
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  const query = async (expr: string): Promise<readonly Sample[]> => {
    const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: expr }) });
    const { status, error, data } = (await response.json()) as Answer;
    if (status !== 'success' || data === undefined) throw new Error(`${expr}: ${error}`);
    if (data.resultType === 'scalar') throw new Error(`${expr}: a number without labels`);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
  return { query, has: (expr) => world.until(`a result of ${expr}`, async () => (await query(expr))[0]) };
}
