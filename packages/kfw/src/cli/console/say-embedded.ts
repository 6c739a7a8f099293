/** What a console says of its embedded broker, on standard error, so that its output stays the value alone. */
import type { EmbeddedJoined, EmbeddedListener } from '../../embedded/kept-embedded.js';
import { endedLine } from '../../embedded/with-embedded.js';
import { createColors } from '../../listeners/colors.js';
import { renderError } from '../render-error.js';

export function sayEmbedded(root: string): EmbeddedListener {
  const { dim } = createColors(process.stderr.isTTY === true && process.stderr.hasColors());
  return {
    joined: (news) => process.stderr.write(`${dim(joinedLine(news, root))}\n`),
    lost: (error) => process.stderr.write(renderError(error)),
  };
}

function joinedLine(news: EmbeddedJoined, root: string): string {
  if (news.again) return `kfw: ${endedLine(news, root)}`;
  return `kfw: ${news.started ? 'started' : 'joined'} the embedded broker at ${news.brokers}`;
}
