import { defineConfig } from 'vitest/config';

const minutes = 60_000;

/** The kinds of test, in the order they run. */
const KINDS = ['unit', 'workflow', 'integration', 'ui', 'chaos'] as const;

/**
 * Only unit tests run in parallel: the time-skipping server's clock is global, and the others measure and break real servers
 * on few cores.
 */
export default defineConfig({
  test: {
    // A kind without tests is no failure; .ci/run fails when no test ran at all, or one was skipped.
    passWithNoTests: true,
    allowOnly: false,
    projects: [
      project('unit', { globalSetup: [], testTimeout: 10_000, parallel: true }),
      project('workflow', { globalSetup: ['built-package', 'test-server'], testTimeout: 1 * minutes }),
      project('integration', {
        globalSetup: ['temporal-cli', 'built-package', 'shared-temporal-server'],
        testTimeout: 2 * minutes,
      }),
      project('ui', {
        globalSetup: ['temporal-cli', 'built-package', 'shared-temporal-server', 'chromium'],
        testTimeout: 3 * minutes,
      }),
      project('chaos', { globalSetup: ['temporal-cli', 'built-package'], testTimeout: 10 * minutes }),
    ],
  },
});

interface Kind {
  /** Files of test/setup. */
  readonly globalSetup: readonly string[];
  /** Milliseconds, of hooks too. */
  readonly testTimeout: number;
  readonly parallel?: boolean;
}

function project(name: (typeof KINDS)[number], kind: Kind) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      environment: 'node' as const,
      // It imports JSON as no Node allows, and so must be bundled.
      server: { deps: { inline: ['@actions/workflow-parser'] } },
      pool: 'forks' as const,
      // Unit tests share their two processes: they leave nothing behind, and loading the modules took most of their time.
      isolate: kind.parallel !== true,
      globalSetup: kind.globalSetup.map((file) => `test/setup/${file}.ts`),
      testTimeout: kind.testTimeout,
      hookTimeout: kind.testTimeout,
      fileParallelism: kind.parallel === true,
      sequence: { groupOrder: KINDS.indexOf(name) },
    },
  };
}
