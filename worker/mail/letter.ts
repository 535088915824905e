import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** A passage of a mail, top to bottom: a paragraph, a code to type, or a link. */
export type Passage =
  | { kind: 'text'; text: string }
  | { kind: 'code'; label: string; code: string }
  | { kind: 'link'; label: string; button: string; href: string }

export type Letter = { locale: Locale; subject: string; passages: readonly Passage[]; sample: boolean }
export type RenderedLetter = { subject: string; text: string; html: string; language: Locale }

/** The same words as plain text and as HTML that fetches nothing and sets no colours, so that it reads in dark too. */
export function renderLetter({ locale, subject, passages, sample }: Letter): RenderedLetter {
  const t = translator(locale, 'mail')
  const small = [...(sample ? [t('sample')] : []), t('footer')]
  const text = [...passages.map(asText), `--\n${small.join('\n')}`].join('\n\n')
  const html = `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:17px/1.5 Georgia,'Times New Roman',serif">
<div lang="${locale}" style="max-width:36em;margin:0 auto">
${passages.map(asHtml).join('\n')}
<hr style="border:0;border-top:1px solid currentColor;opacity:.3;margin:32px 0 12px">
${small.map((line) => `<p style="font-size:14px;margin:0 0 4px">${escaped(line)}</p>`).join('\n')}
</div>
</body>
</html>
`
  return { subject, text: `${text}\n`, html, language: locale }
}

function asText(passage: Passage): string {
  switch (passage.kind) {
    case 'text':
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
