/**
 * kfw as any program uses it: `deliver` and `deliverAsync` with nothing but an address, every setting at its default.
 * So it is idempotent, which no other sender is by default. Compression is set where a program sets it: in its file.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Compression } from '@kfw/core';
import { deliver, deliverAsync, flush } from 'kfw';
import type { ConnectSender } from './measured-sender.js';

export const connect: ConnectSender = async ({ brokers, topic, compression }) => {
  process.env.KFW_BROKERS = brokers;
  process.env.KFW_CLIENT_ID = 'kfw-bench';
  const folder = compression === undefined ? undefined : await enterFolderWith(compression);
  return {
    send: ({ key, value }) => deliver(topic, value, { key }),
    async sendAll(recordAt, count) {
      for (let number = 0; number < count; number++) {
        const { key, value } = recordAt(number);
        await deliverAsync(topic, value, { key });
      }
      await flush();
    },
    async close() {
      await flush();
      if (folder !== undefined) await rm(folder, { recursive: true });
    },
  };
};

async function enterFolderWith(compression: Compression): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-bench-sender-'));
  await mkdir(path.join(folder, 'config'));
  const settings = JSON.stringify({ development: { producer: { compression } } });
  await writeFile(path.join(folder, 'config', 'kafka.yml'), settings);
  process.chdir(folder);
  return folder;
}
