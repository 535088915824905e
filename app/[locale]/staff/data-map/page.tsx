import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { Block } from '#components/staff/block.tsx'
import { small } from '#components/staff/small-button.ts'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readRegister } from '#domain/fulfilment/register/read-register.ts'
import { readSourceStates } from '#domain/fulfilment/source-states/read-source-states.ts'
import { sourceTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { ByTerm } from './by-term.tsx'
import { MapTable } from './map-table.tsx'
import { purposeTitle } from './register-texts.ts'
import { SourceStates } from './source-states.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffDataMap' })
  return { title: t('title') }
}

export default async function DataMapPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/data-map`
  const ctx = await staffContext(locale, here, 'data-map.read')
  const { processing, ownPurposes, notStated, withoutGuardians } = await readRegister(ctx)
  const sources = await readSourceStates(ctx)
  const isRetried = (await searchParams).done === 'retry'
  const t = await getTranslations('staffDataMap')
  const bySource = Map.groupBy(processing, ({ item }) => item.source)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {notStated.length > 0 ? (
        <Notice tone="broken" word={t('notStated')} className="mb-6">
          {notStated.map((purpose) => purposeTitle(locale, purpose, ownPurposes)).join(', ')}
        </Notice>
      ) : null}
      {isRetried ? <Notice tone="kept" role="status" word={t('states.did')} className="mb-6" /> : null}
      <Block id="sources" title={t('states.title')} note={t('states.note')}>
        <SourceStates
          locale={locale}
          sources={sources}
          mayRetry={isAllowed(ctx.actor, 'sources.retry')}
          signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        />
      </Block>
      <Exports locale={locale} here={here} sudo={ctx.actor.sudo === true} />
      {[...bySource].map(([source, entries]) => {
        const title = sourceTitle(locale, source, entries[0]?.item.system?.title)
        return (
          <section
            key={source}
            aria-labelledby={`source-${source}`}
            className="border-t border-rule pt-6 pb-10"
          >
            <h2 id={`source-${source}`} className="pb-3 text-part leading-[1.25] lg:text-[1.3125rem]">
              {title}
            </h2>
            <MapTable
              locale={locale}
              caption={t('caption', { source: title })}
              entries={entries}
              ownPurposes={ownPurposes}
            />
          </section>
        )
      })}
      {withoutGuardians ? (
        <p className="max-w-measure pb-6 text-small text-soft">
          {translator(locale, 'guardians')('staff.dataMapOff')}
        </p>
      ) : null}
      <p className="max-w-measure pb-6 text-small text-soft">
        {t('usage')} <a href={`/${locale}/staff/statistics/courses`}>{t('usageLink')}</a>
      </p>
      <ByTerm ctx={ctx} />
    </>
  )
}

/** Both registers as files; without a recent code a link to where one is asked for. */
function Exports({ locale, here, sudo }: { locale: Locale; here: string; sudo: boolean }) {
  const t = translator(locale, 'staffDataMap')
  const registers = [
    ['processing', ['csv', 'json']],
    ['transfers', ['csv', 'json']],
    ['retention', ['csv']],
  ] as const
  return (
    <section aria-label={t('export.title')} className="pb-6 text-small print:hidden">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {sudo ? (
          registers.flatMap(([register, formats]) =>
            formats.map((format) => (
              <form key={`${register}-${format}`} method="post" action={`${here}/export`}>
                <HiddenFields fields={{ register, format }} />
                <Button look="plain" className={small}>
                  {t('export.one', { register: t(`export.${register}`), format: format.toUpperCase() })}
                </Button>
              </form>
            )),
          )
        ) : (
          <ButtonLink look="plain" className={small} href={confirmPath(locale, here)}>
            {t('export.title')}
          </ButtonLink>
        )}
        <p className="text-soft">
          {t('export.note')} {sudo ? null : t('export.code')}
        </p>
      </div>
    </section>
  )
}
