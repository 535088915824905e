import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readEndpoint } from '#domain/integrations/endpoints/list-endpoints.ts'
import { endpointIdSchema } from '#domain/integrations/rules/integration-schemas.ts'
import { listDeliveries } from '#domain/integrations/webhooks/list-deliveries.ts'
import { shortMoment } from '#i18n/dates.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../../_server/session/staff-context.ts'
import { sendAgain, sendTest } from '../../actions.ts'
import {
  endpointState,
  eventWord,
  integrationErrors,
  integrationsPath,
  outcomeWords,
} from '../../integration-texts.ts'
import { makerNames } from '../../maker-names.ts'
import { TableExports } from '../../table-exports.tsx'
import { EndpointChanges } from './endpoint-changes.tsx'
import { MessagesTable } from './messages-table.tsx'

type Props = {
  params: Promise<{ locale: string; endpointId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'integrations' })
  return { title: t('hooks.title') }
}

const results = ['off', 'on', 'again', 'test'] as const

export default async function Webhook({ params, searchParams }: Props) {
  const { locale: given, endpointId } = await params
  const locale = localeOf(given)
  const list = integrationsPath(locale)
  const here = `${list}/webhooks/${endpointId}`
  const ctx = await staffContext(locale, here, 'integrations.read')
  const known = endpointIdSchema.safeParse({ endpointId }).success
  const endpoint = known ? await readEndpoint(ctx, endpointId) : null
  if (!endpoint) notFound()
  const query = await searchParams
  const only = query.only === 'dead' ? 'dead' : undefined
  const after = typeof query.after === 'string' ? query.after : undefined
  const { items, next } = await listDeliveries(ctx, { endpointId, only, after })
  const t = await getTranslations('integrations')
  const nameOf = await makerNames(ctx, locale, [endpoint.createdById])
  const mayManage = isAllowed(ctx.actor, 'integrations.manage')
  const sudo = ctx.actor.sudo === true
  const mayReplay = mayManage && sudo && !endpoint.disabledAt
  const did = results.find((one) => one === query.done)
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const old = endpoint.oldSecretUntil
  const facts = [
    { term: t('hooks.state'), value: <WordedState {...endpointState(locale, endpoint)} /> },
    { term: t('hooks.events'), value: endpoint.events.map((one) => eventWord(locale, one)).join(', ') },
    {
      term: t('hooks.last'),
      value: endpoint.last ? outcomeWords(locale, endpoint.last.outcome) : t('hooks.noneYet'),
      ...(endpoint.last && { note: shortMoment(locale, endpoint.last.at) }),
    },
    {
      term: t('hook.secret'),
      value: t('hook.secretKept'),
      ...(old && { note: t('hook.oldUntil', { at: shortMoment(locale, old) }) }),
    },
    {
      term: t('hooks.made'),
      value: t('hooks.madeBy', {
        who: nameOf(endpoint.createdById),
        at: shortMoment(locale, endpoint.createdAt),
      }),
    },
  ]
  return (
    <>
      <StaffTitle
        above={<a href={list}>{t('title')}</a>}
        meta={mayManage ? null : t('readOnly')}
        actions={
          mayManage && !sudo ? (
            <ButtonLink look="plain" href={confirmPath(locale, here)}>
              {t('toChange')}
            </ButtonLink>
          ) : null
        }
      >
        <span className="break-all">{endpoint.url}</span>
      </StaffTitle>
      {did ? <Notice tone="kept" role="status" word={t(`hook.did.${did}`)} className="mb-6" /> : null}
      <section aria-label={t('hook.facts')} className="mb-8 max-w-[44rem]">
        <FactList facts={facts} />
      </section>
      <Block
        id="messages"
        title={t('messages.title')}
        note={t('messages.note')}
        action={
          mayReplay ? (
            <div className="flex flex-wrap gap-3">
              <PressForm
                action={sendTest}
                fields={{ endpointId }}
                words={integrationErrors(locale)}
                texts={{ press: t('messages.test'), pressing: t('messages.sending') }}
                look="plain"
                signInPath={signInPath}
              />
              {endpoint.dead > 0 ? (
                <PressForm
                  action={sendAgain}
                  fields={{ endpointId }}
                  words={integrationErrors(locale)}
                  texts={{ press: t('messages.againAll'), pressing: t('messages.sending') }}
                  look="plain"
                  signInPath={signInPath}
                />
              ) : null}
            </div>
          ) : null
        }
      >
        <nav aria-label={t('messages.show')} className="pb-3">
          <ul className="flex gap-x-5 text-small">
            <li>
              <a className="menu-link" href={`${here}#messages`} aria-current={only ? undefined : 'page'}>
                {t('messages.all')}
              </a>
            </li>
            <li>
              <a
                className="menu-link"
                href={`${here}?only=dead#messages`}
                aria-current={only ? 'page' : undefined}
              >
                {t('messages.onlyDead')}
              </a>
            </li>
          </ul>
        </nav>
        {items.length === 0 ? (
          <p className="text-soft">{t('messages.empty')}</p>
        ) : (
          <MessagesTable
            locale={locale}
            endpointId={endpointId}
            items={items}
            mayReplay={mayReplay}
            signInPath={signInPath}
          />
        )}
        {next ? (
          <p className="mt-4 text-small">
            <a href={`${here}?${new URLSearchParams({ ...(only && { only }), after: next })}#messages`}>
              {t('messages.older')}
            </a>
          </p>
        ) : null}
      </Block>
      {mayManage && sudo ? (
        <EndpointChanges locale={locale} endpoint={endpoint} here={here} signInPath={signInPath} />
      ) : null}
      <TableExports locale={locale} endpointId={endpointId} sudo={sudo} here={here} tables={['messages']} />
    </>
  )
}
