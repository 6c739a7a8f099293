/** Compiles a responder class: the topics it declares, with their writers. */
import { inspect } from 'node:util';
import { hasBrand, responderBrand } from '../../contracts/brands.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { isGenerator } from '../../errors/generators.js';
import { toError } from '../../errors/kfw-error.js';
import { text } from '../../payloads/schemas.js';
import { metadataOf } from '../declare/metadata.js';
import type { Codecs } from '../schemas/codecs.js';
import { generatorMistake, nameOf } from './compile-consumer.js';
import type { ResponderPlan, ResponderTopicPlan } from './plan.js';

/** The plan of a responder, or the mistakes that keep it from having one. */
export function compileResponder(value: unknown, codecs: Codecs): { plan: ResponderPlan } | { mistakes: string[] } {
  if (!hasBrand(value, responderBrand)) {
    return {
      mistakes: [
        `${nameOf(value)} is not a responder. Use a class that extends ApplicationResponder (or Responder from 'kfw').`,
      ],
    };
  }
  const responder = value as ResponderClass;
  const mistakes: string[] = [];
  if (typeof responder.prototype.respond !== 'function')
    mistakes.push(`${responder.name} has no respond(input). Define it.`);
  else if (isGenerator(responder.prototype.respond)) {
    mistakes.push(generatorMistake(responder.name, 'respond', 'respond(input)'));
  }
  const { atomic = false } = responder;
  if (typeof atomic !== 'boolean') {
    mistakes.push(
      `${responder.name} has static atomic = ${inspect(atomic)}. Let it be true or false, or leave it out.`,
    );
  }

  const topics = new Map<string, ResponderTopicPlan>();
  for (const entry of metadataOf(responder)) {
    if (entry.kind !== 'topic') continue;
    const { topic, options, declaredAt } = entry;
    const report = (problem: string) => mistakes.push(declaredAt === undefined ? problem : `${declaredAt}: ${problem}`);
    if (options?.schema === undefined) {
      report(`${responder.name} declares "${topic}" without a schema. Give one: @Topic('${topic}', { schema: … }).`);
      continue;
    }
    if (topics.has(topic)) {
      report(`${responder.name} declares "${topic}" twice. Keep one @Topic for it.`);
      continue;
    }
    const { schema, keySchema = text() } = options;
    try {
      topics.set(
        topic,
        Object.freeze({
          topic,
          schema,
          keySchema,
          required: options.required ?? true,
          multiple: options.multiple ?? false,
          eventId: options.eventId ?? true,
          partitionKey: options.partitionKey,
          value: codecs.writer({ topic, side: 'value', schema }),
          key: codecs.writer({ topic, side: 'key', schema: keySchema }),
        }),
      );
    } catch (thrown) {
      report(`${responder.name}, topic "${topic}": ${toError(thrown).message}`);
    }
  }
  if (topics.size === 0 && mistakes.length === 0) {
    mistakes.push(`${responder.name} declares no topic. Decorate it with @Topic('users', { schema: … }).`);
  }
  return mistakes.length > 0 ? { mistakes } : { plan: Object.freeze({ name: responder.name, atomic, topics }) };
}
