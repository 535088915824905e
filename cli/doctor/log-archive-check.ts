import { archiveLateMinutes, archiveLostMinutes, minutesSince } from '#domain/backups/rules/log-archive.ts'
import { type LogArchiving, readLogArchiving } from '#domain/backups/state/read-log-archiving.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** When an external PostgreSQL last copied its write-ahead log: what came after is lost with its disk. */
export const checkLogArchive = (env: Environment): Promise<Finding> =>
  look('wal archive', async () => {
    if (env.embeddedDatabase) return ok('the embedded PostgreSQL has none: the hourly archives count')
    return withContext(env, async (ctx) =>
      logArchiveFinding(await ctx.transaction(readLogArchiving), ctx.clock.unmoved()),
    )
  })

export function logArchiveFinding({ on, copied, since, failed }: LogArchiving, now: Date) {
  if (!on) return warn('archive_mode is off: up to an hour is lost; see docs/wal-archiving.md')
  const minutes = minutesSince(since, now)
  const says = copied === 0 ? `nothing copied for ${minutes} min` : `${minutes} min ago, ${copied} copied`
  const why = failed ? `; the last try failed: ${failed.wal} at ${failed.at.toISOString()}` : ''
  const advice = `${says}${why}: look at the log of PostgreSQL`
  if (minutes >= archiveLostMinutes) return fail(advice)
  return failed || minutes >= archiveLateMinutes ? warn(advice) : ok(says)
}
