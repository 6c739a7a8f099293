/** Every participant by its name in the figures. Loaded on demand: a run loads one client only. */
import type { StartPeer } from './peer.js';

const participants = {
  'kfw.batch': () => import('./kfw-batch.js'),
  'kfw.each': () => import('./kfw-each.js'),
  'kfw.byKey': () => import('./kfw-by-key.js'),
  'kfw.byKey.batch': () => import('./kfw-by-key-batch.js'),
  'kafkajs.eachBatch': () => import('./kafkajs-each-batch.js'),
  'kafkajs.eachBatch.noCommit': () => import('./kafkajs-each-batch-no-commit.js'),
  'kafkajs.eachMessage': () => import('./kafkajs-each-message.js'),
  'kafkajs.eachMessage.noCommit': () => import('./kafkajs-each-message-no-commit.js'),
  platformatic: () => import('./platformatic.js'),
  nestjs: () => import('./nestjs.js'),
  'nestjs.concurrent': () => import('./nestjs-concurrent.js'),
} satisfies Record<string, () => Promise<{ readonly start: StartPeer }>>;

export type PeerName = keyof typeof participants;

export async function loadPeer(name: PeerName): Promise<StartPeer> {
  return (await participants[name]()).start;
}
