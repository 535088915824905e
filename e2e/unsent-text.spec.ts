import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { contextFor } from '../domain/access/context.ts'
import { expect, type Learner, type Portal, test } from './people.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

/** Everything that the tab keeps, as one text. */
const kept = (page: Page) =>
  page.evaluate(() =>
    Object.entries(sessionStorage)
      .filter(([key]) => key.startsWith('portal.unsent.'))
      .flat()
      .join('\n'),
  )

const file = async (portal: Portal, { subjectId }: Learner) => {
  const idempotencyKey = randomUUID()
  const filed = await fileRequest(portal.as(subjectId), { kind: 'access', details: {}, idempotencyKey })
  if (filed.status !== 'filed') throw new Error(filed.code)
  return filed.reference
}

test('what a person typed survives a reload, another language and the end of the session, and goes with the sign-out', async ({
  page,
  context,
  portal,
}) => {
  const learner = await portal.signInNew(context)
  await page.goto('/ru/requests/new/restriction/form')
  await page.getByRole('radio').nth(1).check()
  const words = page.locator('textarea[name="circumstances"]')
  await words.fill('Пишут на старый номер')
  await page.reload()
  await expect(words).toHaveValue('Пишут на старый номер')
  await expect(page.getByText('Мы вернули то, что вы набирали')).toBeVisible()

  await page.locator('a[data-language][lang="kk"]').click()
  await expect(page).toHaveURL(/\/kk\/requests\/new\/restriction\/form/)
  await expect(words).toHaveValue('Пишут на старый номер')
  await expect(words).toBeVisible()

  // The session ends. Nobody sees the text until the same person is back.
  await context.clearCookies({ name: 'portal.session' })
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  const trouble = page.locator('form [role="alert"]')
  await expect(trouble).toContainText('Порталдан шығып кеттіңіз')
  await expect(words).toHaveValue('Пишут на старый номер')
  await trouble.getByRole('link').click()
  await expect(page).toHaveURL(/\/kk\/sign-in\?next=/)
  await page.goto('/kk/requests/new/restriction/form')
  await expect(page.locator('textarea[name="message"]')).toHaveValue('')
  const other = await portal.mint()
  await portal.signIn(context, learner)
  await page.goto('/kk/requests/new/restriction/form')
  await expect(words).toHaveValue('Пишут на старый номер')
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page).toHaveURL(/\/kk\/requests\/CX-/)
  expect(await kept(page)).toBe('')

  // A message, and another tab in which the person signs out.
  const message = page.locator('textarea[name="message"]')
  await message.fill('Ещё одно')
  expect(await kept(page)).toContain('Ещё одно')
  const second = await context.newPage()
  await second.goto('/kk/my')
  await second.getByRole('button', { name: 'Шығу' }).first().click()
  await expect(second).toHaveURL(/sign-in\?left=1/)
  await expect.poll(() => kept(page)).toBe('')

  // Somebody else in the same tab finds nothing.
  await portal.signIn(context, learner)
  await page.goto('/kk/requests/new/access/form')
  await page.locator('textarea').first().fill('Моё')
  await portal.signIn(context, other)
  await page.goto('/kk/requests/new/access/form')
  await expect(page.locator('textarea').first()).toHaveValue('')
  await expect.poll(() => kept(page)).toBe('')
})

test('a visitor’s form survives a reload; what is discarded is gone, and a code is never kept', async ({
  page,
}) => {
  await page.goto('/ru/requests/new/access/form')
  await page.getByLabel('Имя').fill('Асан Үсенов')
  await page.getByLabel(/почт/).fill('asan@example.test')
  await page.locator('textarea[name="message"]').fill('Все данные')
  await page.reload()
  await expect(page.getByLabel(/почт/)).toHaveValue('asan@example.test')
  await page.getByRole('button', { name: 'Убрать' }).click()
  await expect(page.locator('textarea[name="message"]')).toHaveValue('')
  expect(await kept(page)).toBe('')
  await page.getByLabel('Имя').fill('Асан Үсенов')
  await page.getByLabel(/почт/).fill('asan@example.test')
  await page.getByRole('button', { name: /Отправить/ }).click()
  await expect(page).toHaveURL(/requests\/proof/)
  await page.locator('#code').fill('123456')
  expect(await kept(page)).toBe('')
})

