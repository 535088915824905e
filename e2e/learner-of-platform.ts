import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import type { Locale } from '../i18n/locales.ts'
import type { Portal } from './people.ts'

type Given = { locale: Locale; fullName?: string; ticket?: { subject: string; body: string } }

/** A new learner of the platform and of the portal. `ticket`: what they wrote to the platform's support. */
export async function learnerOfPlatform(
  portal: Portal,
  sql: postgres.Sql,
  { locale, fullName = 'Dana Ulykbek', ticket }: Given,
) {
  const externalId = randomUUID()
  const email = `${externalId}@example.test`
  const [user] = await sql<{ id: string }[]>`
    INSERT INTO users (external_id, full_name, email, locale, created_at)
    VALUES (${externalId}, ${fullName}, ${email}, ${locale}, '2026-01-01T00:00:00Z') RETURNING id`
  const userId = user?.id ?? ''
  if (ticket)
    await sql`INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
      VALUES (${userId}, ${ticket.subject}, ${ticket.body}, 'open', '2026-11-01T00:00:00Z')`
  await importSubjects(portal.system, [{ externalId, fullName, email, phone: null, locale }], 'import')
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  return { userId, externalId, subjectId, email, fullName, locale }
}
