/** The manifests in documents hold to the schemas of those that read them, and their queries are PromQL. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkout, documentText } from './checkout.js';

/** The blocks behind a comment, by its text. */
function marked(file: string, comment: string): string[] {
  const blocks = documentText(file).matchAll(/<!-- (.+) -->\n```yml\n([\s\S]*?)```/g);
  return [...blocks].filter(([, name]) => name === comment).map(([, , block = '']) => block);
}

const promtool = spawnSync('promtool', ['--version']).error === undefined || process.env.CI === 'true' ? it : it.skip;

/** The answer of promtool to these rules. */
function checkRules(text: string): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-rules-'));
  try {
    const file = path.join(folder, 'rules.yml');
    writeFileSync(file, text);
    const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    if (error !== undefined) throw error;
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Validates the manifest on its standard input. In a process of its own: the package can only be imported as ESM. */
const kedaCheck = `
  import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
  import { json } from 'node:stream/consumers';
  new ScaledObject(await json(process.stdin)).validate();
`;

/** What KEDA's schema says against it. */
function kedaErrors(manifest: unknown): string {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', kedaCheck], {
    cwd: path.join(checkout, 'packages/docs-tools'),
    input: JSON.stringify(manifest),
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}

describe('docs/guides/keda.md', () => {
  const objects = marked('docs/guides/keda.md', 'scaled object');

  it('has two manifests', () => {
    expect(objects).toHaveLength(2);
  });

  const named = objects.map((block): [string, string] => [parse(block).spec.triggers[0].type, block]);
  it.each(named)('has a manifest with the trigger %s that holds to the schema of KEDA', (_, block) => {
    expect(kedaErrors(parse(block))).toBe('');
  });

  it('would not with a key of another type', () => {
    const manifest = parse(objects[0] ?? '');
    manifest.spec.maxReplicaCount = 'six';
    expect(kedaErrors(manifest)).toContain('maxReplicaCount');
  });

  promtool('has queries that Prometheus can parse', () => {
    const text = documentText('docs/guides/keda.md');
    const inText = [...text.matchAll(/```text\n([\s\S]*?)```/g)].map(([, query = '']) => query);
    const inManifests = objects.flatMap((block) =>
      parse(block).spec.triggers.flatMap(({ metadata }: { metadata: { query?: string } }) => metadata.query ?? []),
    );
    const rules = [...inText, ...inManifests].map((expr, index) => ({ record: `query_${index}`, expr }));
    const { status, output } = checkRules(JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    expect(output).toContain('SUCCESS: 2 rules found');
    expect(status).toBe(0);
  });
});

describe('docs/guides/prometheus.md', () => {
  promtool('has recording rules that Prometheus takes', () => {
    const [rules = ''] = marked('docs/guides/prometheus.md', 'recording rules');
    const { status, output } = checkRules(rules);
    expect(output).toContain('SUCCESS: 4 rules found');
    expect(status).toBe(0);
  });
});
