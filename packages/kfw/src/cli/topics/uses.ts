/** What an app uses a topic for, in words. */
import type { DesiredTopic, TopicRole } from '@kfw/operating';

const words: Readonly<Record<TopicRole, string>> = {
  route: 'routed',
  responder: 'written by a responder',
  'dead-letter': 'dead letters',
  retry: 'retries',
};

/** Why a topic is in a plan: nothing for a declared one, else `implied: dead letters of orders`. */
export function useOf({ origin, of }: Pick<DesiredTopic, 'origin' | 'of'>): string {
  if (origin === 'declared') return of.length === 0 ? '' : `of ${of.join(', ')}`;
  return `implied: ${words[origin]}${of.length === 0 ? '' : ` of ${of.join(', ')}`}`;
}

/** `declared, routed`. */
export function usesIn({
  declared,
  roles,
}: {
  readonly declared: boolean | null;
  readonly roles: readonly TopicRole[];
}) {
  return [...(declared ? ['declared'] : []), ...roles.map((role) => words[role])].join(', ');
}
