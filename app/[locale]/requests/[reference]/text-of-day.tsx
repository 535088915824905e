import type { Context } from '#domain/access/context.ts'
import { clauseOfRequest } from '#domain/policy/rules/clause-concerned.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { versionOn } from '#domain/policy/versions/version-on.ts'
import type { OwnRequestView } from '#domain/requests/record/request-views.ts'
import { kindColumns } from '#domain/requests/rules/kinds.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { thenAndNowPath } from '../../policy/compare-path.ts'

/** Leads to the policy of the day of a request and, where it has changed, to the clause concerned then and now. */
export async function TextOfDay({ ctx, case_ }: { ctx: Context; case_: OwnRequestView }) {
  const { locale } = ctx
  const day = almatyDate(new Date(case_.receivedAt))
  const thenAndNow = thenAndNowPath(locale, {
    version: await versionOn(ctx, day),
    newest: await currentVersion(ctx),
    clause: clauseOfRequest(kindColumns(case_.kind).kind),
  })
  return (
    <>
      <a href={`/${locale}/policy?on=${day}`}>{translator(locale, 'case')('page.policyOfDay')}</a>
      {thenAndNow ? (
        <>
          {' · '}
          <a href={thenAndNow}>{translator(locale, 'policy')('onDay.thenAndNow')}</a>
        </>
      ) : null}
    </>
  )
}
