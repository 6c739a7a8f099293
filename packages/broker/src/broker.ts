/** The public face of a broker: the program that runs it starts and stops it, and makes it fail as a test needs. */
import { apis } from './apis/apis.js';
import type { BrokerState } from './broker-state.js';
import { BrokerClock } from './clock.js';
import { closeDurableState, type DurableState, openDurableState } from './durable-state.js';
import { brokerError } from './errors.js';
import type { GroupCoordinator } from './groups/group-coordinator.js';
import { groupOptions } from './groups/group-options.js';
import { startGroupCoordinator } from './groups/start-groups.js';
import { type BrokerEvent, type BrokerOptions, type BrokerSettings, withDefaults } from './options.js';
import { BrokerServer } from './server/broker-server.js';
import { Credentials } from './server/credentials.js';
import { type Interceptor, Interceptors } from './server/interceptors.js';
import { startTransactionCoordinator } from './transactions/start-transactions.js';
import type { TransactionCoordinator } from './transactions/transaction-coordinator.js';
import { transactionOptions } from './transactions/transaction-options.js';

export interface Broker {
  readonly host: string;
  readonly port: number;
  /** `host:port`, for clients. */
  readonly address: string;
  /** `advance(ms)` moves the clock for every timeout of the broker. What became due has run when it returns. */
  readonly clock: Pick<BrokerClock, 'now' | 'advance'>;
  /** The existing topics with their partitions, in the order of their creation. */
  readonly topics: readonly { readonly name: string; readonly partitions: number }[];
  /** The number of connected clients. */
  readonly connections: number;
  /**
   * Passes each request of one API (`apiKeys`) to `interceptor`. The interceptor added last comes first. Returns a
   * function that removes it. Throws KFW_BROKER_API_UNKNOWN.
   */
  intercept(apiKey: number, interceptor: Interceptor): () => void;
  /** Closes every connection and everything on disk. No handle is left open. */
  stop(): Promise<void>;
  /**
   * Stops and starts again at the same port, with topics, records, committed offsets and transactions. Group members
   * are lost, as when a process ends: they rejoin. Throws KFW_BROKER_STOPPED.
   */
  restart(): Promise<void>;
  /** Acts like a process that hangs until `thaw`: connections stay open, nothing is read or answered, no timer runs. */
  freeze(): void;
  thaw(): void;
}

/** Resolves when the broker listens. Throws a `BrokerError`. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const broker = new RunningBroker(options, withDefaults(options));
  await broker.start();
  return broker;
}

/** What exists while the broker listens. */
interface Running {
  readonly server: BrokerServer;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
}

class RunningBroker implements Broker {
  readonly clock = new BrokerClock();
  readonly #apis = new Map(apis.map((api) => [api.key, api]));
  readonly #interceptors = new Interceptors(this.#apis);
  readonly #credentials: Credentials | undefined;
  #durable: DurableState | undefined;
  #running: Running | undefined;
  #port: number;
  #frozen = false;
  /** Starting and stopping happen one after the other. */
  #lastChange: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly options: BrokerOptions,
    private readonly settings: BrokerSettings,
  ) {
    this.#port = settings.port;
    this.#credentials = options.sasl === undefined ? undefined : new Credentials(options.sasl);
  }

  get host(): string {
    return this.settings.advertisedHost;
  }

  get port(): number {
    return this.#port;
  }

  get address(): string {
    return this.host.includes(':') ? `[${this.host}]:${this.port}` : `${this.host}:${this.port}`;
  }

  get topics(): { name: string; partitions: number }[] {
    return [...(this.#durable?.topics.all() ?? [])].map(({ name, partitions }) => ({ name, partitions }));
  }

  get connections(): number {
    return this.#running?.server.connections ?? 0;
  }

  intercept(apiKey: number, interceptor: Interceptor): () => void {
    return this.#interceptors.add(apiKey, interceptor);
  }

  start(): Promise<void> {
    return this.#change(() => this.#start());
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#change(async () => {
      await this.#end();
      if (this.#durable !== undefined) await closeDurableState(this.#durable);
      this.#durable = undefined;
      this.clock.close();
    });
  }

  restart(): Promise<void> {
    if (this.#stopped) throw brokerError('KFW_BROKER_STOPPED', { action: 'restart' });
    return this.#change(async () => {
      await this.#end();
      if (this.settings.dataFolder !== undefined && this.#durable !== undefined) {
        await closeDurableState(this.#durable);
        this.#durable = undefined;
      }
      await this.#start();
    });
  }

  freeze(): void {
    this.#frozen = true;
    this.clock.pause();
    this.#running?.server.freeze(true);
  }

  thaw(): void {
    this.#frozen = false;
    this.#running?.server.freeze(false);
    this.clock.resume();
  }

  async #start(): Promise<void> {
    const { clock, settings } = this;
    const emit = (event: BrokerEvent): void => this.options.onEvent?.(event);
    const durable = this.#durable ?? (await openDurableState({ ...settings, clock, emit }));
    this.#durable = durable;
    const groups = startGroupCoordinator(clock, groupOptions(settings), durable.groupStore, durable.topics, emit);
    const options = transactionOptions(settings);
    const store = durable.transactionStore;
    const transactions = startTransactionCoordinator({ ...durable, clock, options, store, groups, emit });
    const server = new BrokerServer(this.#state(durable, { groups, transactions }, emit), {
      apis: this.#apis,
      interceptors: this.#interceptors,
      limits: settings.limits,
      tls: this.options.tls,
      credentials: this.#credentials,
    });
    this.#running = { server, groups, transactions };
    server.freeze(this.#frozen);
    try {
      this.#port = await server.listen(settings.host, this.#port);
    } catch (error) {
      await this.#end();
      await closeDurableState(durable);
      this.#durable = undefined;
      throw error;
    }
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.groups.close();
    running?.transactions.close();
    await running?.server.close();
  }

  #state(
    durable: DurableState,
    coordinators: Pick<Running, 'groups' | 'transactions'>,
    emit: (event: BrokerEvent) => void,
  ): BrokerState {
    const { clock, settings } = this;
    const advertised = { host: this.host, port: () => this.#port };
    return {
      settings,
      clock,
      clusterId: durable.topics.clusterId,
      advertised: {
        host: advertised.host,
        get port() {
          return advertised.port();
        },
      },
      apis,
      topics: durable.topics,
      logs: durable.logs,
      producerIds: durable.producerIds,
      ...coordinators,
      emit,
    };
  }

  #change(change: () => Promise<void>): Promise<void> {
    const changed = this.#lastChange.then(change);
    this.#lastChange = changed.catch(() => undefined);
    return changed;
  }
}
