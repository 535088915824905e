import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { subprocessorEntry } from '#db/schema/assurance.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { readSubprocessorRegister } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { recordSubprocessor } from '#domain/assurance/subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '#domain/assurance/subprocessors/subprocessor-schemas.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'

type Sample = {
  /** The channel of the recipient in the sample's operator file: its name is the same there. */
  channel: 'email' | 'sms'
  service: { kk: string; ru: string; en: string }
  sinceDaysAgo: number
  agreementEndsInDays: number | null
}

const samples: readonly Sample[] = [
  {
    channel: 'email',
    service: {
      kk: 'хаттарды жеткізу',
      ru: 'доставка писем',
      en: 'delivery of emails',
    },
    sinceDaysAgo: 400,
    agreementEndsInDays: null,
  },
  {
    channel: 'sms',
    service: { kk: 'SMS жеткізу', ru: 'доставка SMS', en: 'delivery of SMS' },
    sinceDaysAgo: 300,
    agreementEndsInDays: 40,
  },
]

/** The sample's register of subprocessors, as its officer would have kept it; once. The third recipient is left out, so that the register says so. */
export async function loadSampleSubprocessors(ctx: Context, now: Date): Promise<void> {
  const [member] = await ctx.transaction((tx) => membersByRole(tx, ctx.services.keys, ['privacy-officer']))
  if (!member) return
  const { staffId, roles, locale } = member
  const officer = contextFor(ctx.services, {
    actor: { kind: 'staff', staffId, roles, clearance: true },
    locale,
  })
  const { current, announced, ended } = await readSubprocessorRegister(officer)
  if (current.length + announced.length + ended.length > 0) return
  const recipients = readOperator(ctx.services.env).processing.communication?.recipients ?? []
  const today = almatyDate(now)
  for (const { channel, service, sinceDaysAgo, agreementEndsInDays } of samples) {
    const recipient = recipients.find((one) => one.channel === channel)
    if (!recipient) continue
    const since = addDays(today, -sinceDaysAgo)
    const { kk, ru, en } = recipient.name
    const made = await recordSubprocessor(
      officer,
      subprocessorSchema.parse({
        subprocessorId: '',
        effectiveOn: since,
        since,
        categories: 'registration',
        nameKk: kk,
        nameRu: ru,
        nameEn: en,
        serviceKk: service.kk,
        serviceRu: service.ru,
        serviceEn: service.en,
        country: recipient.country,
        transferBasis: recipient.country === 'KZ' ? 'home' : 'consent',
        agreementName: `SAMPLE-${channel}.pdf`,
        agreementSha256: createHash('sha256').update(service.en).digest('hex'),
        agreementOn: since,
        agreementEndsOn: agreementEndsInDays === null ? '' : addDays(today, agreementEndsInDays),
      }),
    )
    if (made.status === 'done') await dateBack(ctx, made.subprocessorId, almatyInstant(addDays(since, 1)))
  }
}

/** As if it had been recorded at the time, which only the owner can do. */
async function dateBack(ctx: Context, subprocessorId: string, recordedAt: Date): Promise<void> {
  await ctx.transaction(async (tx) => {
    await tx
      .update(subprocessorEntry)
      .set({ recordedAt })
      .where(eq(subprocessorEntry.subprocessorId, subprocessorId))
    await tx
      .update(auditEvent)
      .set({ at: recordedAt })
      .where(eq(auditEvent.resource, `subprocessor:${subprocessorId}`))
  })
}
