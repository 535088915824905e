import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter } from 'age-encryption'
import { sql as query } from 'drizzle-orm'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { filesIn, toolIn, unpack } from '#testing/packages.ts'
import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { decideByTwo } from './two-officers.ts'

test('a person asks for a copy, two officers decide, one gives it, the person downloads it in parts', async ({
  page,
  context,
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, {
    locale: 'kk',
    fullName: 'Өтеген Қасымұлы',
    ticket: { subject: 'Сертификат', body: 'Қашан дайын болады?' },
  })
  const { email, subjectId } = person
  await sql.end()
  await portal.signIn(context, person)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/kk/requests/new/access/form')
  const technical = page.getByRole('checkbox', { name: /Техникалық деректер/ })
  await expect(page.getByRole('group', { name: 'Көшірмеде не болуы керек' })).toContainText(
    'Қолдау қызметіне өтініштер: 1',
  )
  await checkPage(page, 'package-form-kk-390')
  const boxes = await page.getByRole('checkbox').all()
  for (const one of boxes) await one.uncheck()
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page.getByText('Кемінде бір санатты таңдаңыз.').first()).toBeVisible()
  for (const one of boxes) if (one !== technical) await one.check()
  await technical.uncheck()
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page).toHaveURL(/\/kk\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''

  const staffPage = await decideByTwo(portal, browser, { reference, message: 'Беріледі.' })

  const copy = staffPage.locator('#copy')
  await expect(async () => {
    await staffPage.goto(`/ru/staff/requests/${reference}`)
    await expect(copy).toContainText('Готова: посмотрите', { timeout: 1_000 })
  }).toPass()
  await expect(copy.getByRole('row', { name: /Обращения/ })).toContainText('1')
  await expect(copy).not.toContainText('Қашан дайын болады?')
  await checkPage(staffPage, 'package-staff-ru-dark')
  await page.goto(`/kk/requests/${reference}`)
  await expect(page.getByText('Көшірме тексерілуде')).toBeVisible()
  await copy.getByRole('button', { name: 'Выдать копию заявителю' }).click()
  await expect(staffPage).toHaveURL(/done=give/)
  await portal.letterTo(email, /деректер көшірмесі дайын/)

  await page.goto(`/kk/requests/${reference}`)
  await page.getByRole('link', { name: 'Көшірмені ашу' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(reference)
  await checkPage(page, 'package-kk-390')
  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: /Көшірмені жүктеп алу/ }).click()
  expect((await saved).suggestedFilename()).toBe(`${reference}.zip`)

  const address = `/kk/requests/${reference}/package/file`
  const whole = await page.request.get(address)
  const bytes = await whole.body()
  expect(whole.headers()).toMatchObject({
    'content-type': 'application/zip',
    'content-length': `${bytes.length}`,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  })
  const etag = whole.headers().etag ?? ''
  const head = await page.request.head(address)
  expect(head.headers()).toMatchObject({ 'content-length': `${bytes.length}`, etag })
  expect(await head.body()).toHaveLength(0)
  for (let n = 0; n < 50; n++) {
    const from = Math.floor(Math.random() * bytes.length)
    const rest = await page.request.get(address, { headers: { range: `bytes=${from}-`, 'if-range': etag } })
    expect(rest.status()).toBe(206)
    expect(rest.headers()['content-range']).toBe(`bytes ${from}-${bytes.length - 1}/${bytes.length}`)
    expect((await rest.body()).equals(bytes.subarray(from)), `from ${from}`).toBe(true)
  }
  expect((await page.request.get(address, { headers: { range: `bytes=${bytes.length}-` } })).status()).toBe(
    416,
  )

  // A large copy has several archives: here the same file stands for two of them.
  await portal.system.transaction((tx) =>
    tx.execute(query`UPDATE data_package SET parts = parts || parts WHERE subject_id = ${subjectId}`),
  )
  await page.reload()
  await expect(page.getByText('2 мұрағатқа бөлінген')).toBeVisible()
  await checkPage(page, 'package-parts-kk-390')
  const second = page.waitForEvent('download')
  await page.getByRole('link', { name: /2-мұрағатты жүктеп алу/ }).click()
  expect((await second).suggestedFilename()).toBe(`${reference}-2-of-2.zip`)
  const part = await page.request.get(`${address}?part=2`, { headers: { range: 'bytes=100-199' } })
  expect([part.status(), (await part.body()).equals(bytes.subarray(100, 200))]).toEqual([206, true])
  expect((await page.request.get(`${address}?part=3`)).status()).toBe(404)
  await portal.system.transaction((tx) =>
    tx.execute(query`UPDATE data_package SET parts = parts - 1 WHERE subject_id = ${subjectId}`),
  )
  await page.reload()

  const { file, folder } = await unpack(bytes)
  const files = await filesIn(folder)
  expect(await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])).not.toContain('FAILED')
  const index = files.get('index.html')?.toString() ?? ''
  expect(index).toContain('Өтеген Қасымұлы')
  expect(index).toContain('Қашан дайын болады?')
  expect(index).toContain('Таңдалмағандар: Техникалық деректер')
  const offline = await browser.newContext({ offline: true, javaScriptEnabled: false })
  const reader = await offline.newPage()
  await reader.setViewportSize({ width: 320, height: 844 })
  await reader.goto(`file://${join(folder, 'index.html')}`)
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Деректеріңіздің көшірмесі')
  expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  const shots = process.env.PORTAL_PICTURES
  if (shots) await reader.screenshot({ path: join(shots, 'package-index-kk-320.png') })
  const checks = await (await browser.newContext({ offline: true })).newPage()
  await checks.goto(`file://${join(folder, 'index.html')}`)
  const choose = checks.getByLabel('Ашылған қалтаны таңдау')
  await choose.setInputFiles(folder)
  const verdict = checks.locator('output')
  await expect(verdict).toContainText('Барлық файл өзгермеген')
  await expect(verdict).toContainText('Порталдың қолтаңбасы дұрыс.')
  await writeFile(join(folder, 'manifest.json'), '{}')
  await writeFile(join(folder, 'SHA256SUMS'), `${files.get('SHA256SUMS')}\n`)
  await choose.setInputFiles(folder)
  await expect(verdict).toContainText('Мына файлдар өзгерген: manifest.json')
  await expect(verdict).toContainText('Порталдың қолтаңбасы дұрыс емес')
  await checks.context().close()
  await offline.close()
  await Promise.all([rm(folder, { recursive: true }), rm(file)])

  await page.getByRole('button', { name: 'Көшірмені құпия сөйлеммен құлыптау' }).click()
  const passphrase = await page.getByLabel('Құпия сөйлем', { exact: true }).inputValue()
  await checkPage(page, 'package-passphrase-kk-390')
  await page.getByRole('link', { name: 'Жазып алдым' }).click()
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Файл құлыпталған')).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await checkPage(page, 'package-locked-kk-390')
  const locked = await page.request.get(address)
  expect(locked.headers()['content-disposition']).toContain(`${reference}.zip.age`)
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  expect(Buffer.from(await decrypter.decrypt(await locked.body())).equals(bytes)).toBe(true)

  // A session of an hour ago opens the page and not the file.
  const { env, clock } = portal.services
  const anHourAgo = new Date(clock.now().getTime() - 3_600_000)
  const { token } = await portal.system.transaction((tx) => openSession(tx, subjectId, 'link', anHourAgo))
  await context.addCookies([{ name: sessionCookie(env).name, value: token, url: env.APP_URL }])
  const stale = await page.request.get(address, { maxRedirects: 0 })
  expect(stale.status()).toBe(303)
  await page.goto(`/kk/requests/${reference}/package`)
  await expect(page.getByText('Қайта кіріңіз')).toBeVisible()
  await expect(page.getByRole('link', { name: /Көшірмені жүктеп алу/ })).toHaveCount(0)
  await checkPage(page, 'package-stale-kk-390')
  await page.getByRole('button', { name: 'Қайта кіру' }).click()
  await expect(page).toHaveURL(/sign-in\?next=/)

  await context.clearCookies()
  expect((await page.request.get(address)).status()).toBe(404)
  await staffPage.reload()
  await expect(copy).toContainText('Выдана заявителю')
  await staffPage.context().close()
})
