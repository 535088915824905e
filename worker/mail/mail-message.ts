import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** A passage of a mail, top to bottom: a paragraph, lines to be copied as they stand, a code to type, or a link. */
export type Passage =
  | { kind: 'text' | 'exact'; text: string }
  | { kind: 'code'; label: string; code: string }
  | { kind: 'link'; label: string; button: string; href: string }

/** The address of the portal that sends a mail, and whether its data is a sample. */
export type PortalAddress = { appUrl: string; sample: boolean }

/** Why a service message was sent. */
export type Occasion =
  | 'signIn'
  | 'emailChange'
  | 'request'
  | 'staff'
  | 'term'
  | 'termOver'
  | 'access'
  | 'policy'
  | 'representative'
  | 'incident'
  | 'newBrowser'

/**
 * The kind of an email: a service email, which cannot be unsubscribed, or one that belongs to a choice and has a
 * one-click link (RFC 8058).
 */
export type About =
  | { kind: 'service'; because: Occasion }
  | {
      kind: 'choice'
      /** The choice in the email's language: “New materials, email”. */
      choice: string
      /** As `makeUnsubscribeLink` gives it. */
      unsubscribe: { link: string; headers: Record<string, string> }
    }

export type MailContent = {
  locale: Locale
  subject: string
  passages: readonly Passage[]
  about: About
  sample: boolean
}
export type RenderedMail = {
  subject: string
  text: string
  html: string
  language: Locale
  headers?: Record<string, string>
}

/** The same words as plain text and as HTML that fetches nothing and sets no colours, so that it reads in dark too. */
export function renderMail({ locale, subject, passages, about, sample }: MailContent): RenderedMail {
  const t = translator(locale, 'mail')
  const why = about.kind === 'service' ? t(`why.${about.because}`) : t('why.choice', { choice: about.choice })
  const small = [...(sample ? [t('sample')] : []), why, t('footer')]
  const way = about.kind === 'choice' ? [`${t('unsubscribe')}: ${about.unsubscribe.link}`] : []
  const text = [...passages.map(asText), `--\n${[...small, ...way].join('\n')}`].join('\n\n')
  const html = `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:17px/1.5 Georgia,'Times New Roman',serif">
<div lang="${locale}" style="max-width:36em;margin:0 auto">
${passages.map(asHtml).join('\n')}
<hr style="border:0;border-top:1px solid currentColor;opacity:.3;margin:32px 0 12px">
${small.map((line) => `<p style="font-size:14px;margin:0 0 6px">${escaped(line)}</p>`).join('\n')}${about.kind === 'choice' ? wayOut(about.unsubscribe.link, t('unsubscribe')) : ''}
</div>
</body>
</html>
`
  const headers = about.kind === 'choice' ? { headers: about.unsubscribe.headers } : {}
  return { subject, text: `${text}\n`, html, language: locale, ...headers }
}

const wayOut = (link: string, words: string) => `
<p style="font-size:14px;margin:12px 0 0"><a href="${escaped(link)}" style="color:inherit;font-weight:bold">${escaped(words)}</a></p>`

function asText(passage: Passage): string {
  switch (passage.kind) {
    case 'text':
    case 'exact':
      return passage.text
    case 'code':
      return `${passage.label} ${passage.code}`
    case 'link':
      return `${passage.label}\n${passage.href}`
  }
}

function asHtml(passage: Passage): string {
  switch (passage.kind) {
    case 'text':
      return `<p style="margin:0 0 16px">${escaped(passage.text)}</p>`
    case 'exact':
      return `<pre style="margin:0 0 16px;font:14px/1.4 ui-monospace,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere">${escaped(passage.text)}</pre>`
    case 'code':
      return `<p style="margin:0 0 16px">${escaped(passage.label)}<br><strong style="font:bold 32px/1.4 ui-monospace,Consolas,monospace;letter-spacing:4px">${escaped(passage.code)}</strong></p>`
    case 'link':
      return `<p style="margin:0 0 8px">${escaped(passage.label)}</p>
<p style="margin:0 0 16px"><a href="${escaped(passage.href)}" style="display:inline-block;padding:10px 16px;border:2px solid currentColor;border-radius:6px;color:inherit;font-weight:bold;text-decoration:none">${escaped(passage.button)}</a></p>
<p style="margin:0 0 16px;font-size:14px;word-break:break-all">${escaped(passage.href)}</p>`
  }
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
