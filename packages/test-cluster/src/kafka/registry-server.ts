/** Apicurio Registry in its own JVM, with schemas in memory, used through its Confluent-compatible API. */
import { join } from 'node:path';
import { scenarioError } from '../errors/errors.js';
import { eventually } from '../world/deadline.js';
import type { Artifacts } from './artifacts.js';
import { Jvm } from './jvm.js';

const startWithinMs = 60_000;
const stopWithinMs = 5_000;

export interface RegistryServer {
  /** With the path of the Confluent-compatible API. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startRegistry(options: {
  readonly artifacts: Artifacts;
  readonly folder: string;
  readonly port: number;
  readonly managementPort: number;
}): Promise<RegistryServer> {
  const { artifacts, folder, port, managementPort } = options;
  const jvm = await Jvm.start({
    java: artifacts.java,
    args: [
      '-Xms64m',
      '-Xmx400m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${port}`,
      '-Dquarkus.management.host=127.0.0.1',
      `-Dquarkus.management.port=${managementPort}`,
      '-jar',
      artifacts.registry,
    ],
    folder,
    log: join(folder, 'registry.log'),
  });

  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const answers = async (): Promise<true | undefined> => {
    const response = await fetch(`${url}/subjects`);
    await response.arrayBuffer();
    return response.ok ? true : undefined;
  };
  await eventually('the registry to answer', answers, {
    deadlineMs: startWithinMs,
    everyMs: 50,
    giveUp: () => (jvm.running ? undefined : new Error(jvm.ending)),
  }).catch(async (thrown: Error) => {
    const log = await jvm.endOfLog();
    await jvm.stop(stopWithinMs);
    throw scenarioError('KFW_KAFKA_NOT_STARTED', { name: 'Apicurio Registry', reason: thrown.message, log });
  });
  return { url, stop: () => jvm.stop(stopWithinMs) };
}
