import { describe, expect, it } from 'vitest';
import { cacheDir } from '../../../../scripts/binaries/cache-dir.js';

describe('cacheDir', () => {
  it.each([
    { name: 'is under XDG_CACHE_HOME', env: { XDG_CACHE_HOME: '/var/cache' }, dir: '/var/cache/eci-replicator' },
    { name: 'is under ~/.cache without it', env: {}, dir: '/home/ada/.cache/eci-replicator' },
    { name: 'ignores an empty one', env: { XDG_CACHE_HOME: '' }, dir: '/home/ada/.cache/eci-replicator' },
    { name: 'ignores a relative one', env: { XDG_CACHE_HOME: 'cache' }, dir: '/home/ada/.cache/eci-replicator' },
  ])('$name', ({ env, dir }) => {
    expect(cacheDir(env, '/home/ada')).toBe(dir);
  });
});
