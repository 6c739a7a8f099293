/** The input of the compiler: the routes as drawn, and the parts of the app that complete them. */
import type { ConsumeMiddleware } from '../../contracts/consumer-contract.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import type { Routes } from '../declare/draw.js';
import type { GroupMapper } from '../names/group-ids.js';
import type { TopicMapper } from '../names/topic-mapper.js';
import type { Codecs } from '../schemas/codecs.js';

export interface PlanInput {
  readonly routes: Routes;
  readonly clientId: string;
  readonly codecs: Codecs;
  /** Names the group for the broker. Default: `clientId_group`. */
  readonly groupMapper?: GroupMapper;
  /** Names topics for the cluster. Default: as drawn. */
  readonly topicMapper?: TopicMapper;
  /** The app's middleware, outside that of a topic. */
  readonly middleware?: readonly ConsumeMiddleware[];
  /** The app's responders by class name, for finding a consumer's by convention. */
  readonly responders?: ReadonlyMap<string, ResponderClass>;
}
