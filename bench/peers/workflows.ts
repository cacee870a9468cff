export { bareFanOut } from './bare-fan-out.js';
export { childPerCopy, copyOne, slidingWindow } from './child-per-copy.js';
