import type { AttachmentView, MessageView } from '#domain/requests/record/request-views.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { AttachmentList } from './attachment-list.tsx'
import type { Side } from './status-texts.tsx'

type Props = {
  locale: Locale
  messages: readonly MessageView[]
  hrefOf: (attachment: AttachmentView) => string
  side?: Side
}

/** Messages, oldest first, each in the language in which it was written. */
export function Messages({ locale, messages, hrefOf, side = 'person' }: Props) {
  const t = translator(locale, 'case')
  if (messages.length === 0) return <p className="text-soft">{t('messages.none')}</p>
  return (
    <ol className="letters">
      {messages.map(({ messageId, author, body, sentAt, attachments, locale: language }) => (
        <li key={messageId} id={`message-${messageId}`} data-author={author}>
          <p className="flex flex-wrap items-baseline justify-between gap-x-6">
            <b className="font-semibold">
              {author === 'person' && side === 'staff'
                ? t('messages.thePerson')
                : t(`messages.author.${author}`)}
            </b>
            <time className="text-small text-soft" dateTime={sentAt}>
              {longMoment(locale, sentAt)}
            </time>
          </p>
          {body === null ? (
            <p className="mt-1 text-soft">{t('messages.unreadable')}</p>
          ) : (
            <p lang={language} className="mt-1 max-w-measure font-read text-read whitespace-pre-wrap">
              {body}
            </p>
          )}
          <AttachmentList locale={locale} attachments={attachments} hrefOf={hrefOf} />
        </li>
      ))}
    </ol>
  )
}
