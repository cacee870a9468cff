import { describe, expect, it } from 'vitest';
import { changelogProblems } from '../../../../scripts/release/changelog.js';

const entry = (heading: string, ...lines: string[]) =>
  `# Changelog\n\n## [Unreleased]\n\n## ${heading}\n\n${lines.join('\n')}\n`;

describe('the changelog of a release', () => {
  it('has a dated entry, and notes on upgrading that name the last version', () => {
    const lines = ['### Upgrading', '- Workers of 0.2.0 continue the runs of 0.1.0.', '### Added', '- More.'];
    expect(changelogProblems(entry('[0.2.0] - 2026-12-01', ...lines), '0.2.0', '0.1.0')).toEqual([]);
  });

  it('needs no notes on upgrading before the first release', () => {
    expect(changelogProblems(entry('[0.1.0] - 2026-12-01', '### Added', '- All.'), '0.1.0')).toEqual([]);
  });

  it.each([
    ['no entry', entry('[0.1.0] - 2026-12-01'), 'CHANGELOG.md has no entry ## [0.2.0] - YYYY-MM-DD'],
    ['no date', entry('[0.2.0]', '### Upgrading', '0.1.0'), 'the entry of 0.2.0 has no date: - YYYY-MM-DD'],
    [
      'a section that nobody expects',
      entry('[0.2.0] - 2026-12-01', '### Upgrading', '0.1.0', '### Misc'),
      'the entry of 0.2.0 has an unknown section: Misc',
    ],
    [
      'notes that do not name the last version',
      entry('[0.2.0] - 2026-12-01', '### Upgrading', '- Nothing.', '### Added', '- 0.1.0'),
      'the entry of 0.2.0 needs a section ### Upgrading that says whether its workers can continue the runs of 0.1.0, and what to do',
    ],
    [
      'lines that would be left out',
      entry('[0.2.0] - 2026-12-01', '### Upgrading', '0.1.0').replace('[Unreleased]\n', '[Unreleased]\n\n- More.\n'),
      'CHANGELOG.md still has lines under [Unreleased]',
    ],
  ])('is refused with %s', (_what, text, problem) => {
    expect(changelogProblems(text, '0.2.0', '0.1.0')).toEqual([problem]);
  });
});
