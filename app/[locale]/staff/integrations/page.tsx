import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { listEndpoints } from '#domain/integrations/endpoints/list-endpoints.ts'
import { listApiKeys } from '#domain/integrations/keys/list-api-keys.ts'
import { readDecisionCounts } from '#domain/integrations/keys/read-decision-counts.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { DecisionsChart } from './decisions-chart.tsx'
import { EndpointsTable } from './endpoints-table.tsx'
import { integrationsPath } from './integration-texts.ts'
import { KeysTable } from './keys-table.tsx'
import { makerNames } from './maker-names.ts'
import { TableExports } from './table-exports.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'integrations' })
  return { title: t('title') }
}

export default async function Integrations({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = integrationsPath(locale)
  const ctx = await staffContext(locale, here, 'integrations.read')
  const t = await getTranslations('integrations')
  const [keys, endpoints, counts] = await Promise.all([
    listApiKeys(ctx),
    listEndpoints(ctx),
    readDecisionCounts(ctx),
  ])
  const nameOf = await makerNames(
    ctx,
    locale,
    keys.map(({ createdBy }) => createdBy.id),
  )
  const mayManage = isAllowed(ctx.actor, 'integrations.manage')
  const sudo = ctx.actor.sudo === true
  const working = keys.filter(({ state }) => state === 'works')
  const past = keys.filter(({ state }) => state !== 'works')
  const revoked = (await searchParams).done === 'revoked'
  return (
    <>
      <StaffTitle
        meta={mayManage ? t('lead') : `${t('lead')} ${t('readOnly')}`}
        actions={
          mayManage && !sudo ? (
            <ButtonLink look="plain" href={confirmPath(locale, here)}>
              {t('toChange')}
            </ButtonLink>
          ) : null
        }
      >
        {t('title')}
      </StaffTitle>
      {revoked ? (
        <Notice tone="kept" role="status" word={t('keys.states.revoked')} className="mb-6">
          {t('keys.revokeNote')}
        </Notice>
      ) : null}
      <Block
        id="keys"
        title={t('keys.title')}
        note={t('keys.note')}
        action={mayManage ? <ButtonLink href={`${here}/keys/new`}>{t('keys.new')}</ButtonLink> : null}
      >
        {working.length === 0 ? (
          <p className="text-soft">{t('keys.empty')}</p>
        ) : (
          <KeysTable locale={locale} nameOf={nameOf} keys={working} mayRevoke={mayManage && sudo} />
        )}
        {past.length === 0 ? null : (
          <details className="mt-4">
            <summary className={`${summaryLook} py-1.5 text-small`}>
              {t('keys.past', { count: past.length })}
            </summary>
            <KeysTable locale={locale} nameOf={nameOf} keys={past} mayRevoke={false} />
          </details>
        )}
      </Block>
      <Block
        id="webhooks"
        title={t('hooks.title')}
        note={t('hooks.note')}
        action={mayManage ? <ButtonLink href={`${here}/webhooks/new`}>{t('hooks.new')}</ButtonLink> : null}
      >
        {endpoints.length === 0 ? (
          <p className="text-soft">{t('hooks.empty')}</p>
        ) : (
          <EndpointsTable locale={locale} endpoints={endpoints} />
        )}
      </Block>
      <section aria-labelledby="decisions" className="border-t border-rule pt-6 pb-10">
        <h2 id="decisions" className="pb-2 text-part leading-[1.25] lg:text-[1.3125rem]">
          {t('decisions.title')}
        </h2>
        {counts.length === 0 ? (
          <p className="text-soft">{t('decisions.empty')}</p>
        ) : (
          <div className="max-w-[44rem]">
            <DecisionsChart locale={locale} counts={counts} titles={await readChoiceTitles(ctx, locale)} />
          </div>
        )}
      </section>
      <TableExports locale={locale} sudo={sudo} here={here} tables={['keys', 'endpoints', 'decisions']} />
    </>
  )
}
