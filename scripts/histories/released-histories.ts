import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = 'test/histories';
const UNRELEASED = 'unreleased';
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/**
 * Compares the histories of released versions with git: every file that a commit ever added in
 * `test/histories/<version>/` must still be there with its first content.
 *
 * @param root - the clone's folder.
 * @returns a sentence for each violation.
 * @throws Error when git cannot tell: outside a clone, in a shallow one, or before the first commit.
 */
export async function releasedHistoryProblems(root: string): Promise<string[]> {
  await requireFullHistory(root);
  const problems = unknownFolders(root).map(
    (name) => `${FOLDER}/${name} is neither ${UNRELEASED} nor a version, for example 0.1.0.`,
  );
  for (const [path, blob] of await firstBlobs(root)) {
    if (!existsSync(join(root, path))) {
      problems.push(`${path} was removed or renamed. Histories of a released version stay where they are.`);
    } else if ((await git(root, 'hash-object', '--', path)).trim() !== blob) {
      problems.push(`${path} was changed. Histories of a released version stay as they were recorded.`);
    }
  }
  return problems;
}

async function requireFullHistory(root: string): Promise<void> {
  const why = 'The histories of released versions are compared with every earlier commit, but';
  const topLevel = await git(root, 'rev-parse', '--show-toplevel').catch((error: unknown) => {
    // Git says why, for example that the folder belongs to another user.
    throw new Error(`${why} git does not know ${root}: ${messageOf(error)}`, { cause: error });
  });
  if (resolve(topLevel.trim()) !== realpathSync(root)) {
    throw new Error(
      `${why} ${root} is a folder in another clone, ${topLevel.trim()}. Run this check in its own clone.`,
    );
  }
  if ((await git(root, 'rev-parse', '--is-shallow-repository')).trim() === 'true') {
    throw new Error(
      `${why} this clone is shallow. Run \`git fetch --unshallow\`, or have CI fetch all commits (\`fetch-depth: 0\`).`,
    );
  }
  const head = await git(root, 'rev-parse', '--verify', '--quiet', 'HEAD').catch(() => undefined);
  if (head === undefined) throw new Error(`${why} there is no commit yet.`);
}

/** Folders under another name would escape the rule. */
function unknownFolders(root: string): string[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== UNRELEASED && !VERSION.test(entry.name))
    .map(({ name }) => name);
}

/** The content, as a blob id, with which each file of a released version was first committed. */
async function firstBlobs(root: string): Promise<ReadonlyMap<string, string>> {
  // Oldest first. Merges are listed as well: one may add a file that neither parent has.
  const order = ['--reverse', '--topo-order', '--diff-merges=separate', '--root'];
  const format = ['--format=', '--raw', '--no-abbrev', '--no-renames', '--diff-filter=A', '-z'];
  const log = await git(root, 'log', ...order, ...format, '--', FOLDER);
  const blobs = new Map<string, string>();
  // `:000000 100644 <old> <new> A`, then the path.
  const fields = log.split('\0').filter((field) => field !== '');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const blob = fields[index]?.trim().split(' ')[3] ?? '';
    const path = fields[index + 1] ?? '';
    const [version, ...file] = path.slice(FOLDER.length + 1).split('/');
    if (version !== undefined && VERSION.test(version) && file.length > 0 && !blobs.has(path)) blobs.set(path, blob);
  }
  return blobs;
}

async function git(root: string, ...args: readonly string[]): Promise<string> {
  // In a hook, these variables of git may name another clone than `root`.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, env, maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'stderr' in error && String(error.stderr).trim() !== '') {
    return String(error.stderr).trim();
  }
  return error instanceof Error ? error.message : String(error);
}
