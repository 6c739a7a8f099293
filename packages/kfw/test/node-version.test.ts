/**
 * The error of a program that imports kfw on a Node that is too old, before a missing feature of that Node fails.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const kfw = new URL('../dist/index.js', import.meta.url);

function importOn(version: string): { status: number | null; stderr: string } {
  const program = `
    Object.defineProperty(process, 'version', { value: 'v${version}' });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    delete (await import('node:zlib')).default.${version.startsWith('20') ? 'zstdCompress' : 'nothing'};
    (await import('node:module')).syncBuiltinESMExports();
    await import('${kfw.href}');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  return { status, stderr };
}

describe('a program that imports kfw', () => {
  it('is also linked on an older Node: features that it lacks are not imported by name', () => {
    const packages = fileURLToPath(new URL('../..', import.meta.url));
    const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^[^/]+\/src\/.*\.ts$/.test(file),
    );
    const byName = sources.filter((file) =>
      /import \{[^}]*\bzstd\w+[^}]*\} from 'node:zlib'/.test(readFileSync(`${packages}/${file}`, 'utf8')),
    );
    expect(sources.length).toBeGreaterThan(100);
    // Tests and tools of this repository run on the Node that it brings.
    expect(
      byName.filter((file) => !/^(test-cluster|scenarios|chaos|broker-verification|docs-tools|bench)\//.test(file)),
    ).toEqual([]);
  });

  it('gets an error when its Node is too old', () => {
    for (const version of ['20.20.2', '22.21.9']) {
      const { status, stderr } = importOn(version);
      expect(status).toBe(1);
      expect(stderr).toContain(
        `kfw needs Node 22.22 or newer, and this is v${version}. Run the program with \`npx node\``,
      );
    }
  });

  it('runs on one that is new enough', () => {
    for (const version of ['22.22.0', '23.0.0']) expect(importOn(version)).toMatchObject({ status: 0 });
  });
});
