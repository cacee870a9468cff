import { describe, expect, it } from 'vitest';
import { annotation } from '../../../../src/cli/github/github-job.js';

describe('an annotation', () => {
  it('is one line, whatever its message contains', () => {
    expect(annotation('error', '50% of a,b:c\r\nare lost\n')).toBe(
      '::error title=eci-replicator::50%25 of a,b:c\\u000d%0Aare lost%0A',
    );
  });

  it('has its position, whatever the name of the file contains', () => {
    const place = { file: 'a,line=9::b%\nc.yaml', line: 2, column: 7 };
    expect(annotation('warning', 'odd', place)).toBe('::warning file=a%2Cline=9%3A%3Ab%25%0Ac.yaml,line=2,col=7::odd');
  });
});
