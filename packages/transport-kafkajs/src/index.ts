/** The front door of the transport: makes it from its options. */
export type { KafkajsTransportOptions, SaslOptions } from './client/clients.js';
export { createKafkajsTransport } from './kafkajs-transport.js';
