/** PostgreSQL's refusal of a second row with the same key: somebody else was first. */
export const isUniqueViolation = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '23505'
