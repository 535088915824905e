import { randomUUID } from 'node:crypto'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { test } from './people.ts'

test('look', async ({ page, context, portal }) => {
  const learner = await portal.mint({ locale: 'kk' })
  const filed = await fileRequest(portal.as(learner.subjectId), { kind: 'access', details: {}, idempotencyKey: randomUUID() })
  if (filed.status !== 'filed') throw new Error(filed.code)
  await portal.signIn(context, learner)
  await page.setViewportSize({ width: 320, height: 900 })
  await page.goto(`/kk/requests/${filed.reference}`)
  const look = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, ...[...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${e.textContent?.slice(0, 60)}`)].join('\n'))
  console.log('LOOK before', await look())
  await page.locator('textarea').fill('Менің хабарламам. '.repeat(10))
  await page.reload()
  await page.locator('input[type=file]').setInputFiles({ name: 'IMG_1.HEIC', mimeType: '', buffer: Buffer.from('\0\0\0\x18ftypheic\0', 'latin1') })
  await page.waitForTimeout(500)
  console.log('LOOK after', await look())
  await page.evaluate(() => document.querySelector('#write')?.scrollIntoView())
  await page.screenshot({ path: '/tmp/up-look/320.png' })
})
