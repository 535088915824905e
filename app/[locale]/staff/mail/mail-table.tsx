import { PressForm } from '#components/form/press-form.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import type { UndeliveredEntry } from '#domain/integrations/mail/list-undelivered.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { integrationErrors } from '../integrations/integration-texts.ts'
import { sendMailAgain } from './actions.ts'
import { mailWord, reasonWord } from './mail-texts.ts'

type Props = {
  locale: Locale
  caption: string
  items: readonly UndeliveredEntry[]
  /** Whether each can be sent again from here. */
  mayRetry: boolean
  signInPath: string
}

/** Messages with the reason why each has not arrived. */
export function MailTable({ locale, caption, items, mayRetry, signInPath }: Props) {
  const t = translator(locale, 'undeliveredMail')
  const isWaiting = items.some(({ state }) => state !== 'given-up')
  const heads = ['last', 'what', 'request', 'why', 'tries'] as const
  return (
    <DenseTable
      caption={caption}
      heads={[...heads.map((head) => t(`columns.${head}`)), ...(isWaiting ? [t('columns.next')] : [])]}
      rows={items.map((item) => {
        const at = shortMoment(locale, item.lastTriedAt)
        const what = mailWord(locale, item.task)
        return {
          key: item.mailId,
          head: <time dateTime={item.lastTriedAt}>{at}</time>,
          cells: [
            {
              value: (
                <>
                  {what}
                  {mayRetry ? (
                    <PressForm
                      action={sendMailAgain}
                      fields={{ mailId: item.mailId }}
                      words={integrationErrors(locale)}
                      texts={{ press: t('again'), pressing: t('sending') }}
                      label={t('againOf', { what, at })}
                      look="text"
                      signInPath={signInPath}
                    />
                  ) : null}
                </>
              ),
            },
            {
              label: t('columns.request'),
              value: item.reference ? (
                <a href={`/${locale}/staff/requests/${item.reference}`}>{item.reference}</a>
              ) : (
                '–'
              ),
              short: true,
            },
            {
              value: (
                <>
                  {reasonWord(locale, item.reason)}
                  <span className="block text-soft">{t('code', { code: item.code })}</span>
                </>
              ),
            },
            { label: t('columns.tries'), value: item.tries, short: true },
            ...(isWaiting ? [{ label: t('columns.next'), value: nextTry(locale, item) }] : []),
          ],
        }
      })}
    />
  )
}

function nextTry(locale: Locale, { state, nextTryAt }: UndeliveredEntry): string {
  if (state === 'waiting' || !nextTryAt) return translator(locale, 'undeliveredMail')('nextWithServer')
  return shortMoment(locale, nextTryAt)
}
