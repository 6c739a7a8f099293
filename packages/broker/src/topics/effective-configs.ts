/** The effective settings of a topic: its own, and defaults for the others, in the order of `topicConfigs`. */
import { type ConfigOverrides, type TopicConfigDefinition, topicConfigs } from './topic-configs.js';

export interface EffectiveConfig extends Pick<TopicConfigDefinition, 'type' | 'byDefault' | 'brokerName'> {
  readonly name: string;
  /** The topic's own value; `undefined` when the default applies. */
  readonly override: string | undefined;
  readonly value: string;
}

const definitions = Object.entries<TopicConfigDefinition>(topicConfigs);

export const effectiveConfigs = (overrides: ConfigOverrides): EffectiveConfig[] =>
  definitions.map(([name, definition]) => {
    const override = overrides.get(name);
    return { name, ...definition, override, value: override ?? definition.byDefault };
  });

/** The source of a value, as on the wire. */
export const configSources = { topic: 1, startOfBroker: 4, byDefault: 5 } as const;

export const sourceOf = ({ override }: EffectiveConfig): number =>
  override === undefined ? configSources.byDefault : configSources.topic;
