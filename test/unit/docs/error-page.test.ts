import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorPage } from '../../../scripts/pages/error-page.js';
import { ERROR_TABLE } from '../../../src/eci/error-table.js';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  it('is generated from the error table', () => {
    expect(page).toBe(errorPage());
  });

  it.each([...ERROR_TABLE])('lists %s once, under its family, with its advice', (code, { family, advice }) => {
    const [, section = ''] = page.split(`\n## ${family}\n`);
    const [own = ''] = section.split('\n## ');
    expect(own).toContain(`\n- \`${code}\`: ${advice}\n`);
    expect(page.split(`\n- \`${code}\`: `)).toHaveLength(2);
  });
});
