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
    base: { name },
  })
}
