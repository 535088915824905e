import { pino } from 'pino'

export type Log = ReturnType<typeof openLog>

/** Lines that wait while the log cannot be written; what comes on top is dropped. */
const waitingBytes = 256_000

/**
 * Structured log on standard output, UTC. Names of fields that could carry personal data or secrets are cut out. On a full
 * disk lines are lost, and said to be when there is space again; nothing is thrown.
 */
export function openLog(level: string, name: string, file = 1) {
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
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secret.flatMap((key) => [key, `*.${key}`]), censor: '[cut]' },
    serializers: { err: withoutRow },
    base: { name },
  }
  const destination = pino.destination({ dest: file, sync: true, maxLength: waitingBytes })
  const log = pino(options, destination)
  let lost = 0
  destination.on('error', () => {})
  destination.on('drop', () => {
    lost += 1
    if (lost === 1) destination.once('drain', sayWhatWasLost)
  })
  function sayWhatWasLost() {
    const lines = lost
    lost = 0
    log.warn({ lines }, 'lines of this log were lost while it could not be written')
  }
  return log
}

/** What happened and where. A database's own details can quote a row, so nothing else of an error passes. */
function withoutRow(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: error.name, message: error.message, code, stack: error.stack }
}
