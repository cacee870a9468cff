/** How long a deletion, or a prune, asks again for what is throttled or not answered: runs wait for it meanwhile. */
export const PATIENCE_MS = 10 * 60_000;
