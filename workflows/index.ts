export { replicate } from './replicate.js';
export { replicateRegion } from './replicate-region.js';
