import { Fragment } from 'react'
import { DenseTable } from '#components/staff/dense-table.tsx'
import type { LogEntry } from '#domain/assurance/audit-log/search-audit-log.ts'
import { actionWord } from '#i18n/audit-actions.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { logPath } from './log-path.ts'

type Props = { locale: Locale; items: readonly LogEntry[]; titles: ChoiceTitles }

/**
 * Codes are shown as the log has them: they are what is searched for, and the same in every language. What an action is called stands
 * above its code. `titles`: what purposes and topics are called, shown beside their codes.
 */
export function LogTable({ locale, items, titles }: Props) {
  const t = translator(locale, 'staffLog')
  const number = new Intl.NumberFormat(locale)
  return (
    <DenseTable
      caption={t('title')}
      heads={[
        t('columns.at'),
        t('columns.actor'),
        t('columns.action'),
        t('columns.about'),
        t('columns.why'),
        t('columns.leaf'),
      ]}
      rows={items.map((item) => ({
        key: item.auditId,
        head: <time dateTime={item.at}>{shortMoment(locale, item.at)}</time>,
        cells: [
          { label: t('columns.actor'), value: <Actor locale={locale} item={item} /> },
          {
            label: t('columns.action'),
            value: <Action locale={locale} action={item.action} />,
          },
          {
            label: t('columns.about'),
            value: <About locale={locale} item={item} />,
            wideOnly: !(item.resource || item.subjectId),
          },
          {
            label: t('columns.why'),
            wideOnly: !item.reason && item.fields.length === 0,
            value: (
              <>
                <span className={code}>
                  {[item.reason, ...item.fields].filter(Boolean).join(', ') || '–'}
                </span>
                <span className="block text-small empty:hidden">{titlesIn(locale, item, titles)}</span>
              </>
            ),
          },
          {
            label: t('columns.leaf'),
            value: item.leafIndex === null ? t('notSealed') : number.format(item.leafIndex),
            short: true,
          },
        ],
      }))}
    />
  )
}

const code = 'font-mono text-[0.8125rem] wrap-anywhere'
const actionCode = 'block font-mono text-[0.8125rem] break-words'

/** A code that breaks after its points only: `incident.` `notify-authority`. */
const Breakable = ({ children }: { children: string }) =>
  children.split(/(?<=\.)/).map((piece) => (
    <Fragment key={piece}>
      {piece}
      <wbr />
    </Fragment>
  ))

function Action({ locale, action }: { locale: Locale; action: string }) {
  return (
    <>
      {actionWord(locale, action)}
      <a className={actionCode} href={logPath(locale, { action })}>
        <Breakable>{action}</Breakable>
      </a>
    </>
  )
}

/** What the purposes and topics are called that a record about choices or the policy names. */
function titlesIn(locale: Locale, { action, fields }: LogEntry, titles: ChoiceTitles): string {
  if (!/^(consent|policy)/.test(action)) return ''
  const named = fields.map((field) => {
    const [purpose = '', topic = '', channel = ''] = field.split('/')
    const isChoice = titles.has([purpose, topic].filter(Boolean).join('/'))
    return isChoice ? choiceTitle(locale, { purpose, topic, channel }, titles) : ''
  })
  return named.filter(Boolean).join('; ')
}

function Actor({ locale, item: { actorKind, actorId, actorName } }: { locale: Locale; item: LogEntry }) {
  const t = translator(locale, 'staffLog')
  const kind = t(`actors.${actorKind}`)
  if (actorId === null) return kind
  return (
    <>
      {kind}
      <a
        className={`block ${actorName ? 'break-words md:min-w-28' : code}`}
        href={logPath(locale, { actor: actorKind, actorId })}
      >
        {actorName ?? actorId}
      </a>
    </>
  )
}

function About({ locale, item: { resource, subjectId } }: { locale: Locale; item: LogEntry }) {
  const t = translator(locale, 'staffLog')
  if (!resource && !subjectId) return '–'
  return (
    <>
      {resource ? <span className={`block ${code}`}>{resource}</span> : null}
      {subjectId ? (
        <a className="block wrap-anywhere" href={logPath(locale, { person: subjectId })}>
          {t('aboutPerson', { id: subjectId.slice(-8) })}
        </a>
      ) : null}
    </>
  )
}
