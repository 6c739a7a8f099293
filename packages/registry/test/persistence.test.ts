import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRegistry } from '../src/index.js';
import { type Api, recordOf, startApi } from './support/api.js';

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'kfw-registry-'));
});
afterEach(() => rmSync(data, { recursive: true }));

const logFile = (): string => path.join(data, 'registry.log');

/** Everything that a registry with three subjects serves. */
async function contents({ call }: Api): Promise<unknown[]> {
  const paths = ['/subjects?deleted=true', '/config', '/mode', '/config/a', '/mode/a?defaultToGlobal=true'];
  for (const subject of ['a', 'b', 'c']) {
    paths.push(`/subjects/${subject}/versions`, `/subjects/${subject}/versions?deleted=true`);
    paths.push(`/subjects/${subject}/versions/latest?deleted=true`);
  }
  for (const id of [1, 2, 3, 4]) paths.push(`/schemas/ids/${id}`, `/schemas/ids/${id}/versions`);
  const responses: unknown[] = [];
  for (const one of paths) responses.push((await call('GET', one)).body);
  return responses;
}

/** Every kind of change, each once. */
const changes: readonly ((api: Api) => Promise<unknown>)[] = [
  ({ register }) => register('a', recordOf('A')),
  ({ register }) => register('b', recordOf('B', { name: 'x', type: 'int' })),
  ({ register }) =>
    register('c', recordOf('C', { name: 'a', type: 'A' }), { references: [{ name: 'A', subject: 'a', version: 1 }] }),
  ({ call }) => call('PUT', '/config', { compatibility: 'FULL' }),
  ({ call }) => call('PUT', '/config/a', { compatibility: 'NONE' }),
  ({ register }) => register('a', 'string'),
  ({ call }) => call('DELETE', '/config/a'),
  ({ call }) => call('PUT', '/mode/a', { mode: 'READONLY' }),
  ({ call }) => call('DELETE', '/subjects/b'),
  ({ call }) => call('DELETE', '/subjects/b?permanent=true'),
  ({ call }) => call('DELETE', '/mode/a'),
];

describe('a registry with a folder', () => {
  it('is the same after a restart', async () => {
    const before = await startApi({ data });
    for (const change of changes) await change(before);
    const served = await contents(before);
    await before.registry.stop();
    const after = await startApi({ data });
    expect(await contents(after)).toEqual(served);
    expect(served).toContainEqual(['a', 'c']);
  });

  it('never assigns an id twice, even when its schema was deleted', async () => {
    const before = await startApi({ data });
    await before.register('a', 'string');
    expect(await before.register('a', 'bytes')).toBe(2);
    await before.call('DELETE', '/subjects/a');
    await before.call('DELETE', '/subjects/a?permanent=true');
    await before.registry.stop();
    const after = await startApi({ data });
    expect(await after.register('a', 'int')).toBe(3);
  });

  it('loses only the change that was being written when the process died, at any byte', async () => {
    const whole = await startApi({ data });
    const states = [await contents(whole)];
    const ends = [0];
    for (const change of changes) {
      await change(whole);
      states.push(await contents(whole));
      ends.push(readFileSync(logFile()).length);
    }
    await whole.registry.stop();
    const bytes = readFileSync(logFile());
    for (const [index, end] of ends.entries()) {
      const next = ends[index + 1] ?? end;
      for (const length of new Set([end, Math.min(end + 1, next), Math.max(end, next - 1)])) {
        writeFileSync(logFile(), bytes.subarray(0, length));
        const survivor = await startApi({ data });
        // A line without its end is incomplete, even if nothing else is missing.
        expect(await contents(survivor)).toEqual(states[index]);
        await survivor.registry.stop();
        expect(readFileSync(logFile()).length).toBe(end);
      }
    }
  }, 30_000);

  it('continues after an incomplete end', async () => {
    const before = await startApi({ data });
    await before.register('a', 'string');
    await before.registry.stop();
    writeFileSync(logFile(), Buffer.concat([readFileSync(logFile()), Buffer.from('00000000 {"chan\n\u0000\u0000')]));
    const torn = await startApi({ data });
    expect(await torn.register('b', 'int')).toBe(2);
    await torn.registry.stop();
    const after = await startApi({ data });
    expect((await after.call('GET', '/subjects')).body).toEqual(['a', 'b']);
  });

  it('does not start on a log that is damaged before its end', async () => {
    const before = await startApi({ data });
    await before.register('a', 'string');
    await before.register('b', 'int');
    await before.registry.stop();
    const bytes = readFileSync(logFile());
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(logFile(), bytes);
    await expect(startRegistry({ data })).rejects.toMatchObject({ code: 'KFW_REGISTRY_LOG_DAMAGED' });
    expect(readFileSync(logFile())).toEqual(bytes);
  });

  it('creates its folder, and reports one that cannot be created', async () => {
    const registry = await startRegistry({ data: path.join(data, 'a/b') });
    await registry.stop();
    expect(readFileSync(path.join(data, 'a/b/registry.log'), 'utf8')).toBe('');
    writeFileSync(path.join(data, 'file'), '');
    const impossible = [path.join(data, 'file'), path.join(data, 'file/below')];
    // Node's own recursive mkdir never returns here.
    if (process.platform === 'linux') impossible.push('/proc/foo/bar');
    for (const folder of impossible) {
      await expect(startRegistry({ data: folder })).rejects.toMatchObject({ code: 'KFW_REGISTRY_DATA_UNUSABLE' });
    }
  });
});
