import { notFound } from 'next/navigation'
import { authorize } from '#domain/access/permissions.ts'
import type { Locale } from '#i18n/locales.ts'
import { visitorContext } from '../../../_server/session/request-context.ts'

/** The folder of the sample's mail. Where no sample is loaded there is no such page. */
export async function openMailbox(locale: Locale): Promise<{ dataDir: string }> {
  const ctx = await visitorContext(locale)
  const { sampleData, dataDir } = ctx.services.env
  if (!sampleData) notFound()
  authorize(ctx.actor, 'mailbox.read')
  return { dataDir }
}
