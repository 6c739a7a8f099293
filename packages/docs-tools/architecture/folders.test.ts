/** The folders below `src` of each package, by stage or by idea. A new folder is a line here; so is one that goes. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packagesFolder } from './imports.js';

const folders: Readonly<Record<string, readonly string[]>> = {
  avro: ['codec', 'encoding', 'generate', 'registry', 'registry/requests', 'resolving', 'schema'],
  bench: ['benches', 'cluster', 'figures', 'java', 'observing', 'peers', 'records', 'runs', 'senders'],
  broker: [
    'apis',
    'groups',
    'groups/membership',
    'groups/rebalance',
    'groups/store',
    'journal',
    'log',
    'log/compaction',
    'log/disk',
    'log/memory',
    'log/reading',
    'log/segment',
    'log/validation',
    'producers',
    'protocol',
    'protocol/records',
    'server',
    'topics',
    'transactions',
  ],
  'broker-verification': ['differential', 'differential/protocol', 'fuzz'],
  chaos: ['chaos', 'checker', 'kills', 'kills/clients', 'workers'],
  core: [
    'application',
    'consuming',
    'consuming/buffer',
    'consuming/failure',
    'consuming/group',
    'consuming/handler',
    'consuming/lane',
    'consuming/schedule',
    'consuming/timing',
    'consuming/watch',
    'contracts',
    'errors',
    'events',
    'measuring',
    'payloads',
    'ports',
    'process',
    'producing',
    'producing/buffer',
    'producing/call',
    'producing/sending',
    'producing/transactions',
    'reading',
    'responding',
    'responding/message',
    'responding/responder',
    'responding/transaction',
    'routing',
    'routing/declare',
    'routing/names',
    'routing/options',
    'routing/plan',
    'routing/schemas',
    'time',
    'tracing',
  ],
  'docs-tools': ['datadog', 'datadog/rows', 'docs', 'grafana', 'grafana/rows', 'quickstart'],
  kfw: [
    'app',
    'boot',
    'cli',
    'cli/broker',
    'cli/cluster',
    'cli/commands',
    'cli/completion',
    'cli/console',
    'cli/dead-letters',
    'cli/dead-letters/replay',
    'cli/decoding',
    'cli/exit',
    'cli/expressions',
    'cli/generate',
    'cli/groups',
    'cli/inspecting',
    'cli/lag',
    'cli/positions',
    'cli/produce',
    'cli/reading',
    'cli/rendering',
    'cli/replay',
    'cli/scaffold',
    'cli/schemas',
    'cli/serving',
    'cli/top',
    'cli/topics',
    'config',
    'config/environment',
    'config/file',
    'config/schema',
    'config/secrets',
    'connection',
    'delivering',
    'embedded',
    'embedded/folder',
    'embedded/lock',
    'embedded/services',
    'health',
    'listeners',
    'listeners/flooding',
    'listeners/lines',
    'logging',
    'logging/redaction',
    'reading',
    'terminal',
  ],
  metrics: [],
  opentelemetry: ['metrics', 'traces'],
  operating: [
    'dead-letters',
    'dead-letters/replay',
    'groups',
    'lag',
    'pace',
    'positions',
    'producing',
    'reading',
    'topics',
    'topics/applying',
    'topics/deleting',
    'topics/health',
    'topics/inspecting',
    'topics/planning',
  ],
  registry: ['http', 'schemas', 'store', 'subjects'],
  scenarios: [
    'alerting',
    'apps',
    'clusters',
    'examples',
    'image',
    'messages',
    'network',
    'observing',
    'odd-batches',
    'operating',
    'processes',
    'registry',
    'scenario',
  ],
  'schema-compat': ['levels', 'renames', 'resolution', 'schema'],
  'test-cluster': ['clusters', 'errors', 'jest', 'kafka', 'programs', 'random', 'world'],
  statsd: [],
  testing: [],
  'transport-kafkajs': [
    'administering',
    'administering/configs',
    'administering/configs/encoding',
    'administering/groups',
    'administering/groups/encoding',
    'administering/requests',
    'administering/topics',
    'client',
    'compression',
    'consuming',
    'fetching',
    'kafkajs',
    'metadata',
    'producing',
    'reading',
    'record-batch',
    'transactions',
    'wire',
  ],
};

/** More files than this hide the one that is looked for, except where each is one of a kind: an API, a peer, a command. */
const mostFiles = 20;
const oneOfAKind = new Set(['apis', 'peers', 'commands']);

const sourceOf = (name: string): string => path.join(packagesFolder, name, 'src');

function foldersOf(name: string): string[] {
  const source = sourceOf(name);
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

function filesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

describe('the folders of sources', () => {
  it('are listed for every package', () => {
    expect(Object.keys(folders).sort()).toEqual(readdirSync(packagesFolder).sort());
  });

  it.each(Object.keys(folders))('of %s are those of the table', (name) => {
    expect(foldersOf(name)).toEqual(folders[name]);
  });

  it.each(Object.keys(folders))('of %s hold at most 20 files, except where each is one of a kind', (name) => {
    const crowded = ['', ...foldersOf(name)]
      .map((folder) => ({ folder, files: filesIn(path.join(sourceOf(name), folder)) }))
      .filter(({ folder, files }) => files > mostFiles && !oneOfAKind.has(path.basename(folder)));
    expect(crowded).toEqual([]);
  });
});
