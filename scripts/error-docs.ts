import { readFileSync, writeFileSync } from 'node:fs';
import { errorPage } from './pages/error-page.js';

// Writes docs/errors.md from the code's own table; with --check, exits 1 when the file is not current.
const file = new URL('../docs/errors.md', import.meta.url);
const current = errorPage();

if (process.argv.includes('--check')) {
  if (stored() !== current) {
    console.error('docs/errors.md is not current: run `npm run docs`, and commit it');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, current);
}

function stored(): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Not there yet is not current, and nothing else.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
