import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFileProblems } from '../../../scripts/package/lock-file.js';
import { repositoryRoot } from '../../../scripts/run/repository-root.js';

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const lockOf = (packages: Readonly<Record<string, Entry>>) => ({
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { left: '1.2.3' } },
    'node_modules/left': { version: '1.2.3', integrity: 'sha512-x' },
    ...packages,
  },
});

describe('the lock file check', () => {
  it('accepts entries that can be verified, and links', () => {
    expect(lockFileProblems(lockOf({ 'node_modules/here': { link: true } }))).toEqual([]);
  });

  it('names entries without integrity, at most five of them', () => {
    const unverified = Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [`node_modules/@esbuild/platform-${i}`, { version: '0.28.2' }]),
    );
    const [problem, ...more] = lockFileProblems(lockOf(unverified));
    expect(problem).toContain('platform-4 and 2 more');
    expect(problem).not.toContain('platform-5');
    expect(problem).toContain('rm -rf node_modules package-lock.json && npm install');
    expect(more).toEqual([]);
  });

  it.each(['^1.2.3', '~1.2.3', '1.x', '*', 'latest', 'file:../left'])('rejects the version %s', (version) => {
    expect(lockFileProblems(lockOf({ '': { dependencies: { left: version } } }))).toEqual([
      `package.json must name exact versions, unlike left@${version}.`,
    ]);
  });

  it('rejects a lock file without packages', () => {
    expect(lockFileProblems({ packages: { '': {} } })[0]).toContain('has no packages');
  });

  it('accepts the lock file of this project', () => {
    const text = readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8');
    expect(lockFileProblems(JSON.parse(text))).toEqual([]);
  });
});
