/** Run by jest before the first scenario. */
export { startClusters as default } from './running-cluster.js';
