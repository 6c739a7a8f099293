export type { KafkajsTransportOptions, SaslOptions } from './client/clients.js';
export { createKafkajsTransport } from './kafkajs-transport.js';
