import { readFile } from 'node:fs/promises'
import type { RequestDetails } from '#domain/requests/forms/request-schemas.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'
import { giveCode, mintStaff, signInStaff } from './staff.ts'
import { casePage, fileFor, openStep, pageOf } from './staff-cases.ts'

const wrong: RequestDetails = { item: 'Туған күні', 'correct-value': '14.03.1999' }

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('support takes, asks, the learner answers, the officer answers; both see the same day', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint({ locale: 'kk' })
      const reference = await fileFor(portal, learner, 'rectification', wrong)
      await signInStaff(portal, context, await mintStaff(portal, 'support'))

      await page.goto('/ru/staff/requests?group=new&right=rectification')
      await page.getByRole('button', { name: `Взять в работу ${reference}` }).click()
      await expect(page).toHaveURL(new RegExp(`${reference}\\?done=take`))
      await expect(page.getByText('Туған күні')).toHaveAttribute('lang', 'kk')
      await expect(page.getByText('Сейчас: «В работе».')).toBeVisible()
      const ask = await openStep(page, 'Спросить заявителя')
      await ask.getByLabel('Ваш вопрос, на казахском языке').fill('Қай құжатта қате?')
      await ask.getByRole('button', { name: 'Отправить вопрос' }).click()
      await expect(page.getByText('Сейчас: «Ждём ответа заявителя».')).toBeVisible()
      const due = await page.locator('.clock dd time').last().getAttribute('datetime')
      const asked = await portal.letterTo(learner.email, /сіздің жауабыңыз керек/)
      expect(asked.text).toContain(reference)
      // Nothing that was written travels in a mail.
      expect(asked.text).not.toContain('Қай құжатта')

      await portal.signIn(context, learner)
      await page.goto(`/kk/requests/${reference}`)
      await expect(page.getByText('Қай құжатта қате?')).toBeVisible()
      expect(await page.locator('.clock dd time').last().getAttribute('datetime')).toBe(due)
      await page.getByLabel(messages.kk.case.page.message).fill('Жеке куәлікте бәрі дұрыс, профильде қате.')
      await page.getByRole('button', { name: messages.kk.case.page.send, exact: true }).click()
      await expect(page.getByText('Жеке куәлікте бәрі дұрыс')).toBeVisible()

      const officer = await pageOf(
        portal,
        context,
        await mintStaff(portal, 'privacy-officer'),
        javaScriptEnabled,
      )
      await officer.goto(casePage(reference))
      await expect(officer.getByText('Жеке куәлікте бәрі дұрыс')).toBeVisible()
      const answer = await openStep(officer, 'Ответить: выполнено')
      await answer.getByRole('button', { name: 'Закрыть как выполненный' }).click()
      await expect(officer.locator('#fulfil-message-error')).toHaveText('Заполните это поле.')
      await answer.getByLabel('Что сделано, на казахском языке').fill('Туған күніңіз түзетілді.')
      await answer.getByRole('button', { name: 'Закрыть как выполненный' }).click()
      await expect(officer.getByText('Сейчас: «Выполнен».')).toBeVisible()
      expect((await portal.letterTo(learner.email, /жауап дайын/)).text).toContain(reference)
      await page.goto(`/kk/requests/${reference}`)
      await expect(page.getByText('Туған күніңіз түзетілді.')).toBeVisible()
      await officer.context().close()
    })

    test('a refusal needs its ground, a reason, and the language in which the person asked', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint({ locale: 'kk' })
      const reference = await fileFor(portal, learner, 'rectification', wrong)
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      await page.goto(casePage(reference))
      await page.getByRole('button', { name: 'Взять в работу' }).click()
      await expect(page.getByText('Сейчас: «В работе».')).toBeVisible()
      const refuse = await openStep(page, 'Отказать')
      // Only what the law knows for this right.
      await expect(refuse.getByText('Осталось неисполненное обязательство')).toHaveCount(0)
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.locator('#refuse-refusalCode-error')).toHaveText('Выберите основание.')
      await expect(page.locator('#refuse-reason-error')).toHaveText('Напишите причину.')
      await refuse.getByLabel('Данные верны').check()
      await refuse.getByLabel('Причина, на казахском языке').fill('Құжат бойынша туған күніңіз дұрыс.')
      await refuse.getByLabel('русский').check()
      if (javaScriptEnabled) {
        const preview = refuse.getByRole('complementary')
        await expect(preview).toContainText(`Тема письма: ${reference} сұрау салуы: шешім дайын`)
        await expect(preview).toContainText(messages.kk.case.refusals.DataAccurate)
        await expect(preview).toContainText('Құжат бойынша туған күніңіз дұрыс.')
      } else {
        await refuse.getByRole('button', { name: 'Показать ответ' }).click()
        await expect(page.getByRole('complementary').filter({ hasText: 'Құжат бойынша' })).toContainText(
          messages.kk.case.refusals.DataAccurate,
        )
        await expect(refuse.getByLabel('Данные верны')).toBeChecked()
      }
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.locator('#refuse-reasonLocale-error')).toContainText('на казахском языке')
      await expect(refuse.getByLabel('Причина, на казахском языке')).toHaveValue(
        'Құжат бойынша туған күніңіз дұрыс.',
      )
      await refuse.getByLabel('казахский').check()
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.getByText('Сейчас: «Отклонён».')).toBeVisible()
      expect((await portal.letterTo(learner.email, /шешім дайын/)).text).toContain(reference)
      const stands = await readOwnRequest(portal.as(learner.subjectId, 'kk'), { reference })
      expect(stands?.decision?.refusal).toMatchObject({
        code: 'DataAccurate',
        reason: 'Құжат бойынша туған күніңіз дұрыс.',
      })
    })

    test('who was slower is told what stands now and keeps what they wrote', async ({
      page,
      context,
      portal,
    }) => {
      const reference = await fileFor(portal, await portal.mint(), 'question', { message: 'Где мои данные?' })
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto(casePage(reference))
      await page.getByRole('button', { name: 'Взять в работу' }).click()
      const slow = await openStep(page, 'Ответить на вопрос')
      await slow.getByLabel('Ваш ответ, на русском языке').fill('В Алматы, в дата-центре.')

      const faster = await pageOf(portal, context, await mintStaff(portal, 'support'))
      await faster.goto(casePage(reference))
      const quick = await openStep(faster, 'Ответить на вопрос')
      await quick.getByLabel('Ваш ответ, на русском языке').fill('В Казахстане.')
      await quick.getByRole('button', { name: 'Отправить ответ' }).click()
      await expect(faster.getByText('Сейчас: «Дан ответ».')).toBeVisible()

      await slow.getByRole('button', { name: 'Отправить ответ' }).click()
      await expect(
        page.getByRole('alert').filter({ hasText: 'Коллега уже изменил этот запрос' }),
      ).toContainText('«Дан ответ»')
      await expect(page.locator('#steps')).toContainText('В Алматы, в дата-центре.')
      await expect(page.locator('header').filter({ hasText: reference })).toContainText('Дан ответ')
      await faster.context().close()
    })

    test('contacts stay masked until somebody gives a code and says why', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'question', { message: 'Кто видит мои ответы?' })
      const support = await mintStaff(portal, 'support')
      await signInStaff(portal, context, support)
      await page.goto(casePage(reference))
      await expect(page.getByText(learner.email)).toHaveCount(0)
      await page.getByText('Открыть контакты').click()
      await page.getByRole('link', { name: 'Ввести код' }).click()
      await giveCode(page, support.code(), 'Подтвердить')
      await expect(page).toHaveURL(new RegExp(reference))
      await page.getByText('Открыть контакты').click()
      await page.getByLabel('Зачем').selectOption('call-back')
      await page.getByRole('button', { name: 'Открыть', exact: true }).click()
      await expect(page.getByText(learner.email)).toBeVisible()
      await expect(page.getByText('Контакты открыты')).toBeVisible()
    })

    test('a request that came by telephone is recorded with the day on which it came', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto('/ru/staff/requests')
      await page.getByRole('link', { name: 'Записать запрос' }).click()
      await page.getByRole('link', { name: 'Исправление данных' }).click()
      const send = page.getByRole('button', { name: 'Записать запрос' })
      await page.getByLabel('Кто', { exact: true }).fill('nobody-of-this-id')
      await page.getByLabel('Да', { exact: true }).check()
      await page.getByLabel('по телефону').check()
      await page.getByLabel('О каких данных').fill('Фамилия')
      await page.getByLabel('Как правильно').fill('Ұлықбекқызы')
      await send.click()
      await expect(page.locator('#person-error')).toContainText('Такого человека нет')
      await expect(page.getByLabel('Как правильно')).toHaveValue('Ұлықбекқызы')
      await expect(page.getByLabel('по телефону')).toBeChecked()
      await page.getByLabel('Кто', { exact: true }).fill(learner.email)
      await page.getByLabel('Когда получен').fill('2026-11-05')
      await send.click()
      await expect(page.getByText('Запрос поставлен в очередь.')).toBeVisible()
      await expect(page.getByText('способ: телефон')).toBeVisible()
      await expect(page.locator('.clock dd time').first()).toHaveAttribute('datetime', '2026-11-05')
      await expect(page.locator('.clock dd time').last()).toHaveAttribute('datetime', '2026-11-06')
      expect(page.url()).not.toContain('@')
    })

    test('search is by number, id or exact address, and no address of a page names a person', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'access')
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto('/ru/staff/requests')
      const find = async (typed: string) => {
        await page.getByLabel('Найти запрос').fill(typed)
        await page.getByRole('button', { name: 'Найти', exact: true }).click()
      }
      await find(' ')
      await expect(page.locator('#search-error')).toContainText('Введите номер')
      await find(learner.email.slice(4))
      await expect(page.getByText('Ничего не нашлось')).toBeVisible()
      await find(learner.email.toUpperCase())
      await expect(page.getByText('Найдено')).toBeVisible()
      await expect(page.getByRole('link', { name: reference }).first()).toBeVisible()
      expect(page.url()).toMatch(/\/ru\/staff\/requests$/)
      await find(reference.toLowerCase().replaceAll('-', ' '))
      await expect(page).toHaveURL(new RegExp(`${reference}$`))
    })

    test('the queue leaves as a file, after a code', async ({ page, context, portal }) => {
      const reference = await fileFor(portal, await portal.mint(), 'objection')
      const support = await mintStaff(portal, 'support')
      await signInStaff(portal, context, support)
      await page.goto('/ru/staff/requests?group=new&right=objection')
      await page.getByRole('link', { name: 'Скачать CSV' }).click()
      await giveCode(page, support.code(), 'Подтвердить')
      await expect(page).toHaveURL(/group=new&right=objection/)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Скачать CSV' }).click()
      const file = await download
      expect(file.suggestedFilename()).toMatch(/^ochered-\d{4}-\d\d-\d\d\.csv$/)
      const text = await readFile(await file.path(), 'utf8')
      expect(text.split('\r\n')[0]).toContain('Номер;О чём;Состояние')
      expect(text).toContain(
        `${reference};Возражение против автоматизированной обработки;Получен;портал;русский`,
      )
      expect(text).not.toContain('@')
    })

    test('a day of the calendar is changed with its source, and it is said how many deadlines moved', async ({
      page,
      context,
      portal,
    }) => {
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      // A year of its own for each run, so that no other test writes to it.
      const year = javaScriptEnabled ? 2031 : 2032
      await page.goto(`/ru/staff/calendar?year=${year}`)
      await expect(page.getByText('Дни не внесены')).toBeVisible()
      const day = `${year}-05-05`
      await page.getByLabel('День', { exact: true }).fill(day)
      await page.getByLabel('Выходной').check()
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.locator('#source-error')).toHaveText('Укажите источник.')
      await expect(page.getByLabel('День', { exact: true })).toHaveValue(day)
      await page.getByLabel('Официально').check()
      await page.getByLabel('Источник').fill('Приказ, https://adilet.zan.kz/rus/docs/sample')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.getByText('Открытые сроки не изменились.')).toBeVisible()
      const row = page.getByRole('row').filter({ has: page.locator(`time[datetime="${day}"]`) })
      await expect(row).toContainText('adilet.zan.kz')
      await row.getByRole('link', { name: /^Изменить 5/ }).click()
      await expect(page.getByLabel('Выходной')).toBeChecked()
      await page.getByLabel('Как обычно').check()
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.getByText('Сохранено')).toBeVisible()
      await expect(page.locator(`time[datetime="${day}"]`)).toHaveCount(0)
    })
  })
}
