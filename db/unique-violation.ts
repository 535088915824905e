/** Whether PostgreSQL refused a second row with the same key. */
export const isUniqueViolation = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '23505'
