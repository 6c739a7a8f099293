/** The listener that sends an app's measurements as StatsD lines, also with Datadog's tags. */
import { type Listener, type ListenerContext, type Monitor, toError } from '@kfw/core';
import type { StatsD } from 'hot-shots';
import { createClient } from './create-client.js';
import { MeasurementSender } from './measurement-sender.js';
import { SendErrors } from './send-errors.js';
import { type StatsdListenerOptions, type StatsdOptions, withDefaults } from './statsd-options.js';

/**
 * Sends counters and gauges each `intervalMs`, histograms as they are observed, in datagrams over UDP or a Unix socket. The last values
 * leave when the app is closed. Errors of sending are logged once and change nothing else.
 *
 * Throws `KFW_STATSD_OPTIONS_INVALID`.
 */
export function statsdListener(given: StatsdListenerOptions = {}): Listener {
  const options = withDefaults(given);
  const senders = new WeakMap<Monitor, MeasurementSender>();
  return function statsd(context) {
    const { monitor } = context;
    const sender = senders.get(monitor) ?? new MeasurementSender(monitor.measurements, options);
    senders.set(monitor, sender);
    // An app that is loaded again in one process has the same monitor.
    if (!sender.isSending) send(sender, options, context);
  };
}

function send(sender: MeasurementSender, options: StatsdOptions, { monitor, logger, onClose }: ListenerContext): void {
  const errors = new SendErrors(logger);
  const client = options.client ?? createClient(options, errors.add);
  const flush = (): void => {
    errors.flushing();
    sender.flush();
  };
  sender.start(client, errors.add);
  const timer = setInterval(flush, options.intervalMs);
  timer.unref();
  const close = async (): Promise<void> => {
    if (!sender.isSending) return;
    clearInterval(timer);
    flush();
    sender.stop();
    await ended(client, options, errors);
    errors.closed();
  };
  if (onClose === undefined) monitor.subscribe('app.stopped', () => void close());
  else onClose(close);
}

/** Resolves when the client has handed its last datagram to the system. */
function ended(client: StatsD, options: StatsdOptions, errors: SendErrors): Promise<void> {
  return new Promise((resolve) => {
    const done = (error?: Error | null): void => {
      if (error) errors.add(error);
      resolve();
    };
    try {
      if (options.client === undefined) client.close(done);
      else client.flush(done);
    } catch (thrown) {
      done(toError(thrown));
    }
  });
}
