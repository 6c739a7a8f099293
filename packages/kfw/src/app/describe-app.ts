/** The description of an app for the banner, `kfw info` and the event `app.initialized`. It holds no secret. */
import type { AppDescription, Plan } from '@kfw/core/internal';
import { kfwVersion } from '../boot/package-manifest.js';
import { embeddedBroker, embeddedRegistry } from '../config/embedded-settings.js';
import type { KfwConfig } from '../config/kfw-config.js';

/** What the banner and `kfw info` say of an app. It holds no secret. */
export function describeApp(of: {
  config: KfwConfig;
  plan: Plan;
  transport: string;
  bootFile: string;
}): AppDescription {
  const { config, plan } = of;
  return {
    kfwVersion: kfwVersion(),
    nodeVersion: process.versions.node,
    clientId: config.clientId,
    environment: config.environment,
    brokers: config.brokers,
    registry: config.registry?.url === embeddedRegistry ? embeddedBroker : config.registry?.url,
    transport: of.transport,
    bootFile: of.bootFile,
    groups: plan.groups.map(({ id, topics }) => ({
      group: id,
      topics: topics.map(({ topic, consumer, responder, active }) => ({
        topic,
        consumer: consumer.name,
        responder: responder?.name,
        active,
      })),
    })),
  };
}
