import { eq, inArray, sql } from 'drizzle-orm'
import { auditFinding, securityAudit } from '#db/schema/assurance.ts'
import type { Severity } from '#db/schema/assurance-codes.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { listAudits, readAudit } from '#domain/assurance/audits/read-audits.ts'
import { addFinding, closeFinding, planAudit, recordAudit } from '#domain/assurance/audits/record-audit.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { lastDayOf, previousQuarter, quarterOf } from '#platform/time/quarter.ts'

type SampleFinding = { title: string; severity: Severity; dueInDays: number; measure?: string }
type SampleAudit = {
  kind: 'audit' | 'penetration-test'
  scope: string
  performer: string
  /** The day by the quarters of the sample's present. */
  day: (today: string) => string
  done: boolean
  findings: readonly SampleFinding[]
}

const lastQuarter = (today: string) => addDays(lastDayOf(previousQuarter(quarterOf(today))), -12)

const sampleAudits: readonly SampleAudit[] = [
  {
    kind: 'audit',
    scope: 'Портал и база данных: доступы сотрудников, резервные копии, журнал аудита.',
    performer: 'ТОО «SAMPLE Аудит»',
    day: lastQuarter,
    done: true,
    findings: [
      {
        title: 'У двух учётных записей базы данных один пароль',
        severity: 'high',
        dueInDays: -30,
        measure: 'Пароли заменены, у каждой роли свой файл.',
      },
      { title: 'План восстановления не распечатан', severity: 'low', dueInDays: 45 },
    ],
  },
  {
    kind: 'penetration-test',
    scope: 'Публичные страницы и API портала.',
    performer: 'ТОО «SAMPLE Пентест»',
    day: (today) => addDays(today, -140),
    done: true,
    findings: [
      {
        title: 'Ответ с ошибкой называл версию сервера',
        severity: 'medium',
        dueInDays: -100,
        measure: 'Заголовок убран.',
      },
    ],
  },
  {
    kind: 'audit',
    scope: 'Портал: роли и доступы, обучение сотрудников.',
    performer: 'ТОО «SAMPLE Аудит»',
    day: (today) => addDays(lastDayOf(quarterOf(today)), -6),
    done: false,
    findings: [],
  },
]

/** The sample's register of audits, as its security officer would have kept it; once. */
export async function loadSampleAudits(ctx: Context, now: Date): Promise<void> {
  const [member] = await ctx.transaction((tx) => membersByRole(tx, ctx.services.keys, ['security-officer']))
  if (!member) return
  const { staffId, roles, locale } = member
  // Who sees to a finding cannot close it.
  const [owner = member] = await ctx.transaction((tx) =>
    membersByRole(tx, ctx.services.keys, ['administrator']),
  )
  const actor = { kind: 'staff', staffId, roles, clearance: true } as const
  const officer = contextFor(ctx.services, { actor, locale })
  if ((await listAudits(officer)).length > 0) return
  const today = almatyDate(now)
  for (const { kind, scope, performer, day, done, findings } of sampleAudits) {
    const plannedOn = day(today)
    const { auditId } = await planAudit(officer, { kind, scope, performer, plannedOn })
    if (done)
      await recordAudit(
        officer,
        { auditId, doneOn: plannedOn, reportName: `SAMPLE-${plannedOn}` },
        {
          content: reportOf({ scope, performer, findings }, plannedOn),
          type: { mediaType: 'text/plain; charset=utf-8' },
        },
      )
    for (const { title, severity, dueInDays, measure } of findings) {
      const dueOn = addDays(today, dueInDays)
      await addFinding(officer, { auditId, title, severity, ownerId: owner.staffId, dueOn })
      const found = (await readAudit(officer, auditId))?.list.find((one) => one.title === title)
      if (found && measure) await closeFinding(officer, { auditId, findingId: found.findingId, measure })
    }
    // Planned a month ahead, or weeks ago; recorded two days after it was done.
    const planned = done ? addDays(plannedOn, -30) : addDays(today, -20)
    await dateBack(ctx, auditId, almatyInstant(planned), almatyInstant(addDays(plannedOn, 2)))
  }
}

/** A report that says that it is invented. */
const reportOf = (
  { scope, performer, findings }: Pick<SampleAudit, 'scope' | 'performer' | 'findings'>,
  day: string,
) =>
  Buffer.from(
    [`SAMPLE ${day}`, performer, scope, ...findings.map(({ title }) => `- ${title}`), ''].join('\n'),
  )

/** As if it had been recorded at the time, which only the owner can do. */
async function dateBack(ctx: Context, auditId: string, plannedAt: Date, recordedAt: Date): Promise<void> {
  await ctx.transaction(async (tx) => {
    const findings = await tx
      .update(auditFinding)
      .set({
        recordedAt,
        closedAt: sql`CASE WHEN closed_at IS NULL THEN NULL ELSE ${recordedAt}::timestamptz END`,
      })
      .where(eq(auditFinding.auditId, auditId))
      .returning({ id: auditFinding.findingId })
    await tx
      .update(securityAudit)
      .set({
        plannedAt,
        recordedAt: sql`CASE WHEN recorded_at IS NULL THEN NULL ELSE ${recordedAt}::timestamptz END`,
      })
      .where(eq(securityAudit.auditId, auditId))
    const events = (resources: string[], at: Date) =>
      tx.update(auditEvent).set({ at }).where(inArray(auditEvent.resource, resources))
    await events([`security-audit:${auditId}`], plannedAt)
    if (findings.length > 0)
      await events(
        findings.map(({ id }) => `audit-finding:${id}`),
        recordedAt,
      )
  })
}
