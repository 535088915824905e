import { z } from 'zod'
import { contextFor } from '#domain/access/context.ts'
import { LogBroken } from '#domain/audit/log/find-break.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { breakReasons, declareBreak } from '#domain/audit/log/start-log.ts'
import { emailSchema } from '#domain/people/rules/person-schemas.ts'
import { findAdministrator } from '#domain/staff/team/find-staff.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { makeLogKey, openLogKey } from '#platform/crypto/log-key.ts'
import { readEnvironment } from '#platform/env.ts'
import { openServices, type Services } from '#platform/services.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'

const given = z.object({ administrator: emailSchema, reason: z.enum(breakReasons) })

export const auditDeclareBreak: Command = {
  name: 'audit declare-break',
  summary: 'lets the audit log go on after a restore or a loss, under a new name and on record',
  options: [
    { flags: '--administrator <email>', summary: 'who declares it: the log records it', required: true },
    { flags: '--reason <reason>', summary: breakReasons.join(', '), required: true },
  ],
  async run({ options }) {
    const parsed = given.safeParse(options)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new WrongUse(`--${String(issue?.path[0])}: ${issue?.message ?? 'wrong'}`)
    }
    const { administrator, reason } = parsed.data
    const services = openAsOwner()
    const { keysDir, checkpointDir } = services.env
    try {
      const actor = { kind: 'system', task: 'audit declare-break' } as const
      const ctx = contextFor(services, { actor, locale: defaultLocale })
      const staffId = await findAdministrator(ctx, administrator)
      if (!staffId) throw new CommandFailed(`${administrator} is not an active administrator`)
      const { origin, size } = await declareBreak(ctx, {
        makeKey: () => makeLogKey(keysDir),
        openKey: () => openLogKey(keysDir),
        outside: openOutsideFiles(checkpointDir),
        reason,
        staffId,
      })
      return { json: { origin, size }, lines: [`${origin} goes on from ${size} records.`] }
    } catch (error) {
      if (error instanceof LogBroken) throw new CommandFailed(error.message)
      throw error
    } finally {
      await services.database.close()
    }
  },
}

/** Only the owner of the tables registers a log: SQL of somebody who broke into the app cannot name another key. */
function openAsOwner(): Services {
  const env = readEnvironment(process.env)
  if (!env.DATABASE_OWNER_URL) throw new CommandFailed('DATABASE_OWNER_URL: needed to register the log')
  return openServices({ ...env, DATABASE_URL: env.DATABASE_OWNER_URL }, 'cli')
}
