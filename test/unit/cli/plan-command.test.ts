import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../../src/cli/plan-command.js';

describe('a command line to paste', () => {
  it('is not quoted where it need not be', () => {
    expect(shellWords(['run', 'plans/x.yaml', '--var', 'release=2026-11'])).toBe(
      'run plans/x.yaml --var release=2026-11',
    );
  });

  it('is read by a shell as the original words', () => {
    const words = ['a b', "it's", '$HOME', '`x`', '', '"', 'x\ny', '*'];
    const printed = execFileSync('/bin/sh', ['-c', `for w in ${shellWords(words)}; do printf '%s\\0' "$w"; done`]);
    expect(printed.toString().split('\0').slice(0, -1)).toEqual(words);
  });
});
