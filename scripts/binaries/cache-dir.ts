import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The cache for binaries: `$XDG_CACHE_HOME/eci-replicator`, else `~/.cache/eci-replicator`. It is outside the clone, so all
 * clones share it. As the XDG specification requires, a relative `XDG_CACHE_HOME` is ignored.
 */
export function cacheDir(env: NodeJS.ProcessEnv, home: string = homedir()): string {
  const xdg = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.cache'), 'eci-replicator');
}
