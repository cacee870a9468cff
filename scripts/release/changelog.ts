/** The sections that Keep a Changelog knows, and our own, which says how to upgrade. */
const SECTIONS = ['Upgrading', 'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
const UPGRADING = 'Upgrading';

/**
 * What is wrong with the entry of a version in CHANGELOG.md, as sentences: it needs a date, known sections only, and after the
 * first release a section on upgrading that names the last version.
 *
 * @param last the version of the last release; absent before the first.
 */
export function changelogProblems(text: string, version: string, last?: string): string[] {
  const entries = text.split(/^## /m).slice(1);
  const entry = entries.find((each) => each.startsWith(`[${version}]`));
  if (entry === undefined) return [`CHANGELOG.md has no entry ## [${version}] - YYYY-MM-DD`];
  const [heading = '', ...body] = entry.split('\n');
  const sections = body.filter((line) => line.startsWith('### ')).map((line) => line.slice('### '.length).trim());
  const unknown = sections.filter((section) => !SECTIONS.includes(section));
  const unreleased = entries.find((each) => each.startsWith('[Unreleased]'));
  return [
    ...(/^\[[^\]]+\] - \d{4}-\d\d-\d\d$/.test(heading) ? [] : [`the entry of ${version} has no date: - YYYY-MM-DD`]),
    ...unknown.map((section) => `the entry of ${version} has an unknown section: ${section}`),
    ...(unreleased !== undefined && /^- /m.test(unreleased) ? ['CHANGELOG.md still has lines under [Unreleased]'] : []),
    ...(last === undefined || upgradeNotes(body).includes(last)
      ? []
      : [
          `the entry of ${version} needs a section ### ${UPGRADING} that says whether its workers can continue the runs of ${last}, and what to do`,
        ]),
  ];
}

function upgradeNotes(body: readonly string[]): string {
  const start = body.findIndex((line) => line.startsWith(`### ${UPGRADING}`));
  if (start < 0) return '';
  const rest = body.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('### '));
  return (end < 0 ? rest : rest.slice(0, end)).join('\n');
}
