import { configDefaults, defineConfig } from 'vitest/config'

const outside = [...configDefaults.exclude, 'e2e/**', '.*/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx', '**/*.test.mjs'],
          exclude: [...outside, '**/*.db.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: outside,
          globalSetup: ['testing/global-setup.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 20_000,
          // Tests of deadlines and lost connections run beside whatever else a shared machine does.
          retry: process.env.CI ? 1 : 0,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
