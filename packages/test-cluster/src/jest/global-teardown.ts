/** Run by jest after the last scenario. */
export { stopClusters as default } from './running-cluster.js';
