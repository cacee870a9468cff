export { checkWorker } from './check-worker.js';
export { inspectWorker } from './inspect-worker.js';
export { notify } from './notify.js';
export { prune } from './prune.js';
export { pruneRegion } from './prune-region.js';
export { replicate } from './replicate.js';
export { replicateRegion } from './replicate-region.js';
