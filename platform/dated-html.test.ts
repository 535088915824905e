import { expect, test } from 'vitest'
import { atMoment, nextChange } from './dated-html.ts'

const part = (from: string, until: string, text: string, hidden = false) =>
  `<span data-from="${from}" data-until="${until}"${hidden ? ' hidden=""' : ''}>${text}</span>`
const page = `<!DOCTYPE html><html><body><p>${part('', '2026-11-29T12:00:00.000Z', 'kept')}${part(
  '2026-11-29T12:00:00.000Z',
  '2026-11-30T12:00:00.000Z',
  'unknown',
  true,
)}${part('2026-11-30T12:00:00.000Z', '', 'gone', true)}</p><script>let a = '<b>'</script></body></html>`
const at = (moment: string) => new Date(`2026-${moment}Z`)
const shown = (html: string) =>
  [...html.matchAll(/<span([^>]*)>(\w+)/g)]
    .filter(([, attributes]) => !attributes?.includes('hidden'))
    .map(([, , text]) => text)

test.each([
  ['11-29T11:59:59', 'kept', '2026-11-29T12:00:00.000Z'],
  ['11-29T12:00:00', 'unknown', '2026-11-30T12:00:00.000Z'],
  ['11-30T11:59:59', 'unknown', '2026-11-30T12:00:00.000Z'],
  ['12-30T00:00:00', 'gone', undefined],
])('at %s exactly one part is shown: %s', (moment, text, next) => {
  const html = atMoment(page, at(moment))
  expect(shown(html)).toEqual([text])
  expect(html).toContain(`<script>let a = '<b>'</script>`)
  expect(nextChange(page, at(moment))?.toISOString()).toBe(next)
})

test('turns back too, and leaves a page without such parts as it is', () => {
  expect(shown(atMoment(atMoment(page, at('12-30T00:00:00')), at('11-29T11:00:00')))).toEqual(['kept'])
  const plain = '<!DOCTYPE html><html><body>x<br></body></html>'
  expect(atMoment(plain, at('11-29T11:00:00'))).toBe(plain)
  expect(nextChange(plain, at('11-29T11:00:00'))).toBeNull()
})
