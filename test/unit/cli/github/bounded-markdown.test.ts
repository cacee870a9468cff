import { describe, expect, it } from 'vitest';
import { boundedMarkdown } from '../../../../src/cli/github/github-job.js';

const rows = `${Array.from({ length: 100 }, (_, i) => `| copie à faire ${i} |`).join('\n')}\n`;

describe('Markdown with a size limit', () => {
  it('is not changed if it fits', () => {
    expect(boundedMarkdown(rows, Buffer.byteLength(rows), 'cut')).toBe(rows);
  });

  it.each([200, 1000, Buffer.byteLength(rows) - 1])(
    'of %i bytes keeps whole lines and says that it was cut',
    (bytes) => {
      const cut = boundedMarkdown(rows, bytes, 'Cut here.');
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
      expect(cut).toMatch(/^(\| copie à faire \d+ \|\n)+\nCut here\.\n$/);
    },
  );

  it('is empty if not even the sentence fits', () => {
    expect(boundedMarkdown(rows, 5, 'Cut here.')).toBe('');
    expect(boundedMarkdown(rows, -1, 'Cut here.')).toBe('');
  });
});
