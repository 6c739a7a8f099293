/** Every sender by its name in the figures. Loaded on demand: a run loads one client only. */
import type { ConnectSender } from './measured-sender.js';

const senders = {
  'kfw.deliver': () => import('./kfw-sender.js'),
  'kfw.deliverAsync': () => import('./kfw-sender.js'),
  'kafkajs.send': () => import('./kafkajs-sender.js'),
  'kafkajs.batched': () => import('./kafkajs-sender.js'),
  platformatic: () => import('./platformatic-sender.js'),
} satisfies Record<string, () => Promise<{ readonly connect: ConnectSender }>>;

export type SenderName = keyof typeof senders;

export async function loadSender(name: SenderName): Promise<ConnectSender> {
  return (await senders[name]()).connect;
}
