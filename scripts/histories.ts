import getPort from 'get-port';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDevServer } from '../src/dev/dev-server.js';
import { obtainTemporalCli } from './binaries/temporal-cli.js';
import type { HistoryJson } from './histories/landmarks.js';
import { recordHistories } from './histories/record-histories.js';
import { recordings } from './histories/recordings.js';
import { historiesFolder, replayHistories } from './histories/replay-histories.js';
import { buildPackage } from './package/build-package.js';
import { runScript } from './run/run-script.js';

/**
 * Records all of `test/histories/unreleased` anew, from a Temporal server, workers and simulators of its own. Nothing is
 * written unless every recording shows what it is kept for, and replays.
 */
await runScript(async () => {
  process.once('SIGINT', () => process.exit(130));
  const startedAt = performance.now();
  // Its workers run the workflow bundle of the package.
  await buildPackage();
  const port = await getPort({ host: '127.0.0.1' });
  const server = await startDevServer(await obtainTemporalCli(), { port, uiPort: port }, ['--headless']);
  try {
    const recorded = await recordHistories(server.address, recordings);
    const files = recorded.map(({ file, history }) => ({ path: `unreleased/${file}.json`, history }));
    const problems = await replayHistories(files);
    if (problems.length > 0) throw new Error(`The new histories do not replay:\n${problems.join('\n')}`);
    write(files);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stderr.write(`Recorded ${files.length} histories in test/histories/unreleased in ${seconds} s.\n`);
    return 0;
  } finally {
    await server.stop();
  }
});

function write(files: readonly { readonly path: string; readonly history: HistoryJson }[]): void {
  const folder = join(historiesFolder, 'unreleased');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) rmSync(join(folder, name));
  for (const { path, history } of files) writeFileSync(join(historiesFolder, path), textOf(history));
}

/** JSON with one event per line. */
function textOf({ events }: HistoryJson): string {
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}
