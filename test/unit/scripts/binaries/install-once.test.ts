import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installOnce } from '../../../../scripts/binaries/install-once.js';
import { fromCache, install } from '../../../../scripts/binaries/steps.js';

describe('installOnce', () => {
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
  });
  afterEach(() => rm(cache, { recursive: true }));

  it('puts the folder in place whole, and leaves nothing else', async () => {
    const folder = await installOnce(cache, 'server-1', fillWith('first'));
    expect(await readFile(join(folder, 'server'), 'utf8')).toBe('first');
    expect(await readdir(cache)).toEqual(['server-1']);
  });

  it('leaves nothing behind when filling fails', async () => {
    await expect(installOnce(cache, 'server-1', () => Promise.reject(new Error('no space')))).rejects.toThrow(
      'no space',
    );
    expect(await readdir(cache)).toEqual([]);
  });

  it('keeps the first of two that were made at once', async () => {
    const folders = await Promise.all([
      installOnce(cache, 'server-1', fillWith('same')),
      installOnce(cache, 'server-1', fillWith('same')),
    ]);
    expect(new Set(folders)).toEqual(new Set([join(cache, 'server-1')]));
    expect(await readdir(cache)).toEqual(['server-1']);
  });

  it('removes what an interrupted one left days ago, but not what one under way is filling', async () => {
    const daysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    await mkdir(join(cache, '.installing-old'));
    await utimes(join(cache, '.installing-old'), daysAgo, daysAgo);
    await mkdir(join(cache, '.installing-new'));
    await installOnce(cache, 'server-1', fillWith('first'));
    expect((await readdir(cache)).toSorted()).toEqual(['.installing-new', 'server-1']);
  });

  it('makes what the cache then finds, and a failure is a reason', async () => {
    const place = { cache, folder: 'server-1', file: 'server' };
    const failing = install('build', place, () => Promise.reject(new Error('no compiler')));
    expect(await fromCache([place]).attempt()).toEqual({ reason: 'empty' });
    expect(await failing.attempt()).toEqual({ reason: 'no compiler' });
    const path = join(cache, 'server-1', 'server');
    expect(await install('build', place, fillWith('first')).attempt()).toEqual({ path });
    expect(await fromCache([place]).attempt()).toEqual({ path });
  });
});

function fillWith(text: string) {
  return (folder: string) => writeFile(join(folder, 'server'), text, { mode: 0o755 });
}
