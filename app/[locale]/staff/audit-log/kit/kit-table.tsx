import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { small } from '#components/staff/small-button.ts'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import type { KitItem } from '#domain/assurance/kit/ask-for-kit.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { kitPath } from './kit-path.ts'

type Props = {
  locale: Locale
  kits: readonly KitItem[]
  /** The page that asks for a code first; null when a recent one was given. */
  confirmFirst: string | null
}

/** The kits that were asked for, the newest first. */
export function KitTable({ locale, kits, confirmFirst }: Props) {
  const t = translator(locale, 'auditKit')
  const heads = ['period', 'state', 'asked'] as const
  const day = (date: string) => longDate(locale, date)
  return (
    <DenseTable
      caption={t('list.title')}
      heads={heads.map((head) => t(`list.columns.${head}`))}
      rows={kits.map((kit) => ({
        key: kit.kitId,
        head: t('list.period', { from: day(kit.fromDay), to: day(kit.toDay) }),
        cells: [
          {
            label: t('list.columns.state'),
            value: (
              <>
                <WordedState {...stateOf(locale, kit)} />
                {kit.state === 'ready' ? (
                  <Ready locale={locale} kit={kit} confirmFirst={confirmFirst} />
                ) : null}
              </>
            ),
          },
          {
            label: t('list.columns.asked'),
            value: t('list.askedBy', {
              name: kit.askedByName ?? t('list.nobody'),
              at: longMoment(locale, kit.askedAt),
            }),
          },
        ],
      }))}
    />
  )
}

function stateOf(locale: Locale, { state, failure, expiresAt }: KitItem) {
  const t = translator(locale, 'auditKit')
  const word = t(`states.${state}`)
  if (state === 'failed')
    return { tone: 'broken' as const, word, detail: t(`failures.${failure ?? 'failed'}`) }
  if (state !== 'ready') return { tone: 'plain' as const, word }
  return {
    tone: 'kept' as const,
    word,
    detail: expiresAt ? t('list.until', { at: longMoment(locale, expiresAt) }) : undefined,
  }
}

function Ready({ locale, kit, confirmFirst }: { locale: Locale; kit: KitItem; confirmFirst: string | null }) {
  const t = translator(locale, 'auditKit')
  return (
    <>
      <div className="py-2">
        {confirmFirst === null ? (
          <form method="post" action={`${kitPath(locale)}/file`}>
            <HiddenFields fields={{ kit: kit.kitId }} />
            <Button look="plain" className={small}>
              {t('list.get')}
            </Button>
          </form>
        ) : (
          <ButtonLink look="plain" className={small} href={confirmFirst}>
            {t('list.confirm')}
          </ButtonLink>
        )}
      </div>
      <p>
        <span className="block text-soft">{t('list.sum')}</span>
        <Fingerprint hex={kit.sha256 ?? ''} />
      </p>
    </>
  )
}
