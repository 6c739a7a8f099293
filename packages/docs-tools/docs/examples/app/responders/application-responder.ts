import { Responder, type TopicMap } from 'kfw';

/** What all responders of this app share. */
export abstract class ApplicationResponder<Topics extends TopicMap = TopicMap> extends Responder<Topics> {}
