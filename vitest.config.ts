/**
 * Weights of test, told apart by the file's name: pure (`.test.ts`), on real stores (`.int.test.ts`), minutes-long proofs
 * of crash, recovery, start and whole-folder replays (`.slow.test.ts`), in a browser (`.e2e.ts`).
 */
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**', '**/.gantry*/**'];
/** The machine that the limit of ten minutes is meant for has two cores. */
const maxWorkers = 2;
const stores = {
  globalSetup: ['backend/test/stores.ts'],
  pool: 'forks' as const,
  maxWorkers,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...never, '**/*.int.test.ts', '**/*.slow.test.ts'],
          pool: 'threads',
          maxWorkers,
          // Pure tests share nothing but modules, which then are loaded once for each worker.
          isolate: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          exclude: never,
          ...stores,
          // The files of a worker share its tower, see backend/test/tower.ts.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { name: 'slow', include: ['**/*.slow.test.ts'], exclude: never, ...stores, sequence: { groupOrder: 2 } },
      },
      {
        test: {
          name: 'e2e',
          include: ['frontend/e2e/**/*.e2e.ts'],
          exclude: never,
          ...stores,
          testTimeout: 120_000,
          retry: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
