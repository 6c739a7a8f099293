/** Reports the state of the embedded broker on standard error, so that a console's output stays the value alone. */
import type { EmbeddedJoined, EmbeddedListener } from '../../embedded/embedded-supervisor.js';
import { restartedLine } from '../../embedded/with-embedded.js';
import { createColors } from '../../logging/colors.js';
import { printError } from '../../terminal/print.js';
import { renderError } from '../exit/render-error.js';

export function reportEmbedded(root: string): EmbeddedListener {
  const { dim } = createColors(process.stderr.isTTY === true && process.stderr.hasColors());
  const report = (line: string) => printError(`${dim(`kfw: ${line}`)}\n`);
  return {
    joined: (event) => report(joinedLine(event, root)),
    // Requests fail meanwhile, with messages about a registry or a broker that does not respond.
    ended: () => report('the embedded broker and registry have stopped; restarting them'),
    lost: (error) => printError(renderError(error)),
  };
}

function joinedLine(event: EmbeddedJoined, root: string): string {
  if (event.rejoined) return restartedLine(event, root);
  return `${event.started ? 'started' : 'joined'} the embedded broker at ${event.brokers}`;
}
