import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFileProblems } from './package/lock-file.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';

/** Fails when `npm ci` would install a package unverified, or the manifest allows more than one version of one. */
await runScript(async () => {
  const problems = lockFileProblems(JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
});
