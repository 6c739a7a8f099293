/** Every sender by the name it has in the figures. Loaded only when asked for: a run holds one client, no more. */
import type { ConnectSender } from './sender.js';

const senders = {
  'kfw.deliver': () => import('./kfw.js'),
  'kfw.deliverAsync': () => import('./kfw.js'),
  'kafkajs.send': () => import('./kafkajs.js'),
  'kafkajs.batched': () => import('./kafkajs.js'),
  platformatic: () => import('./platformatic.js'),
} satisfies Record<string, () => Promise<{ readonly connect: ConnectSender }>>;

export type SenderName = keyof typeof senders;

export async function loadSender(name: SenderName): Promise<ConnectSender> {
  return (await senders[name]()).connect;
}
