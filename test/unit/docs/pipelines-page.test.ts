import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../../src/cli/exit-code.js';

const page = readFileSync(new URL('../../../docs/pipelines.md', import.meta.url), 'utf8');

describe('docs/pipelines.md', () => {
  it('says for every exit code, and no other, what a pipeline does', () => {
    const told = [...page.matchAll(/^\| (\d+(?:, \d+)*) +\|/gm)].flatMap(([, codes = '']) => codes.split(', '));
    expect(told.map(Number)).toEqual(Object.values(ExitCode).toSorted((a, b) => a - b));
  });
});
