import type { AttachmentView } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { sizeInWords } from './size-in-words.ts'

type Props = {
  locale: Locale
  attachments: readonly AttachmentView[]
  /** Where each is downloaded. */
  hrefOf: (attachment: AttachmentView) => string
}

/** Files by the names that the portal gave them, with kind and size; each link downloads. Nothing for none. */
export function AttachmentList({ locale, attachments, hrefOf }: Props) {
  const t = translator(locale, 'case')
  if (attachments.length === 0) return null
  return (
    <ul aria-label={t('files.label')} className="mt-2">
      {attachments.map((one) => (
        <li key={one.attachmentId} className="text-small">
          <a className="inline-flex min-h-8 items-center break-all" href={hrefOf(one)} download={one.name}>
            {one.name}
          </a>
          <span className="text-soft">
            {' '}
            {t(`files.types.${typeOf(one.mediaType)}`)}, {sizeInWords(locale, one.size)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function typeOf(mediaType: string) {
  if (mediaType === 'application/pdf') return 'pdf'
  if (mediaType === 'image/png') return 'png'
  if (mediaType === 'image/jpeg') return 'jpeg'
  return mediaType.startsWith('text/plain') ? 'text' : 'other'
}
