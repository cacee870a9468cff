import { expect, it } from 'vitest';
import { outputLines } from '../../../../src/cli/github/github-job.js';

it('outputs may have several lines, and cannot set other outputs', () => {
  expect(outputLines({ outcome: 'ready', why: 'a\nready=1' }, 'END')).toBe(
    'outcome<<END\nready\nEND\nwhy<<END\na\nready=1\nEND\n',
  );
});
