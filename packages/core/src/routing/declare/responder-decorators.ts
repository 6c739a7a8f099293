/** The decorator of responders. It only records; it works as a legacy and as a standard (TC39) decorator alike. */
import type { AnyResponderClass, ResponderTopicOptions, TopicsOf } from '../../contracts/responder-contract.js';
import { callSite } from './call-site.js';
import { noteResponder } from './evaluated-responders.js';
import { record } from './metadata.js';

/**
 * Declares a topic that a responder may respond to, and what its messages are. Repeat it for several topics. Does
 * not compile on a class whose `Responder<{ … }>` gives the topic another payload, or does not name it.
 */
export function Topic<Name extends string, P>(name: Name, options: ResponderTopicOptions<P>) {
  const declaredAt = callSite();
  return <R extends AnyResponderClass>(
    target: R &
      (Name extends keyof TopicsOf<InstanceType<R>>
        ? FittingTopic<TopicsOf<InstanceType<R>>[Name], P>
        : UndeclaredTopic<Name>),
    _context?: unknown,
  ): void => {
    record(target, { kind: 'topic', topic: name, options, declaredAt });
    noteResponder(target);
  };
}

type FittingTopic<Declared, P> = [P] extends [Declared]
  ? [Declared] extends [P]
    ? unknown
    : { readonly 'kfw: the responder declares another payload for this topic': P }
  : { readonly 'kfw: the responder declares another payload for this topic': P };

type UndeclaredTopic<Name extends string> = { readonly 'kfw: the responder does not declare this topic': Name };
