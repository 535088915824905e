import { configDefaults, defineConfig } from 'vitest/config'

const outside = [...configDefaults.exclude, 'e2e/**', '.*/**']

/**
 * What these break or measure is the same on each version of PostgreSQL, and they take minutes: evidence that is made red, a grant
 * that is gone, killed workers, large files, archives that programs of others read.
 */
const notOnOthers = process.env.TEST_POSTGRES_BIN
  ? [
      '**/*saboteur*',
      '**/unwritable-log*',
      '**/killed*',
      '**/large-*',
      '**/lock-with-passphrase*',
      '**/destroyed-keys*',
      '**/drill-keys*',
      '**/kit.db*',
    ]
  : []

/** Ends a test that hangs, ms; no test is meant to come near it on a slow machine. */
const testTimeout = 180_000

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx', '**/*.test.mjs'],
          exclude: [...outside, '**/*.db.test.ts'],
          testTimeout,
          hookTimeout: testTimeout,
          // Files share the modules they import: importing them again for each file took a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: [...outside, ...notOnOthers],
          globalSetup: ['testing/global-setup.ts'],
          pool: 'forks',
          // Importing the product again for each file took a third of the time, as with unit tests.
          isolate: false,
          // A test waits for the database and the disk about as long as it computes: three keep two cores busy.
          maxWorkers: 3,
          testTimeout,
          // Tests of deadlines and lost connections run beside whatever else a shared machine does.
          retry: process.env.CI ? 1 : 0,
          hookTimeout: testTimeout,
        },
      },
    ],
  },
})
