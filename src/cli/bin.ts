#!/usr/bin/env node
import process from 'node:process';
import { processSurroundings } from './context.js';
import { runCli } from './run-cli.js';

// A reader may close the pipe early, as in `list | head`. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit, which would drop output that is still on its way to a pipe.
process.exitCode = await runCli(process.argv.slice(2), processSurroundings(process));
