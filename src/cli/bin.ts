#!/usr/bin/env node
import process from 'node:process';
import { processSurroundings } from './context.js';
import { runCli } from './run-cli.js';

// A reader may close the pipe early, as in `list | head`. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** What a command may leave behind, such as a connection that is still being made, keeps the process for at most this long, ms. */
const LINGER_MS = 1_000;

// Not process.exit at once, which would drop output that is still on its way to a pipe.
process.exitCode = await runCli(process.argv.slice(2), processSurroundings(process));
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}
setTimeout(() => process.exit(), LINGER_MS).unref();
