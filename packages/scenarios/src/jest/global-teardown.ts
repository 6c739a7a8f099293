/** Run by jest after the last scenario. */
export { stopCluster as default } from './running-cluster.js';
