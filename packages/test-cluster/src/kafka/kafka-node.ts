/**
 * One node of a cluster: broker and controller in one JVM. It can be killed and started again, with its data and
 * its port, from a scenario about faults.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scenarioError } from '../errors/errors.js';
import { eventually } from '../world/deadline.js';
import type { Artifacts } from './artifacts.js';
import { Jvm } from './jvm.js';
import { type NodeAddress, nodeSettings, scramOfUser } from './node-settings.js';
import { brokersSeenBy } from './wire.js';

const startWithinMs = 60_000;
const stopWithinMs = 10_000;
const smallJvm = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const nodeJvm = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC'];
const logging = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

export interface KafkaNodeOptions {
  readonly address: NodeAddress;
  readonly all: readonly NodeAddress[];
  /** 22 characters of base64url, the same for all nodes. */
  readonly clusterId: string;
  /** The cluster's temporary folder. */
  readonly folder: string;
  readonly artifacts: Artifacts;
  readonly settings: Readonly<Record<string, string>>;
  /** For every JVM of the node. */
  readonly jvmFlags: readonly string[];
}

export class KafkaNode {
  readonly id: number;
  readonly port: number;
  /** Where clients authenticate as `saslUser`; not there in a cluster for speed. */
  readonly saslPort: number | undefined;
  readonly #options: KafkaNodeOptions;
  readonly #properties: string;
  readonly #log: string;
  #jvm: Jvm | undefined;

  constructor(options: KafkaNodeOptions) {
    this.#options = options;
    this.id = options.address.id;
    this.port = options.address.port;
    this.saslPort = options.address.saslPort;
    this.#properties = join(options.folder, `node-${this.id}.properties`);
    this.#log = join(options.folder, `node-${this.id}.log`);
  }

  /** The pid of its JVM; undefined while it is not running. */
  get pid(): number | undefined {
    return this.#jvm?.running ? this.#jvm.pid : undefined;
  }

  /** Writes the settings and formats the data folder. Once, before the first start. */
  async format(): Promise<void> {
    const { address, all, clusterId, folder, settings } = this.#options;
    const data = join(folder, `node-${this.id}`);
    await mkdir(data, { recursive: true });
    await writeFile(this.#properties, nodeSettings(address, all, data, settings));
    const users = address.saslPort === undefined ? [] : ['--add-scram', scramOfUser];
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, ...users, '-c'];
    const jvm = await this.#run([...smallJvm, ...format]);
    if ((await jvm.ended()) !== 0) throw await this.#notStarted(jvm, 'formatting its folder failed');
  }

  /** Starts the JVM and waits until the node is in service, together with `alongside` nodes in all. */
  async start(alongside = 1): Promise<void> {
    if (this.pid !== undefined) return;
    const jvm = await this.#run([...nodeJvm, 'kafka.Kafka']);
    this.#jvm = jvm;
    const inService = async (): Promise<true | undefined> => {
      const seen = await brokersSeenBy(this.port);
      return seen.length >= alongside && seen.some(({ id }) => id === this.id) ? true : undefined;
    };
    const giveUp = (): Error | undefined => (jvm.running ? undefined : new Error(jvm.ending));
    await eventually('the node to be in service', inService, {
      deadlineMs: startWithinMs,
      everyMs: 50,
      giveUp,
    }).catch(async (thrown: Error) => {
      throw await this.#notStarted(jvm, thrown.message);
    });
  }

  /** Sends a signal; after SIGTERM and SIGKILL, waits until the JVM is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#jvm?.kill(signal);
  }

  /** SIGTERM, and SIGKILL when `deadlineMs` has passed. */
  async stop(deadlineMs = stopWithinMs): Promise<void> {
    await this.#jvm?.stop(deadlineMs);
  }

  #run(command: readonly string[]): Promise<Jvm> {
    const { artifacts, folder, jvmFlags } = this.#options;
    const args = ['-cp', join(artifacts.kafka, '*'), logging, ...jvmFlags, ...command, this.#properties];
    return Jvm.start({ java: artifacts.java, args, folder, log: this.#log });
  }

  async #notStarted(jvm: Jvm, reason: string): Promise<Error> {
    const name = `Kafka node ${this.id}`;
    return scenarioError('KFW_KAFKA_NOT_STARTED', { name, reason, log: await jvm.endOfLog() });
  }
}
