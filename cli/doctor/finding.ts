export type Finding = { about: string; state: 'ok' | 'warn' | 'fail'; says: string }

/** Runs one look; what it throws becomes a failed finding of one line. */
export async function look(about: string, run: () => Promise<Omit<Finding, 'about'>>): Promise<Finding> {
  try {
    return { about, ...(await run()) }
  } catch (error) {
    return { about, state: 'fail', says: reasonOf(error) }
  }
}

export const ok = (says: string) => ({ state: 'ok' as const, says })
export const warn = (says: string) => ({ state: 'warn' as const, says })
export const fail = (says: string) => ({ state: 'fail' as const, says })

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${reasonOf(error.cause)}` : ''
  return `${error.message}${cause}`.replace(/\s+/g, ' ')
}
