import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { StateMark } from '#components/ui/state-mark.tsx'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import type { Locale } from '#i18n/locales.ts'
import { currentSession, subjectContext } from '../_server/session/request-context.ts'

const shortcuts = [
  { name: 'copy', href: '/requests/new/access/form' },
  { name: 'correct', href: '/requests/new/rectification/form' },
  { name: 'delete', href: '/requests/new/erasure/form' },
  { name: 'follow', href: '/my/requests' },
] as const

/**
 * What people come for. A signed-in person also reads what is on, and which requests are open; a visitor gets the same page
 * as everybody else.
 */
export async function Doors({ locale }: { locale: Locale }) {
  const t = await getTranslations('home')
  const own = await readOwn(locale)
  return (
    <div className="sheet -mt-2 pb-10 md:pb-14">
      <div />
      <div className="max-w-measure">
        <p className="grid gap-3 sm:grid-cols-2">
          <ButtonLink href={`/${locale}/my/choices`} className="flex-col">
            {t('doors.choices')}
            {own ? <span className="text-small font-normal">{own.choices}</span> : null}
          </ButtonLink>
          <ButtonLink href={`/${locale}/policy`}>{t('doors.policy')}</ButtonLink>
        </p>
        {own?.requests ? (
          <p className="mt-3">
            <a
              className="inline-flex min-h-11 items-baseline gap-2 pt-2.5 font-semibold"
              href={own.requests.href}
            >
              {own.requests.isTheirTurn ? <StateMark state="due" /> : null}
              {own.requests.text}
            </a>
          </p>
        ) : null}
        <p className="mt-3 flex flex-wrap gap-x-6">
          {shortcuts.map(({ href, name }) => (
            <a key={name} className="inline-flex min-h-11 items-center" href={`/${locale}${href}`}>
              {t(`doors.${name}`)}
            </a>
          ))}
        </p>
      </div>
    </div>
  )
}

/** What concerns the signed-in person; null for a visitor. */
async function readOwn(locale: Locale) {
  if (!(await currentSession())) return null
  const ctx = await subjectContext(locale, `/${locale}`)
  const { subjectId } = ctx.actor
  const choices = (await readChoices(ctx, subjectId)).filter(({ purpose }) => purpose !== 'service')
  const { items } = await listOwnRequests(ctx, subjectId, { size: 100 })
  const open = items.filter(({ closedAt }) => closedAt === null)
  const theirTurn = open.filter(({ status }) => status === 'awaiting-person')
  const [t, ofChoices, ofCase] = await Promise.all([
    getTranslations('home'),
    getTranslations('choices'),
    getTranslations('case'),
  ])
  const isTheirTurn = theirTurn.length > 0
  const [only] = isTheirTurn ? theirTurn : open
  const isOne = (isTheirTurn ? theirTurn : open).length === 1
  const text = t('openRequests', { count: open.length })
  return {
    choices: ofChoices('count', {
      on: choices.filter(({ decision }) => decision === 'granted').length,
      all: choices.length,
    }),
    requests: only && {
      isTheirTurn,
      text: isTheirTurn ? `${text}, ${ofCase('waiting.you')}` : text,
      href: isOne ? `/${locale}/requests/${only.reference}` : `/${locale}/my/requests`,
    },
  }
}
