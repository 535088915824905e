import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { contextFor } from '#domain/access/context.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { expect, linkIn, presses, test } from './people.ts'
import { mintStaff } from './staff.ts'
import { fileFor } from './staff-cases.ts'

const referenceOn = async (page: Page) => /CX-\w{4}-\w{2}/.exec(page.url())?.[0] ?? ''
const pdf = { name: 'справка.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') }

// The maximum number of clicks from the learner's home to a filed request, per right.
const journeys = [
  { link: 'Получить копию', budget: 3, fill: {} },
  {
    link: 'Исправить ошибку',
    budget: 3,
    fill: { 'Что неверно': 'Дата рождения', 'Как должно быть': '12.03.1998' },
  },
  { link: 'Ограничить использование', budget: 3, fill: { 'Какие данные неверны': 'Результат теста' } },
  { link: 'Удалить данные', budget: 4, fill: {} },
] as const

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    for (const { link, budget, fill } of journeys)
      test(`“${link}” is filed within ${budget} presses of home, with what comes and by when told before`, async ({
        page,
        context,
        portal,
      }) => {
        const learner = await portal.signInNew(context)
        const { press, count } = presses()
        await page.goto('/ru/my')
        await press(page.getByRole('link', { name: link, exact: true }))
        await expect(page.getByText('Что вы получите')).toBeVisible()
        await expect(page.getByText(/По закону, не позднее/).first()).toBeVisible()
        for (const [label, text] of Object.entries(fill)) await page.getByLabel(label).fill(text)
        await press(page.getByRole('button', { name: 'Отправить запрос' }))
        await expect(page.getByText('Мы получили ваш запрос')).toBeVisible()
        expect(count()).toBeLessThanOrEqual(budget)
        const reference = await referenceOn(page)
        await expect(page.getByText(reference).first()).toBeVisible()
        await expect(page.getByText('Ответ до', { exact: true }).first()).toBeVisible()
        await expect(page.getByText('Сотрудник возьмёт запрос в работу.')).toBeVisible()
        const letter = await portal.letterTo(learner.email, new RegExp(reference))
        expect(linkIn(letter, `/ru/requests/${reference}`)).not.toBe('')
        const home = presses()
        await page.goto('/ru/my')
        await home.press(page.locator(`a[href="/ru/requests/${reference}"]`))
        await expect(page.getByText('Сейчас: отвечаем мы')).toBeVisible()
        expect(home.count()).toBe(1)
      })

    test('what is typed is kept when a file is refused, and the words stand beside the files', async ({
      page,
      context,
      portal,
    }) => {
      await portal.signInNew(context)
      await page.goto('/ru/requests/new/rectification/form')
      await page.getByLabel('Что неверно').fill('Фамилия')
      await page.getByLabel('Как должно быть').fill('Ұлықбекқызы')
      await page.getByLabel('Файлы').setInputFiles({
        name: 'x.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from([0, 1, 2, 3]),
      })
      await page.getByRole('button', { name: 'Отправить запрос' }).click()
      await expect(page.locator('#files-error')).toContainText('Принимаем только PDF')
      await expect(page.getByLabel('Что неверно')).toHaveValue('Фамилия')
      await expect(page.getByLabel('Как должно быть')).toHaveValue('Ұлықбекқызы')
      await page.getByLabel('Файлы').setInputFiles([pdf])
      await page.getByRole('button', { name: 'Отправить запрос' }).click()
      await expect(page.getByText('Мы получили ваш запрос')).toBeVisible()
      const attachment = page.getByRole('link', { name: `${await referenceOn(page)}-1.pdf` })
      const href = (await attachment.getAttribute('href')) ?? ''
      const answer = await page.request.get(href)
      expect(answer.headers()['content-disposition']).toMatch(/^attachment; filename="CX-/)
      expect(answer.headers()['cache-control']).toBe('no-store')
      expect(answer.headers()['x-content-type-options']).toBe('nosniff')
      expect(await answer.text()).toBe('%PDF-1.7\n%%EOF\n')
      await context.clearCookies()
      expect((await page.request.get(href)).status()).toBe(404)
    })

    test('an empty field is told beside it; the ground that is not chosen asks nothing', async ({
      page,
      context,
      portal,
    }) => {
      await portal.signInNew(context)
      await page.goto('/ru/requests/new/erasure/form')
      await expect(page.getByLabel('Что произошло')).toBeHidden()
      await page.getByLabel('Мои данные обрабатывают незаконно').check()
      await expect(page.getByLabel('Если хотите что-то добавить')).toBeHidden()
      await page.getByRole('button', { name: 'Отправить запрос' }).click()
      await expect(page.locator('#circumstances-error')).toHaveText('Опишите, что произошло.')
      await expect(page.getByLabel('Мои данные обрабатывают незаконно')).toBeChecked()
      await page.getByLabel('Что произошло').fill('Пишут на старый номер')
      await page.getByRole('button', { name: 'Отправить запрос' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Уничтожение незаконно обрабатываемых данных',
      )
    })

    test('messages go with files, more than 64 KB of them; the request is cancelled after one question', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'access')
      await portal.signIn(context, learner)
      await page.goto(`/ru/requests/${reference}`)
      const large = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(4_900_000, 1)])
      await page.getByLabel('Сообщение').fill('Вот снимок экрана.')
      await page
        .getByLabel('Файлы')
        .setInputFiles([
          { name: 'a.jpg', mimeType: 'image/jpeg', buffer: large },
          { name: 'b.jpg', mimeType: 'image/jpeg', buffer: large },
          pdf,
        ])
      await page.getByRole('button', { name: 'Отправить', exact: true }).click()
      await expect(page.getByText('Ваше сообщение добавлено к запросу.')).toBeVisible()
      await expect(page.locator('#messages')).toContainText('Вот снимок экрана.')
      await expect(page.locator('#messages').getByRole('link', { name: `${reference}-3.pdf` })).toBeVisible()
      const { press, count } = presses()
      await press(page.getByText('Отменить запрос…'))
      await press(page.getByRole('button', { name: 'Отменить запрос' }))
      await expect(page.getByText('Запрос отменён', { exact: true })).toBeVisible()
      expect(count()).toBe(2)
      await expect(page.getByLabel('Сообщение')).toHaveCount(0)
      const stands = await readOwnRequest(portal.as(learner.subjectId), { reference })
      expect(stands?.status).toBe('cancelled')
      expect(stands?.messages).toHaveLength(1)
    })

    test('an erasure is cancelled by one press', async ({ page, context, portal }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'erasure/wish')
      await portal.signIn(context, learner)
      await page.goto(`/ru/requests/${reference}`)
      await page.getByRole('button', { name: 'Отменить запрос' }).click()
      await expect(page.getByText('Запрос отменён', { exact: true })).toBeVisible()
    })

    test('a second request of the same kind is pointed out and not forbidden', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const first = await fileFor(portal, learner, 'portability')
      await portal.signIn(context, learner)
      await page.goto('/ru/requests/new/portability/form')
      await expect(page.getByRole('link', { name: `Открыть ${first}` })).toBeVisible()
      await page.getByRole('button', { name: 'Отправить запрос' }).click()
      await expect(page.getByText('Мы получили ваш запрос')).toBeVisible()
      expect(await referenceOn(page)).not.toBe(first)
    })
  })
}

