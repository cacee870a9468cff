import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where binaries are kept, outside the clone so that every clone shares them: `$XDG_CACHE_HOME/eci-replicator`, else
 * `~/.cache/eci-replicator`. By the XDG rules a relative `XDG_CACHE_HOME` does not count.
 */
export function cacheDir(env: NodeJS.ProcessEnv, home: string = homedir()): string {
  const xdg = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.cache'), 'eci-replicator');
}
