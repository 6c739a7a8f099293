/**
 * The producer of a program that kfw does not run. The first delivery creates it, from the configuration in the
 * nearest folder upward; deliveries that come meanwhile wait for the same attempt and are sent in the order in which
 * they came. If the attempt fails, they fail with it, and the next delivery tries again. Once created it is the
 * process's producer, like that of an app.
 */
import type { Logger } from '@kfw/core';
import { type Delivery, type ResponderRuntime, useResponderRuntime } from '@kfw/core/internal';
import { addAppGauges } from '../app/app-gauges.js';
import { monitor } from '../app/process-monitor.js';
import { kfwVersion, readPackageName } from '../boot/package-manifest.js';
import { findConfigRoot } from '../config/find-config-root.js';
import type { LogConfig } from '../config/kfw-config.js';
import { loadConfig } from '../config/load-config.js';
import { connectApp } from '../connection/connect-app.js';
import { createProducer } from '../connection/create-producer.js';
import { withEmbedded } from '../embedded/with-embedded.js';
import { logListener } from '../listeners/log-listener.js';
import { appLogger } from '../logging/app-logger.js';
import { createLogger, defaultLogFormat } from '../logging/create-logger.js';
import { standardErrorDestination } from '../logging/log-destinations.js';
import { flushAtExit } from './flush-at-exit.js';
import { LostMessages } from './lost-messages.js';
import { unbufferedDeliveries } from './unbuffered-deliveries.js';

/** Runs `act` with the producer of this program. Rejects with the error of creating it, and as `act` does. */
export function withStandaloneProducer<T>(
  deliveries: readonly Delivery<unknown, unknown>[],
  act: (runtime: ResponderRuntime) => Promise<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const release = unbufferedDeliveries.add(deliveries, promise);
  standalone.whenOpen({
    run(runtime) {
      release();
      resolve(act(runtime));
    },
    fail(thrown) {
      release();
      reject(thrown);
    },
  });
  return promise;
}

interface WaitingCall {
  run(runtime: ResponderRuntime): void;
  fail(thrown: unknown): void;
}

class StandaloneProducer {
  readonly #waiting: WaitingCall[] = [];
  readonly #lost = new LostMessages(monitor);
  #isConnecting = false;
  /** The log and the flush at exit outlive a failed attempt. */
  #flushesAtExit = false;
  #logs = false;

  /** Opens the producer unless an attempt is already under way. */
  whenOpen(call: WaitingCall): void {
    this.#waiting.push(call);
    if (!this.#isConnecting) void this.#connect();
  }

  async #connect(): Promise<void> {
    this.#isConnecting = true;
    try {
      const runtime = await this.#open();
      useResponderRuntime(runtime);
      for (const call of this.#waiting.splice(0)) call.run(runtime);
    } catch (thrown) {
      if (this.#lost.areReportsOver) this.#lost.add(unbufferedDeliveries.messages(), thrown);
      for (const call of this.#waiting.splice(0)) call.fail(thrown);
    } finally {
      this.#isConnecting = false;
    }
  }

  async #open(): Promise<ResponderRuntime> {
    const root = findConfigRoot();
    const loaded = loadConfig({ root, env: process.env, defaultClientId: readPackageName(root) });
    const { deliveryTimeoutMs } = loaded.producer;
    if (!this.#flushesAtExit) flushAtExit(this.#lost, deliveryTimeoutMs);
    this.#flushesAtExit = true;

    const logger = standardErrorLogger(loaded.log);
    if (!this.#logs) logListener()({ monitor, logger, log: loaded.log });
    this.#logs = true;
    const { config, embedded } = await withEmbedded({ root, config: loaded, logger });
    const parts = createProducer({
      config,
      definition: {},
      monitor,
      onUndelivered: this.#lost.onUndelivered,
      keepsProcessAlive: false,
    });
    try {
      await connectApp({ config, monitor, ...parts });
      const description = {
        kfwVersion: kfwVersion(),
        nodeVersion: process.versions.node,
        transport: parts.transport.name,
      };
      addAppGauges({ monitor, producer: parts.producer, description, config });
      return parts.responders;
    } catch (thrown) {
      // Each attempt has its own: what the process measures must not hold them all.
      await parts.producer.close(0);
      await parts.sink.disconnect();
      await parts.transport.disconnect();
      embedded?.release();
      throw thrown;
    }
  }
}

/** The one of this process. */
const standalone = new StandaloneProducer();

/** Standard output belongs to the program: kfw logs to standard error, by default only warnings and errors. */
function standardErrorLogger(log: LogConfig): Logger {
  const terminal = process.stderr.isTTY === true;
  const format = log.format === 'auto' ? defaultLogFormat({ terminal }) : log.format;
  const destination = standardErrorDestination();
  return appLogger({ ...log, level: log.level === 'info' ? 'warn' : log.level }, (level) =>
    createLogger({ level, format, destination, colors: terminal }),
  );
}