test('“not you?” in the notice stops a request and ends every sign-in', async ({ page, context, portal }) => {
  const learner = await portal.mint()
  const reference = await fileFor(portal, learner, 'erasure/wish')
  await portal.signIn(context, learner)
  const stop = linkIn(await portal.letterTo(learner.email, new RegExp(reference)), '/requests/stop/')
  const elsewhere = await context.browser()?.newContext()
  const mailed = await elsewhere?.newPage()
  if (!mailed) throw new Error('no second browser')
  await mailed.goto(stop)
  expect((await readOwnRequest(portal.as(learner.subjectId), { reference }))?.status).toBe('received')
  await mailed.getByRole('button', { name: 'Это не я: остановить' }).click()
  await expect(mailed.getByRole('heading', { level: 1 })).toHaveText('Запрос остановлен')
  expect((await readOwnRequest(portal.as(learner.subjectId), { reference }))?.status).toBe('cancelled')
  await page.goto('/ru/my')
  await expect(page).toHaveURL(/sign-in/)
  await mailed.goto(stop)
  await expect(mailed.getByRole('heading', { level: 1 })).toHaveText('Остановить запрос уже нельзя')
  await elsewhere?.close()
})

test('staff asks, the person answers, staff refuses: letters and words in the language of the person', async ({
  page,
  context,
  portal,
}) => {
  const learner = await portal.mint({ locale: 'kk' })
  const { staffId } = await mintStaff(portal, 'privacy-officer')
  const officer = contextFor(portal.services, {
    actor: { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true },
    locale: 'ru',
  })
  const reference = await fileFor(portal, learner, 'rectification', {
    item: 'Туған күні',
    'correct-value': '12.03.1998',
  })
  await takeRequestStep(officer, { step: 'take', reference })
  await takeRequestStep(officer, { step: 'ask', reference, message: 'Профильде қазір не тұр?' })
  const asked = await portal.letterTo(learner.email, /жауабыңыз/)
  await portal.signIn(context, learner)
  await page.goto(linkIn(asked, `/kk/requests/${reference}`))
  await expect(page.getByText('Сіздің жауабыңыз керек')).toBeVisible()
  await expect(page.locator('#messages')).toContainText('Профильде қазір не тұр?')
  await page.getByLabel('Хабарлама').fill('12.03.1999 деп тұр.')
  await page.getByRole('button', { name: 'Жіберу', exact: true }).click()
  await expect(page.getByText('Өңделуде', { exact: true })).toBeVisible()

  await takeRequestStep(officer, {
    step: 'refuse',
    reference,
    refusalCode: 'DataAccurate',
    reasonLocale: 'kk',
    reason: 'Көрсетілген күн профильде бар.',
  })
  await portal.letterTo(learner.email, /шағым|бас тарту/i)
  await page.reload()
  const decision = page.locator('#decision')
  await expect(decision).toContainText('Деректер дұрыс.')
  await expect(decision).toContainText('Көрсетілген күн профильде бар.')
  await expect(decision).toContainText('24-\u2060бабы 1-\u2060тармағының 2) тармақшасы')
  await expect(decision).toContainText('Сотқа жүгіне аласыз.')
  await expect(page.getByText('мерзімінде жабылды')).toBeVisible()
  await readStaffRequest(officer, reference)
  await page.goto('/kk/my/history')
  await expect(page.locator('#disclosures')).toContainText('Дербес деректерге жауапты')
  await expect(page.locator('#disclosures')).toContainText(reference)
})

