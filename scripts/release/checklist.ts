import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../run/output.js';
import { repositoryRoot } from '../run/repository-root.js';
import { runVisibly } from '../run/run-visibly.js';
import { publishedSurface } from '../surface/published-surface.js';
import { changelogProblems } from './changelog.js';
import { surfaceChange, versionProblem } from './surface-change.js';

/** What a release is compared with. */
export interface Release {
  readonly version: string;
  /** The version of the last tag `v…`; absent before the first release. */
  readonly last?: string;
}

/** One thing that must hold before a release. */
export interface Item {
  readonly what: string;
  /** Whether it takes minutes: it runs only with `--all`. */
  readonly isLong?: boolean;
  /** The problems, as sentences. Empty if it holds. */
  readonly problems: (release: Release) => Promise<readonly string[]>;
}

/** The release to prepare: the version of package.json, and the last tag of the form `v1.2.3`. */
export async function nextRelease(): Promise<Release> {
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  const tags = (await git('tag', '--list', 'v*', '--sort=-v:refname', '--merged')).split('\n').filter(Boolean);
  const last = tags.map((tag) => tag.slice(1)).find((tag) => /^\d+\.\d+\.\d+$/.test(tag) && tag !== version);
  return { version, ...(last === undefined ? {} : { last }) };
}

export const CHECKLIST: readonly Item[] = [
  {
    what: 'everything is committed',
    async problems() {
      const changed = await git('status', '--porcelain');
      return changed === '' ? [] : ['git status shows changes: commit or remove them'];
    },
  },
  {
    what: 'the version announces what has changed for users',
    async problems({ version, last }) {
      const current = publishedSurface();
      if ((await read('docs/surface.txt')) !== current) return ['docs/surface.txt is not current: run npm run surface'];
      if (last === undefined) return [];
      const { change, removed } = surfaceChange(await git('show', `v${last}:docs/surface.txt`), current);
      const problem = versionProblem(last, version, change);
      return problem === undefined ? [] : [problem, ...removed.map((line) => `  no longer: ${line}`)];
    },
  },
  {
    what: 'the changelog has an entry with a date and notes on upgrading',
    problems: async ({ version, last }) => changelogProblems(await read('CHANGELOG.md'), version, last),
  },
  {
    what: 'the histories of this version are kept',
    problems: async ({ version }) =>
      existsSync(join(repositoryRoot, 'test/histories', version))
        ? []
        : [`move test/histories/unreleased to test/histories/${version}, so that later versions must replay them`],
  },
  {
    what: 'the next release is tested against the last one',
    async problems({ last }) {
      if (last === undefined) return [];
      const commit = await git('rev-list', '-n', '1', `v${last}`);
      const pinned = await read('scripts/binaries/last-release.ts');
      return pinned.includes(commit)
        ? []
        : [`set LAST_RELEASE of scripts/binaries/last-release.ts to ${commit}, v${last}`];
    },
  },
  { what: 'no dependency has a known weakness', problems: () => succeeds('npm', 'audit', '--omit=dev') },
  { what: 'the checks and all tests pass', isLong: true, problems: () => succeeds('bash', '.ci/run') },
  { what: 'they pass with Node 22 and 24', isLong: true, problems: () => succeeds('npm', 'run', 'test:nodes') },
  { what: 'they pass on a real cluster', isLong: true, problems: () => succeeds('npm', 'run', 'test:cluster') },
];

async function succeeds(command: string, ...args: readonly string[]): Promise<string[]> {
  const code = await runVisibly(command, args);
  return code === 0 ? [] : [`${[command, ...args].join(' ')} ended with ${code}`];
}

function read(file: string): Promise<string> {
  return readFile(join(repositoryRoot, file), 'utf8');
}

function git(...args: readonly string[]): Promise<string> {
  return output('git', args);
}
