import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releasedHistoryProblems } from '../../../scripts/histories/released-histories.js';

const RUN = 'test/histories/0.1.0/run.json';

describe('the histories of a released version', () => {
  let folder: string;
  let root: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eci-replicator-'));
    root = join(folder, 'clone');
    mkdirSync(root);
    git('init', '--quiet', '--initial-branch', 'main');
    write(RUN, 'recorded');
    write('test/histories/unreleased/run.json', 'recorded');
    write('test/histories/README.md', 'about');
    commit();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function git(...args: string[]): void {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: root, env, stdio: 'pipe' });
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function commit(): void {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'a change');
  }

  const allowed: readonly { name: string; change: () => void }[] = [
    { name: 'nothing changed', change: () => undefined },
    { name: 'a file is added to a released version', change: () => write('test/histories/0.1.0/prune.json', 'more') },
    { name: 'another version is released', change: () => write('test/histories/0.2.0-rc.1/run.json', 'other') },
    { name: 'an unreleased file changes', change: () => write('test/histories/unreleased/run.json', 'anew') },
    { name: 'an unreleased file is removed', change: () => rmSync(join(root, 'test/histories/unreleased/run.json')) },
    {
      name: 'the unreleased histories are moved to a version',
      change: () => renameSync(join(root, 'test/histories/unreleased'), join(root, 'test/histories/0.2.0')),
    },
    { name: 'a text beside them changes', change: () => write('test/histories/README.md', 'more about') },
  ];
  it.each(allowed)('are accepted when $name', async ({ change }) => {
    change();
    expect(await releasedHistoryProblems(root)).toEqual([]);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'a change');
    expect(await releasedHistoryProblems(root)).toEqual([]);
  });

  const rejected: readonly { name: string; change: () => void; problem: string }[] = [
    { name: 'changed', change: () => write(RUN, 'edited'), problem: `${RUN} was changed.` },
    { name: 'removed', change: () => rmSync(join(root, RUN)), problem: `${RUN} was removed or renamed.` },
    {
      name: 'renamed',
      change: () => renameSync(join(root, RUN), join(root, 'test/histories/0.1.0/other.json')),
      problem: `${RUN} was removed or renamed.`,
    },
    {
      name: 'moved with their version',
      change: () => renameSync(join(root, 'test/histories/0.1.0'), join(root, 'test/histories/0.1.1')),
      problem: `${RUN} was removed or renamed.`,
    },
  ];
  it.each(rejected)('are refused when $name, before and after the commit', async ({ change, problem }) => {
    change();
    expect(await releasedHistoryProblems(root)).toEqual([expect.stringContaining(problem)]);
    commit();
    expect(await releasedHistoryProblems(root)).toEqual([expect.stringContaining(problem)]);
    write('src/other.ts', 'a later change');
    commit();
    expect(await releasedHistoryProblems(root)).toEqual([expect.stringContaining(problem)]);
  });

  it('are accepted again once the first content is back', async () => {
    write(RUN, 'edited');
    commit();
    write(RUN, 'recorded');
    expect(await releasedHistoryProblems(root)).toEqual([]);
  });

  it('are compared with what a merged branch added, and with what a merge itself added', async () => {
    const [ofBranch, ofMerge] = ['test/histories/0.1.0/branch.json', 'test/histories/0.1.0/merge.json'];
    git('checkout', '--quiet', '-b', 'branch');
    write(ofBranch, 'recorded');
    commit();
    git('checkout', '--quiet', 'main');
    write('src/other.ts', 'a change');
    commit();
    git('merge', '--quiet', '--no-ff', '--no-commit', 'branch');
    write(ofMerge, 'recorded');
    commit();
    expect(await releasedHistoryProblems(root)).toEqual([]);
    write(ofBranch, 'edited');
    write(ofMerge, 'edited');
    commit();
    expect(await releasedHistoryProblems(root)).toHaveLength(2);
  });

  it('are not under a name that the rule would not cover', async () => {
    write('test/histories/v0.2.0/run.json', 'recorded');
    expect(await releasedHistoryProblems(root)).toEqual([expect.stringContaining('test/histories/v0.2.0 is neither')]);
  });

  it('cannot be checked in a shallow clone', async () => {
    write('src/other.ts', 'a change');
    commit();
    const shallow = join(folder, 'shallow');
    git('clone', '--quiet', '--depth', '1', `file://${root}`, shallow);
    await expect(releasedHistoryProblems(shallow)).rejects.toThrow(/this clone is shallow.*git fetch --unshallow/);
  });

  it('cannot be checked before the first commit, outside git, or in a folder of another clone', async () => {
    const fresh = join(folder, 'fresh');
    git('init', '--quiet', fresh);
    await expect(releasedHistoryProblems(fresh)).rejects.toThrow(/there is no commit yet/);
    await expect(releasedHistoryProblems(folder)).rejects.toThrow(/git does not know .*not a git repository/);
    await expect(releasedHistoryProblems(join(root, 'test'))).rejects.toThrow(/is a folder in another clone/);
  });
});
