import { notFound } from 'next/navigation'
import { noticeDuties } from '#db/schema/incidents-codes.ts'
import { readIncident } from '#domain/incidents/register/read-incidents.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { isLocale } from '#i18n/locales.ts'
import { openedFile } from '../../../../../../../_server/files/file-within-limit.ts'
import { localeOf } from '../../../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../../../_server/session/staff-context.ts'
import { noticeDraft } from '../../../notice-draft.ts'

type Props = { params: Promise<{ locale: string; reference: string; kind: string; language: string }> }

/** A draft of a notice as a text file, in the language of its address. */
export async function GET(_request: Request, { params }: Props): Promise<Response> {
  const { locale: given, reference, kind, language } = await params
  const locale = localeOf(given)
  const page = `/${locale}/staff/incidents/${reference}`
  const ctx = await staffContext(locale, page, 'incidents.read')
  const duty = noticeDuties.find((one) => one === kind)
  if (!duty || !isLocale(language)) notFound()
  return openedFile(ctx, page, async () => {
    const incident = await readIncident(ctx, reference)
    if (!incident) notFound()
    const draft = noticeDraft(incident, readOperator(ctx.services.env), { duty, locale: language })
    return new Response(`\ufeff${draft}`, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${incident.reference}-${duty}-${language}.txt"`,
      },
    })
  })
}
