import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { origin } from './origin.ts'
import { expect, presses, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

const policies = [
  { locale: 'kk', title: 'Құпиялылық саясаты', updated: '2025 жылғы 15 қаңтар' },
  { locale: 'ru', title: 'Политика конфиденциальности', updated: '15 января 2025 года' },
  { locale: 'en', title: 'Privacy policy', updated: '15 January 2025' },
]

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    for (const { locale, title, updated } of policies)
      test(`I read the policy in ${locale}: one press from home, all twenty clauses`, async ({ page }) => {
        const { press, count } = presses()
        await page.goto(`/${locale}`)
        await press(page.locator(`main a[href="/${locale}/policy"]`).first())
        expect(count()).toBe(1)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
        await expect(page.locator('html')).toHaveAttribute('lang', locale)
        await expect(page.getByText(updated).first()).toBeVisible()
        for (const id of clauseIds) await expect(page.locator(`[id="${id}"]`)).toBeVisible()
      })

    test('I change the language with one press and stay on the same page', async ({ page }) => {
      await page.goto('/ru/policy')
      await page.getByRole('navigation').getByRole('link', { name: 'Қазақша' }).click()
      await expect(page).toHaveURL(/\/kk\/policy(#.*)?$/)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Құпиялылық саясаты')
    })

    test('each right leads from its clause to its form, each purpose to its choice', async ({ page }) => {
      await page.goto('/en/policy')
      const hrefs = await page
        .locator('main section a, main article a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      for (const right of ['access', 'rectification', 'erasure', 'restriction', 'portability', 'withdrawal'])
        expect(hrefs).toContain(`/en/requests/new/${right}/form`)
      for (const purpose of ['communication', 'personalisation', 'improvement', 'analytics'])
        expect(hrefs).toContain(`/en/my/choices#${purpose}`)
    })
  })
}

test('the language switch keeps the clause that I am reading', async ({ page }) => {
  await page.goto('/ru/policy#rights.erasure')
  await page.getByRole('navigation').getByRole('link', { name: 'English' }).click()
  await expect(page).toHaveURL(/\/en\/policy#rights\.erasure$/)
})

test('an address without a language leads to mine, and the choice is kept', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'kk-KZ' })
  const page = await context.newPage()
  await page.goto('/policy')
  await expect(page).toHaveURL(/\/kk\/policy$/)
  await page.getByRole('navigation').getByRole('link', { name: 'English' }).click()
  await expect(page).toHaveURL(/\/en\/policy(#.*)?$/)
  await page.goto('/contact')
  await expect(page).toHaveURL(/\/en\/contact$/)
  await context.close()
})

test('a reading page loads no script file, nothing from elsewhere, and breaks no rule of its policy', async ({
  page,
}) => {
  const wrong: string[] = []
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || !request.url().startsWith(`${origin}/`))
      wrong.push(request.url())
  })
  for (const path of ['', '/policy', '/policy/versions', '/policy/versions/1', '/contact'])
    await page.goto(`/ru${path}`, { waitUntil: 'networkidle' })
  expect(wrong).toEqual([])
})

test('programs read the same policy as JSON and as Markdown', async ({ request }) => {
  const answer = await request.get('/api/v1/policy?locale=kk')
  const policy = await answer.json()
  expect(policy).toMatchObject({
    version: 1,
    effectiveOn: null,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const ids = policy.parts.flatMap((part: { clauses: { id: string }[] }) => part.clauses.map(({ id }) => id))
  expect(ids).toEqual([...clauseIds])
  const markdown = await (await request.get('/api/v1/policy?locale=kk&format=markdown')).text()
  expect(markdown).toContain('# Құпиялылық саясаты')
  const security = await (await request.get('/.well-known/security.txt')).text()
  expect(security).toMatch(/^Contact: /m)
  expect(security).toMatch(/^Expires: \d{4}-/m)
})

test('an unknown address is answered in the frame of the site, in my language, without script too', async ({
  browser,
  portal,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'kk' })
  const page = await context.newPage()
  const titles = { kk: 'Мұндай бет жоқ', ru: 'Такой страницы нет', en: 'Page not found' }
  const expectNotFound = async (path: string, locale: keyof typeof titles) => {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveText(titles[locale])
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
    await expect(page.getByText(/ҮЛГІ|ОБРАЗЕЦ|SAMPLE/).first()).toBeVisible()
    await expect(page.locator('header').getByRole('link', { name: 'Русский' })).toBeVisible()
  }
  const known = ['/policy/versions/999', '/requests/new/none', '/requests/CX', '/sample/mailbox/none']
  for (const locale of ['kk', 'ru', 'en'] as const)
    for (const path of ['/nothing', '/my/nothing', '/staff/nothing', ...known])
      await expectNotFound(`/${locale}${path}`, locale)
  for (const path of ['/nothing', '/my/nothing', '/policy.pdf', '/receipts/a/b'])
    await expectNotFound(path, 'kk')
  await page.getByRole('link', { name: 'Русский' }).click()
  await expect(page).toHaveURL(/\/ru\/receipts\/a\/b$/)

  await portal.signInNew(context, { locale: 'ru' })
  await expectNotFound('/ru/my/nothing', 'ru')
  await expect(page.getByRole('navigation', { name: 'Мои данные' })).toBeVisible()
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  await expectNotFound('/ru/staff/nothing', 'ru')
  await expect(page.getByRole('link', { name: 'Рабочий стол' })).toBeVisible()
  await context.close()
})
