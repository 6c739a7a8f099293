/** Reports the state of the embedded broker on standard error, so that a console's output stays the value alone. */
import type { EmbeddedJoined, EmbeddedListener } from '../../embedded/embedded-supervisor.js';
import { restartedLine } from '../../embedded/with-embedded.js';
import { createColors } from '../../logging/colors.js';
import { printError } from '../../terminal/print.js';
import { renderError } from '../exit/render-error.js';

/** `joins`: whether joining a broker that runs is reported, too. */
export function reportEmbedded(root: string, { joins = true } = {}): EmbeddedListener {
  const { dim } = createColors(process.stderr.isTTY === true && process.stderr.hasColors());
  const report = (line: string) => printError(`${dim(`kfw: ${line}`)}\n`);
  return {
    joined: (event) => {
      if (joins || event.started || event.rejoined) report(joinedLine(event, root));
    },
    // Requests fail meanwhile, with messages about a registry or a broker that does not respond.
    ended: () => report('the embedded broker and registry have stopped; restarting them'),
    lost: (error) => printError(renderError(error)),
  };
}

function joinedLine(event: EmbeddedJoined, root: string): string {
  if (event.rejoined) return restartedLine(event, root);
  return `${event.started ? 'started' : 'joined'} the embedded broker at ${event.brokers}`;
}
