import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { NotWhole, scriptless } from './snapshot-html.ts'

const page = (head: string, body: string) =>
  `<!DOCTYPE html><html lang="kk"><head><title>T</title>${head}</head><body>${body}</body></html>`

describe('a public page loses the script and nothing else', () => {
  test('scripts, their hints, nonces and comments go', () => {
    const given = page(
      '<link rel="preload" as="script" href="/a.js"/><link rel="modulepreload" href="/b.js"/><script src="/c.js" nonce="n" async=""></script><link rel="stylesheet" href="/d.css" nonce="n"/>',
      '<!--$--><main>a<!-- -->b</main><!--/$--><script nonce="n">self.x=1</script><script type="application/json">{}</script>',
    )
    expect(scriptless(given)).toEqual({
      html: page('<link rel="stylesheet" href="/d.css">', '<main>ab</main>'),
    })
  })

  test('text, forms, drawings and what looks like markup in them stay as they are', () => {
    const body =
      '<p>a &amp; b &lt;script&gt; Ә</p><pre>  x\n  <b>y</b></pre><details open=""><summary>q</summary></details><textarea>\n a</textarea><input value="&quot;q&quot;" disabled=""><svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'
    expect(scriptless(page('', body)).html).toBe(page('', body))
  })

  test('one small script may stay, by its hash', () => {
    const script = 'document.documentElement.dataset.a="<b>"'
    const kept = scriptless(page(`<script data-keep="" nonce="n">${script}</script>`, ''))
    expect(kept.scriptHash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`)
    expect(kept.html).toContain(`<script data-keep>${script}</script>`)
  })
})

describe('a page that is not whole never becomes a snapshot', () => {
  test.each([
    ['cut', page('', '').slice(0, -8)],
    ['without a title', page('', '').replace('<title>T</title>', '')],
    ['awaiting a part', page('', '<!--$?--><template id="B:0"></template><!--/$-->')],
    ['with a part that failed', page('', '<!--$!--><!--/$-->')],
    ['with two scripts to keep', page('', '<script data-keep>1</script><script data-keep>2</script>')],
    ['with a script from elsewhere to keep', page('', '<script data-keep src="/x.js"></script>')],
  ])('%s', (_what, html) => expect(() => scriptless(html)).toThrow(NotWhole))
})
