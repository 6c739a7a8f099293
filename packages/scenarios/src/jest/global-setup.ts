/** Run by jest before the first scenario. */
export { startCluster as default } from './running-cluster.js';
