import { pino } from 'pino'

export type Log = ReturnType<typeof openLog>

/** Structured log on standard output, UTC. Names of fields that could carry personal data or secrets are cut out. */
export function openLog(level: string, name: string) {
  const secret = [
    'email',
    'fullName',
    'phone',
    'address',
    'token',
    'code',
    'password',
    'cookie',
    'authorization',
  ]
  return pino({
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secret.flatMap((key) => [key, `*.${key}`]), censor: '[cut]' },
    serializers: { err: withoutRow },
    base: { name },
  })
}

/** What happened and where. A database's own details can quote a row, so nothing else of an error passes. */
function withoutRow(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: error.name, message: error.message, code, stack: error.stack }
}
