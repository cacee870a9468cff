#!/usr/bin/env node
import process from 'node:process';
import { processSurroundings } from './context.js';
import { runCli } from './run-cli.js';

// A reader that has seen enough, as in `list | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit: what was printed to a pipe must arrive.
process.exitCode = await runCli(process.argv.slice(2), processSurroundings(process));
