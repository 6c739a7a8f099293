/** Reports the state of the embedded broker on standard error, so that a console's output stays the value alone. */
import type { EmbeddedJoined, EmbeddedListener } from '../../embedded/embedded-supervisor.js';
import { endedLine } from '../../embedded/with-embedded.js';
import { createColors } from '../../logging/colors.js';
import { printError } from '../../terminal/print.js';
import { renderError } from '../exit/render-error.js';

export function reportEmbedded(root: string): EmbeddedListener {
  const { dim } = createColors(process.stderr.isTTY === true && process.stderr.hasColors());
  const say = (line: string) => printError(`${dim(`kfw: ${line}`)}\n`);
  return {
    joined: (news) => say(joinedLine(news, root)),
    // Requests fail meanwhile, with messages about a registry or a broker that does not respond.
    ended: () => say('the embedded broker and registry have ended; starting them again'),
    lost: (error) => printError(renderError(error)),
  };
}

function joinedLine(news: EmbeddedJoined, root: string): string {
  if (news.again) return endedLine(news, root);
  return `${news.started ? 'started' : 'joined'} the embedded broker at ${news.brokers}`;
}
