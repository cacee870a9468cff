import { releasedHistoryProblems } from './histories/released-histories.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';

/** Fails when a history of a released version was changed, renamed or removed. */
await runScript(async () => {
  const problems = await releasedHistoryProblems(repositoryRoot);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
});
