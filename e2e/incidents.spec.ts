import { readFile } from 'node:fs/promises'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { noticeFields } from '#testing/incidents.ts'
import { checkPage } from './check-page.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

test('an officer opens an incident, downloads the draft, tells the authority and people: a learner gets one email', async ({
  page,
  context,
  portal,
  browser,
}) => {
  test.setTimeout(120_000)
  const learner = await portal.mint({ locale: 'kk' })
  await signInStaff(portal, context, await mintStaff(portal, 'security-officer'))
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto('/kk/staff/incidents/new')
  const noticed = almatyMoment(new Date(portal.services.clock.now().getTime() - 120_000))
  await page.getByLabel('Қысқаша атауы').fill('Ноутбук жоғалды')
  await page.getByLabel('Анықталған күні').fill(noticed.slice(0, 10))
  await page.getByLabel('Уақыты (Алматы)').fill(noticed.slice(11, 16))
  await page.getByLabel('Не болды').fill('Қызметкердің ноутбугі автобуста қалып қойды.')
  await page.getByLabel('Оқу туралы деректер').check()
  await page.getByLabel('Компьютер немесе жад құрылғысы').check()
  await page.getByLabel('Орташа').check()
  await page.getByLabel('Қабылданған шаралар').fill('Қолжетімділік жабылды.')
  await checkPage(page, 'incident-new-kk')
  await page.getByRole('button', { name: 'Оқиғаны тіркеу' }).click()
  await expect(page).toHaveURL(/\/kk\/staff\/incidents\/CX-.{4}-.{2}\?done=opened$/)
  await expect(page.locator('#term')).toContainText('23:59')
  await checkPage(page, 'incident-open-kk')

  await page.goto('/kk/staff')
  await expect(page.getByRole('link', { name: 'Оқиғаны ашу' })).toBeVisible()
  await page.goBack()

  const people = page.locator('#people')
  await people.getByLabel('Платформадағы нөмірлер немесе пошта мекенжайлары').fill(learner.email)
  await people.getByRole('button', { name: 'Санау' }).click()
  await expect(people.getByRole('status').filter({ hasText: '1 адам табылды' })).toBeVisible()
  await people.getByRole('button', { name: 'Тізімді бекіту' }).click()
  await expect(people).toContainText('Тізімде 1 адам бар')
  for (const [name, words] of Object.entries(noticeFields))
    await page.locator(`#notice [name="${name}"]`).fill(words)
  await page.getByRole('button', { name: 'Хабарламаны сақтау' }).click()
  await expect(page.locator('#steps')).toContainText('Хабарлама жазылды')

  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Уәкілетті органға: Орысша' }).click()
  const draft = await readFile(await (await saved).path(), 'utf8')
  expect(draft).toContain(noticeFields['what-ru'])
  expect(draft).toContain('БИН')

  const next = page.locator('#next')
  await next.getByLabel('Хабарлама жіберілді: нөмірі немесе жіберу тәсілі').fill('№ 17')
  await next.getByRole('button', { name: 'Органға хабарланды' }).click()
  await expect(page.locator('#term')).toContainText('мерзімінде')
  await next.getByRole('button', { name: '1 адамға хат жіберу' }).click()
  await expect(page.locator('#steps')).toContainText('Адамдарға хабарланды')

  const letter = await portal.letterTo(learner.email, /қауіпсіздік бұзылды/)
  expect(JSON.stringify(letter)).toContain(noticeFields['advice-kk'])
  expect(await portal.mailsTo(learner.email)).toBe(1)
  const home = await browser.newContext({ locale: 'kk', baseURL: portal.services.env.APP_URL })
  await portal.signIn(home, learner)
  const own = await home.newPage()
  await own.setViewportSize({ width: 360, height: 800 })
  await own.goto('/kk/my/history#incidents')
  await expect(own.locator('#incidents')).toContainText(noticeFields['what-kk'])
  await checkPage(own, 'incident-history-kk')
  await home.close()

  await next.getByLabel('Нәтижесі және қайталанбауы үшін не істелді').fill('Дискілер шифрланды.')
  await next.getByRole('button', { name: 'Оқиғаны жабу' }).click()
  await expect(page.locator('#steps')).toContainText('Оқиға жабылды')
  await page.setViewportSize({ width: 1280, height: 900 })
  await checkPage(page, 'incident-closed-kk')
  await page.goto('/kk/staff/incidents')
  await expect(page.getByText('Ноутбук жоғалды').first()).toBeVisible()
  await checkPage(page, 'incidents-kk')
})
