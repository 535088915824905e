import type { dataPackage } from '#db/schema/fulfilment.ts'

/** A package from its beginning, whatever was there before. */
export const newPackage = (
  now: Date,
  { releaseWhenReady = false } = {},
): Omit<typeof dataPackage.$inferInsert, 'subjectId' | 'requestId'> => ({
  state: 'collecting',
  releaseWhenReady,
  createdAt: now,
  tryAt: now,
  tries: 0,
  leaseUntil: null,
  ...noFile,
})

/** Nothing of a package is left on the disk. */
export const noFile = {
  code: null,
  keySealed: null,
  parts: null,
  size: null,
  sha256: null,
  lockSealed: null,
  locked: false,
  madeAt: null,
  releasedAt: null,
  expiresAt: null,
} as const
