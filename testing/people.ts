import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { auditEvent } from '#db/schema/audit.ts'
import { type Actor, visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import type { ImportedSubject } from '#domain/people/rules/person-schemas.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { readEnvironment } from '#platform/env.ts'
import { openLog } from '#platform/log.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from './database.ts'

let made = 0

/**
 * A portal for one test file: its own database and keys, and a clock that the test sets. `as` gives a context,
 * `addPerson` a new person that no other test uses.
 */
export async function testPortal(settings: Record<string, string> = {}) {
  return portalOver(await testDatabase(), mkdtempSync(join(tmpdir(), 'portal-keys-')), settings)
}

/** The same over a database and keys that are there, as after a restore. */
export function portalOver(database: TestDatabase, keysDir: string, settings: Record<string, string> = {}) {
  const env = readEnvironment({
    DATABASE_URL: database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test'.repeat(10),
    SNAPSHOT_TOKEN: 'test'.repeat(10),
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_EMBEDDED_DATABASE: '1',
    PORTAL_KEYS_DIR: keysDir,
    DELETION_LIST_FILE: join(keysDir, 'deletions.jsonl'),
    ...settings,
  })
  const time = { passedMs: 0, movedMs: 0 }
  const waits: number[] = []
  const services: Services = {
    env,
    database: database.app,
    keys: openMasterKeys(keysDir),
    clock: {
      now: () => new Date(Date.now() + time.passedMs + time.movedMs),
      unmoved: () => new Date(Date.now() + time.passedMs),
    },
    wait: async (ms) => void waits.push(ms),
    log: openLog('silent', 'test'),
  }
  const as = (actor: Actor, locale: Locale = 'ru') => contextFor(services, { actor, locale })
  const system = as({ kind: 'system', task: 'test' })
  return {
    database,
    services,
    /** How long answers would have been slowed down, in milliseconds. */
    waits,
    as,
    visitor: as(visitor),
    system,
    subject: (subjectId: string) => as({ kind: 'subject', subjectId }),
    passTime: (ms: number) => {
      time.passedMs += ms
    },
    /** As a start with another `PORTAL_CLOCK_OFFSET` does: the clocks of others stay. */
    moveClock: (ms: number) => {
      time.movedMs += ms
    },
    async addPerson(given: Partial<ImportedSubject> = {}) {
      const externalId = given.externalId ?? `person-${process.pid}-${++made}`
      const email = given.email === undefined ? `${externalId}@example.kz` : given.email
      const row = {
        fullName: 'Әлия Серікқызы',
        phone: '+77011234567',
        locale: 'kk' as const,
        ...given,
        externalId,
        email,
      }
      await importSubjects(system, [row], 'sample')
      const subjectId = await findSubject(system, externalId)
      if (!subjectId) throw new Error('the person was not imported')
      return { ...row, subjectId, email: email ?? '' }
    },
    /** The audit log from its beginning, without what makes each record unique. */
    async audit(of: { subjectId?: string } = {}) {
      const rows = await database.owner.db.select().from(auditEvent).orderBy(asc(auditEvent.auditId))
      return rows
        .filter((row) => of.subjectId === undefined || row.subjectId === of.subjectId)
        .map(({ action, actorKind, actorId, subjectId, reason, fields }) => ({
          action,
          actorKind,
          actorId,
          subjectId,
          reason,
          fields,
        }))
    },
    async close() {
      await database.close()
      await rm(keysDir, { recursive: true, force: true })
    },
  }
}

export type TestPortal = Awaited<ReturnType<typeof testPortal>>
