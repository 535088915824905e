import { kindTitle, statusWord } from '#components/requests/status-texts.tsx'
import type { DueView } from '#components/staff/due-mark.tsx'
import type { QueueRow, QueueTexts } from '#components/staff/queue-table.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import type { RequestListItem } from '#domain/requests/queue/staff-request-views.ts'
import type { RequestKind } from '#domain/requests/rules/kinds.ts'
import { shortDate, shortDayAndMonth, weekday } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'

export const casePath = (locale: Locale, reference: string) => `/${locale}/staff/requests/${reference}`

/** Requests as lines of a table, in the reader's words. */
export function queueRows(ctx: StaffContext, items: readonly RequestListItem[]): QueueRow[] {
  const { locale } = ctx
  const t = translator(locale, 'staffRequests')
  const mayWork = isAllowed(ctx.actor, 'requests.work')
  const thisYear = yearOf(ctx.clock.now().toISOString())
  return items.map((item) => ({
    reference: item.reference,
    href: casePath(locale, item.reference),
    due: dueView(locale, item, thisYear),
    kind: kindTitle(locale, item.kind),
    status: statusWord(locale, item, 'staff'),
    mark: item.mark && t(`marks.${item.mark}`),
    received: dayWords(locale, item.receivedAt, thisYear),
    channel: item.channel === 'portal' ? null : t(`channels.${item.channel}`),
    language: messages[locale].common.languages[`${item.locale}Short`],
    assigned: item.assignedTo ? (item.assignedTo.name ?? item.assignedTo.staffId) : null,
    take: mayWork && item.status === 'received',
  }))
}

function dueView(locale: Locale, item: RequestListItem, thisYear: string): DueView {
  const t = translator(locale, 'staffRequests')
  const { dueAt, closedAt } = item
  const wordsOf = (at: string) => `${weekday(locale, at)}, ${dayWords(locale, at, thisYear)}`
  if (closedAt) return { state: 'closed', word: t('closed'), day: wordsOf(closedAt), at: closedAt }
  if (!dueAt) return { state: 'later', word: '', day: t('noDeadline'), at: null }
  const day = wordsOf(dueAt)
  if (item.overdue) return { state: 'late', word: t('overdue'), day, at: dueAt }
  if (item.dueToday) return { state: 'today', word: t('today'), day, at: dueAt }
  return { state: 'later', word: '', day, at: dueAt }
}

const yearOf = (at: string) => almatyDate(new Date(at)).slice(0, 4)

/** “25 Nov”; with the year when it is not the current one. */
const dayWords = (locale: Locale, at: string, thisYear: string) =>
  yearOf(at) === thisYear ? shortDayAndMonth(locale, at) : shortDate(locale, at).replace(/ г\.$/, '')

export function queueTexts(locale: Locale): QueueTexts {
  const t = translator(locale, 'staffRequests')
  return {
    ...pickTexts(t, [
      'caption',
      'columns.due',
      'columns.reference',
      'columns.kind',
      'columns.status',
      'columns.received',
      'columns.language',
      'columns.assigned',
      'nobody',
      'take',
    ]),
    takeOne: t.raw('takeOne'),
    selectOne: t.raw('select.one'),
    step: t('step'),
  }
}

/** What a right is called, with its variants together. */
export const rightTitle = (locale: Locale, right: RequestKind) =>
  right === 'question' ? kindTitle(locale, right) : messages[locale].requests.rights[right].title
