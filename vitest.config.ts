/** Three weights of test, told apart by the file's name: pure (`.test.ts`), on real stores (`.int.test.ts`), in a browser (`.e2e.ts`). */
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**', '**/.gantry*/**'];
const stores = {
  globalSetup: ['backend/test/stores.ts'],
  pool: 'forks' as const,
  fileParallelism: false,
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
          exclude: [...never, '**/*.int.test.ts'],
          pool: 'threads',
          testTimeout: 30_000,
        },
      },
      { test: { name: 'integration', include: ['**/*.int.test.ts'], exclude: never, ...stores } },
      {
        test: {
          name: 'e2e',
          include: ['frontend/e2e/**/*.e2e.ts'],
          exclude: never,
          ...stores,
          testTimeout: 120_000,
          retry: 1,
        },
      },
    ],
  },
});
