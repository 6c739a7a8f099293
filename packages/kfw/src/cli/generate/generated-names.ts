/**
 * Names by convention from a name that a user types: `users`, `Users`, `users-consumer` and `UsersConsumer` all mean
 * the class UsersConsumer in users-consumer.ts.
 */
import { cliError } from '../errors.js';

export interface GeneratedNames {
  /** `order-items`: files. */
  readonly kebab: string;
  /** `order_items`: `.avsc` files. */
  readonly snake: string;
  /** `OrderItems`: classes and records. */
  readonly pascal: string;
}

/** Throws `KFW_NAME_INVALID`. A kind such as `consumer` at the end of the name is left out. */
export function namesOf(given: string, kind?: 'consumer' | 'responder'): GeneratedNames {
  const words = given
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  if (words.length > 1 && words.at(-1) === kind) words.pop();
  if (words.length === 0 || !words.every((word) => /^[a-z0-9]+$/.test(word)) || !/^[a-z]/.test(words.join(''))) {
    throw cliError('KFW_NAME_INVALID', { given });
  }
  return {
    kebab: words.join('-'),
    snake: words.join('_'),
    pascal: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
  };
}

/**
 * The topic that a name stands for: exactly as typed, since `billing.invoices` and `user-events` may be existing
 * topics. For the name of a class, such as `OrderItems` or `UsersConsumer`, it is the snake case.
 */
export function topicNameOf(given: string, kind?: 'consumer' | 'responder'): string {
  if (kind === undefined) return /\s/.test(given) ? namesOf(given).snake : given;
  if (/[A-Z\s]/.test(given)) return namesOf(given, kind).snake;
  return given.replace(new RegExp(`(.)[_.-]+${kind}$`), '$1');
}

/** The schema of a topic when none is named: `orders` → `order_event`, `user-events` → `user_event`. */
export function schemaNameFor(topic: GeneratedNames): string {
  const words = topic.snake.split('_');
  const last = singular(words.pop() ?? '');
  return [...words, last, ...(last === 'event' ? [] : ['event'])].join('_');
}

/** English enough for a default that the command prints and `--schema` replaces. */
function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(s|x|z|ch|sh)es$/.test(word)) return word.replace(/es$/, '');
  return word.replace(/s$/, '');
}