test('staff are warned before they leave a text behind, and find it again', async ({
  page,
  context,
  portal,
}) => {
  const reference = await file(portal, await portal.mint({ locale: 'kk' }))
  const officer = await mintStaff(portal, 'privacy-officer')
  await signInStaff(portal, context, officer)
  const actor = {
    kind: 'staff',
    staffId: officer.staffId,
    roles: ['privacy-officer'],
    clearance: true,
  } as const
  await takeRequestStep(contextFor(portal.services, { actor, locale: 'ru' }), { step: 'take', reference })
  const warned: string[] = []
  page.on('dialog', (dialog) => {
    warned.push(dialog.type())
    return dialog.accept()
  })
  const address = `/ru/staff/requests/${reference}`
  await page.goto(address)
  await page.reload()
  expect(warned).toEqual([])
  const ask = await stepForm(page, 'ask')
  await ask.locator('textarea').fill('Қай күн?')
  await page.locator('textarea[name="note"]').first().fill('Перезвонить')
  await page.reload()
  expect(warned).toEqual(['beforeunload'])
  await expect(ask.locator('textarea')).toHaveValue('Қай күн?')
  await expect(ask.locator('textarea')).toBeVisible()
  await expect(page.locator('textarea[name="note"]').first()).toHaveValue('Перезвонить')

  await page.locator('a[data-language][lang="en"]').first().click()
  await expect(page).toHaveURL(new RegExp(`/en/staff/requests/${reference}`))
  await expect(ask.locator('textarea')).toHaveValue('Қай күн?')
  expect(warned).toEqual(['beforeunload'])

  // Signed out by the hour: the way in leads back to the text.
  await context.clearCookies({ name: 'portal.staff' })
  await ask.getByRole('button').last().click()
  await page.getByRole('alert').getByRole('link').click()
  await expect(page).toHaveURL(/\/en\/staff\/sign-in\?next=/)
  expect(warned).toEqual(['beforeunload'])
  await signInStaff(portal, context, officer)
  await page.goto(address)
  await (await stepForm(page, 'ask')).getByRole('button').last().click()
  await expect(page).toHaveURL(/done=ask/)
  expect(await kept(page)).not.toContain('Қай күн?')
  expect(await kept(page)).toContain('Перезвонить')
})

test('a large photo is made smaller in the browser; what cannot be opened is named when it is chosen', async ({
  page,
  context,
  portal,
}) => {
  const learner = await portal.mint()
  const reference = await file(portal, learner)
  await portal.signIn(context, learner)
  await page.goto(`/ru/requests/${reference}`)
  await page.getByLabel('Сообщение').fill('Вот фото')
  const files = page.getByLabel('Файлы')
  const send = page.getByRole('button', { name: 'Отправить', exact: true })
  for (const [name, content, words] of [
    ['IMG_1.HEIC', '\0\0\0\x18ftypheic\0\0\0\0', 'в формате HEIC'],
    ['letter.docx', 'PK\x03\x04[Content_Types].xml', 'Сохраните документ как PDF'],
  ] as const) {
    await files.setInputFiles({ name, mimeType: '', buffer: Buffer.from(content, 'latin1') })
    await expect(page.locator('#files-error')).toContainText(words)
    await send.click()
    await expect(page).toHaveURL(new RegExp(`/ru/requests/${reference}$`))
    await expect(page.getByLabel('Сообщение')).toHaveValue('Вот фото')
  }
  const photo = Buffer.from(await page.evaluate(noise), 'base64')
  expect(photo.length).toBeGreaterThan(5_000_000)
  await files.setInputFiles({ name: 'фото.jpg', mimeType: 'image/jpeg', buffer: photo })
  await expect(page.locator('#files-error')).toHaveText('')
  await expect(page.getByText('фото.jpg: уменьшено')).toBeVisible()
  await send.click()
  await expect(page.getByText('Ваше сообщение добавлено к запросу.')).toBeVisible()
  const [sent] =
    (await readOwnRequest(portal.as(learner.subjectId), { reference }))?.messages[0]?.attachments ?? []
  expect(sent?.mediaType).toBe('image/jpeg')
  expect(sent?.size).toBeLessThan(photo.length / 2)
})

/** A photo of noise, which no codec makes small: runs in the page. */
async function noise(): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = 4000
  canvas.height = 3000
  const paint = canvas.getContext('2d')
  const tile = new ImageData(100, 100)
  for (let y = 0; y < 3000; y += 100)
    for (let x = 0; x < 4000; x += 100) {
      crypto.getRandomValues(tile.data)
      paint?.putImageData(tile, x, y)
    }
  return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
}