test('somebody else’s request answers as one that does not exist', async ({ page, context, portal }) => {
  const theirs = await fileFor(portal, await portal.mint(), 'access')
  await portal.signInNew(context)
  const seen: string[] = []
  for (const reference of [theirs, 'CX-0000-00']) {
    const answer = await page.goto(`/ru/requests/${reference}`)
    seen.push(`${answer?.status()} ${(await page.locator('main').innerText()).replaceAll(reference, 'REF')}`)
    expect((await page.request.get(`/ru/requests/${reference}/files/${randomUUID()}`)).status()).toBe(404)
  }
  expect(seen[0]).toBe(seen[1])
  expect(seen[0]).toContain('Среди ваших запросов такого нет.')
})

test('both clocks of access are drawn and said, and the one that binds is named', async ({
  page,
  context,
  portal,
}) => {
  const learner = await portal.mint()
  const reference = await fileFor(portal, learner, 'access')
  await portal.signIn(context, learner)
  await page.goto(`/ru/requests/${reference}`)
  const clocks = page.locator('.clock')
  await expect(clocks).toHaveCount(2)
  await expect(clocks.nth(0)).toContainText('По закону: 3 рабочих дня, истекает раньше, действует он')
  await expect(clocks.nth(1)).toContainText('По политике: 30 дней')
  await clocks.nth(0).getByText('Почему эта дата').click()
  await expect(clocks.nth(0)).toContainText('подпункт 1) пункта 1 статьи 24 Закона о персональных данных')
  await expect(clocks.nth(0)).toContainText('23:59:59')
})
