import { defineConfig } from 'vitest/config';

const minutes = 60_000;

/**
 * The kinds of test, in the order they run. Kinds with the same `order` run side by side.
 *
 * The time-skipping server's tests measure its clock, `serial` measures rates and loads both cores, and `chaos` kills
 * processes: their files run one at a time.
 */
const KINDS: Readonly<Record<string, Kind>> = {
  // The files share their two processes: loading the modules for each file took most of the time. Tests must clean up after themselves.
  unit: { order: 0, files: 2, isolate: false, globalSetup: [], testTimeout: 30_000 },
  workflow: { order: 1, files: 1, globalSetup: ['built-package', 'test-server'], testTimeout: 1 * minutes },
  integration: {
    order: 2,
    files: 2,
    globalSetup: ['temporal-cli', 'built-package', 'shared-temporal-servers', 'prometheus'],
    testTimeout: 2 * minutes,
  },
  ui: {
    order: 2,
    files: 2,
    globalSetup: ['temporal-cli', 'built-package', 'chromium'],
    testTimeout: 3 * minutes,
  },
  serial: {
    order: 3,
    files: 1,
    globalSetup: ['temporal-cli', 'built-package', 'shared-temporal-servers'],
    testTimeout: 2 * minutes,
  },
  fuzz: {
    order: 4,
    files: 2,
    globalSetup: ['temporal-cli', 'built-package', 'shared-temporal-servers'],
    testTimeout: 10 * minutes,
  },
  cluster: {
    order: 6,
    files: 1,
    globalSetup: ['built-package', 'cluster-programs', 'prometheus'],
    testTimeout: 10 * minutes,
  },
  chaos: { order: 5, files: 1, globalSetup: ['temporal-cli', 'built-package'], testTimeout: 10 * minutes },
};

interface Kind {
  readonly order: number;
  /** How many test files run at the same time. */
  readonly files: number;
  /** Whether each test file gets a process of its own; default true. */
  readonly isolate?: boolean;
  /** Files of test/setup. */
  readonly globalSetup: readonly string[];
  /** Milliseconds, of hooks too. */
  readonly testTimeout: number;
}

export default defineConfig({
  test: {
    // A kind without tests is not a failure. .ci/run fails if no test ran at all, or if one was skipped.
    passWithNoTests: true,
    allowOnly: false,
    projects: Object.entries(KINDS).map(([name, kind]) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        environment: 'node' as const,
        // It imports JSON in a way that Node rejects, so Vitest must bundle it.
        server: { deps: { inline: ['@actions/workflow-parser'] } },
        pool: 'forks' as const,
        isolate: kind.isolate ?? true,
        globalSetup: kind.globalSetup.map((file) => `test/setup/${file}.ts`),
        testTimeout: kind.testTimeout,
        hookTimeout: kind.testTimeout,
        maxWorkers: kind.files,
        // Concurrent tests mostly wait: for copies, and for polls.
        maxConcurrency: 12,
        sequence: { groupOrder: kind.order },
      },
    })),
  },
});
