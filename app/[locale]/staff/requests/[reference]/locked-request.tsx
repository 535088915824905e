import { notFound } from 'next/navigation'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import type { Context } from '#domain/access/context.ts'
import { readLockedRequest } from '#domain/fulfilment/erase/read-locked-request.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'

/** In place of a request of a person who was erased; "not found" for an unknown reference. */
export async function LockedRequest({ ctx, reference }: { ctx: Context; reference: string }) {
  const locked = await readLockedRequest(ctx, reference)
  if (!locked) notFound()
  const t = translator(ctx.locale, 'erasure')
  return (
    <>
      <StaffTitle>{t('locked.title')}</StaffTitle>
      <p className="max-w-measure">{t('locked.text', { date: longDate(ctx.locale, locked.erasedAt) })}</p>
      {locked.certificatePath ? (
        <p className="mt-4">
          <a href={`/${ctx.locale}${locked.certificatePath}`}>{t('run.certificate')}</a>
        </p>
      ) : null}
    </>
  )
}
