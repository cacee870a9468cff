import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * The violations of WCAG 2.2 A and AA that axe-core finds in the current page: one line per rule, with the elements that
 * break it.
 */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Evaluated through the debugger, so pages that forbid scripts can be checked too.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (): Promise<Violation[]> => {
    const { axe: engine } = globalThis as unknown as { axe: typeof axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const results = await engine.run({ runOnly: tags, resultTypes: ['violations'] });
    return results.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      targets: nodes.map(({ target }) => target.join(' ')),
    }));
  });
  return violations.map(({ id, help, targets }) => `${id}: ${help}: ${targets.slice(0, 5).join(', ')}`);
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly targets: readonly string[];
}
