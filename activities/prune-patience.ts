/** How long a prune asks again for what is throttled or not answered: runs of its regions wait meanwhile. */
export const PRUNE_PATIENCE_MS = 10 * 60_000;
