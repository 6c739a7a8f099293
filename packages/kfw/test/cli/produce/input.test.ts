import { readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { fileInput, type Input, spooledInput } from '../../../src/cli/produce/input.js';

async function* stream(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function all(input: Input): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function spoolFolders(): Promise<string[]> {
  return (await readdir(os.tmpdir())).filter((name) => name.startsWith('kfw-produce-'));
}

it('reads a stream as often as needed, from memory and from a file that leaves nothing behind', async () => {
  const before = await spoolFolders();
  const input = await spooledInput(stream('one\n', 'two\n', 'three\n', 'four\n'), 8);
  expect(await all(input)).toBe('one\ntwo\nthree\nfour\n');
  expect(await all(input)).toBe('one\ntwo\nthree\nfour\n');
  await input.close();
  expect(await spoolFolders()).toEqual(before);
});

it('reads a file as often as needed', async () => {
  const file = path.join(os.tmpdir(), `produce-input-${process.pid}`);
  await writeFile(file, 'a\nb');
  const input = await fileInput(file);
  expect([await all(input), await all(input)]).toEqual(['a\nb', 'a\nb']);
  await rm(file);
  await expect(all(input)).rejects.toMatchObject({ code: 'KFW_PRODUCE_FILE_UNREADABLE' });
  await expect(fileInput(file)).rejects.toMatchObject({ code: 'KFW_PRODUCE_FILE_UNREADABLE' });
});

it('passes on what a stream fails with', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(20);
    throw new Error('broken');
  }
  await expect(spooledInput(failing(), 8)).rejects.toThrow('broken');
});
