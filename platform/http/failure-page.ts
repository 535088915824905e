import { createHash } from 'node:crypto'

export type FailureWords = { title: string; text: string }
export type FrameWords = { site: string; home: string; again: string; code: string }

// Colours and faces of app/tokens.css; here in one piece, since nothing else may be up when this page is needed.
const style = `:root{color-scheme:light dark}
body{margin:0;background:#fbf9f4;color:#17262b;font:1.0625rem/1.6 "Golos Text Variable",system-ui,sans-serif}
main{max-width:38rem;margin:0 auto;padding:15vh 1.25rem 4rem}
p.site{color:#51626a;font-size:.9375rem;margin:0 0 2rem}
h1{font:600 1.9375rem/1.25 "Literata Variable",Georgia,serif;margin:0 0 1rem}
p{margin:0 0 1.25rem}a{color:#0d5c63;text-underline-offset:.2em}a+a{margin-inline-start:1.5rem}
small{display:block;border-top:1px solid #dcd8cc;margin-top:2.5rem;padding-top:1rem;color:#51626a;overflow-wrap:anywhere}
a:focus-visible{outline:3px solid #0d5c63;outline-offset:3px}
@media(prefers-color-scheme:dark){body{background:#10191c;color:#e9e6dc}p.site,small{color:#a7b3b1}a{color:#74c5c3}
small{border-color:#2b3a3e}a:focus-visible{outline-color:#74c5c3}}`

export const failureStyleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`

/** A whole page of one calm paragraph, needing nothing but itself. `again` is an address to try once more. */
export function failurePage(given: {
  language: string
  words: FailureWords
  frame: FrameWords
  home: string
  again?: string | undefined
  code: string
}): string {
  const { words, frame } = given
  const again = given.again ? `<a href="${asText(given.again)}">${asText(frame.again)}</a> ` : ''
  return `<!doctype html>
<html lang="${given.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${asText(words.title)} · ${asText(frame.site)}</title><style>${style}</style></head>
<body><main><p class="site">${asText(frame.site)}</p><h1>${asText(words.title)}</h1><p>${asText(words.text)}</p>
<p>${again}<a href="${asText(given.home)}">${asText(frame.home)}</a></p>
<small>${asText(frame.code)}: ${asText(given.code)}</small></main></body></html>
`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const asText = (text: string) => text.replace(/[&<>"]/g, (symbol) => entities[symbol] ?? symbol)
