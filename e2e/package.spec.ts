import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter } from 'age-encryption'
import { contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { filesIn, toolIn, unpack } from '#testing/packages.ts'
import { checkPage } from './check-page.ts'
import { expect, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

test('a person asks for a copy, two officers decide, one gives it, the person downloads it in parts', async ({
  page,
  context,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const externalId = randomUUID()
  const email = `${externalId}@example.test`
  const fullName = 'Өтеген Қасымұлы'
  const [user] = await sql<{ id: string }[]>`
    INSERT INTO users (external_id, full_name, email, locale, created_at)
    VALUES (${externalId}, ${fullName}, ${email}, 'kk', '2026-01-01T00:00:00Z') RETURNING id`
  await sql`INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${user?.id ?? ''}, 'Сертификат', 'Қашан дайын болады?', 'open', '2026-11-01T00:00:00Z')`
  await sql.end()
  const row = { externalId, fullName, email, phone: null, locale: 'kk' as const }
  await importSubjects(portal.system, [row], 'import')
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  await portal.signIn(context, { subjectId, email, fullName, locale: 'kk' })

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

  const first = await mintStaff(portal, 'privacy-officer')
  const second = await mintStaff(portal, 'privacy-officer')
  const officer = contextFor(portal.services, {
    actor: { kind: 'staff', staffId: first.staffId, roles: ['privacy-officer'], clearance: true },
    locale: 'ru',
  })
  for (const step of [{ step: 'take' }, { step: 'propose', decision: 'fulfil', message: 'Беріледі.' }])
    expect(await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))).toMatchObject({
      status: 'done',
    })
  const desk = await context.browser()?.newContext({ locale: 'ru', colorScheme: 'dark' })
  if (!desk) throw new Error('no second browser')
  await signInStaff(portal, desk, second)
  const staffPage = await desk.newPage()
  await staffPage.goto(`/ru/staff/requests/${reference}`)
  const approve = await stepForm(staffPage, 'approve')
  await approve.getByRole('button').last().click()
  await expect(staffPage).toHaveURL(/done=approve/)

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

  const { file, folder } = await unpack(bytes)
  const files = await filesIn(folder)
  expect(await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])).not.toContain('FAILED')
  const index = files.get('index.html')?.toString() ?? ''
  expect(index).toContain('Өтеген Қасымұлы')
  expect(index).toContain('Қашан дайын болады?')
  expect(index).toContain('Таңдалмағандар: Техникалық деректер')
  const offline = await context.browser()?.newContext({ offline: true, javaScriptEnabled: false })
  const reader = await offline?.newPage()
  if (!reader) throw new Error('no third browser')
  await reader.setViewportSize({ width: 390, height: 844 })
  await reader.goto(`file://${join(folder, 'index.html')}`)
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Деректеріңіздің көшірмесі')
  const shots = process.env.PORTAL_PICTURES
  if (shots) await reader.screenshot({ path: join(shots, 'package-index-kk-390.png') })
  const checks = await (await context.browser()?.newContext({ offline: true }))?.newPage()
  if (!checks) throw new Error('no fourth browser')
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
  await offline?.close()
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
  await desk.close()
})
