import { Responder, type TopicMap } from 'kfw';

/** The base of all responders of this app. */
export abstract class ApplicationResponder<Topics extends TopicMap = TopicMap> extends Responder<Topics> {}
