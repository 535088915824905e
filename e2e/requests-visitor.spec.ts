import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { codeIn, expect, linkIn, presses, test } from './people.ts'

const unknown = () => `visitor-${randomBytes(6).toString('hex')}@example.test`

async function fileAs(page: Page, email: string, right = 'access') {
  await page.goto(`/ru/requests/new/${right}/form`)
  await page.getByLabel('Имя и фамилия').fill('Асхат Өтеген')
  await page.getByLabel('Электронная почта').fill(email)
  await page.getByRole('button', { name: 'Отправить и получить код' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Подтвердите адрес')
  return /CX-\w{4}-\w{2}/.exec(await page.locator('main').innerText())?.[0] ?? ''
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('one form of four fields, a code, and the request is open in this browser', async ({
      page,
      portal,
    }) => {
      const email = unknown()
      const { press, count } = presses()
      await page.goto('/ru/policy')
      await press(page.locator('a[href="/ru/requests/new/access/form"]').first())
      await expect(
        page.locator('form input:not([type=hidden]):not([type=radio]), form textarea'),
      ).toHaveCount(3)
      await expect(page.locator('form fieldset')).toHaveCount(1)
      await page.getByLabel('Имя и фамилия').fill('Асхат Өтеген')
      await page.getByLabel('Электронная почта').fill(email)
      await press(page.getByRole('button', { name: 'Отправить и получить код' }))
      const letter = await portal.letterTo(email)
      await page.getByLabel('Код из письма').fill('000000')
      await page.getByRole('button', { name: 'Подтвердить' }).click()
      await expect(page.locator('#code-error')).toContainText('Неверный код')
      await page.getByLabel('Код из письма').fill(codeIn(letter))
      await press(page.getByRole('button', { name: 'Подтвердить' }))
      await expect(page.getByText('Мы получили ваш запрос')).toBeVisible()
      expect(count()).toBe(3)
      await expect(page.getByText('Этот запрос открыт в этом браузере на 24 часа.')).toBeVisible()
      await expect(page.locator('.clock')).toHaveCount(2)
      await page.goto('/ru/my')
      await expect(page).toHaveURL(/sign-in/)
    })

    test('the form keeps what was typed and says what is wrong beside it', async ({ page }) => {
      await page.goto('/ru/requests/new/restriction/form?variant=unlawful')
      await expect(page.getByText('Данные обрабатывают с нарушением закона', { exact: true })).toBeVisible()
      await page.getByLabel('Имя и фамилия').fill('Асхат Өтеген')
      await page.getByLabel('Электронная почта').fill('ашат@')
      await page.getByLabel('Қазақша').check()
      await page.getByRole('button', { name: 'Отправить и получить код' }).click()
      await expect(page.locator('#message-error')).toHaveText('Напишите хотя бы несколько слов.')
      await expect(page.locator('#email-error')).not.toBeEmpty()
      await expect(page.getByLabel('Имя и фамилия')).toHaveValue('Асхат Өтеген')
      await expect(page.getByLabel('Электронная почта')).toHaveValue('ашат@')
      await expect(page.getByLabel('Қазақша')).toBeChecked()
    })

    test('the link of the mail works on another device, and only by its button', async ({
      page,
      browser,
      portal,
    }) => {
      const email = unknown()
      const reference = await fileAs(page, email)
      const link = linkIn(await portal.letterTo(email), '/requests/proof/')
      const phone = await browser.newContext({ javaScriptEnabled })
      const other = await phone.newPage()
      await other.goto(link)
      await expect(other.getByText(`От вашего имени подан запрос ${reference}.`)).toBeVisible()
      await other.goto(`/ru/requests/${reference}`)
      await expect(other.getByLabel('Электронная почта')).toBeVisible()
      await other.goto(link)
      await other.getByRole('button', { name: 'Да, это мой запрос' }).click()
      await expect(other.getByText('Мы получили ваш запрос')).toBeVisible()
      await other.goto(link)
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Ссылка больше не действует')
      await page.goto(`/ru/requests/${reference}`)
      await expect(page.getByLabel('Электронная почта')).toBeVisible()
      await phone.close()
    })

    test('later the reference and the address bring a code; a wrong address gets the same answer and no mail', async ({
      page,
      context,
      portal,
    }) => {
      const email = unknown()
      const reference = await fileAs(page, email)
      await page.getByLabel('Код из письма').fill(codeIn(await portal.letterTo(email)))
      await page.getByRole('button', { name: 'Подтвердить' }).click()
      await page.getByRole('button', { name: 'Закрыть здесь' }).click()
      await expect(page.getByLabel('Электронная почта')).toBeVisible()

      const answers: string[] = []
      const stranger = unknown()
      for (const [asked, address] of [
        [reference, stranger],
        ['CX-0000-00', stranger],
        [reference, email],
      ] as const) {
        await page.goto(`/ru/requests/${asked}`)
        await page.getByLabel('Электронная почта').fill(address)
        await page.getByRole('button', { name: 'Получить код' }).click()
        await expect(page.getByLabel('Код из письма')).toBeVisible()
        if (javaScriptEnabled) await expect(page.getByRole('button', { name: /через \d+ с$/ })).toBeVisible()
        // The page repeats the address that was typed, half hidden, and counts the seconds until the next message.
        const answer = await page.locator('main').innerText()
        answers.push(
          answer
            .replaceAll(asked, 'REF')
            .replaceAll(/\S+@\S+/g, 'ADDRESS')
            .replaceAll(/\d+/g, '#'),
        )
      }
      expect(answers).toEqual(answers.map(() => answers[0]))
      const letter = await portal.letterTo(email, /Открыть запрос|requests\/open/)
      expect(await portal.mailsTo(stranger)).toBe(0)
      await page.getByLabel('Код из письма').fill(codeIn(letter))
      await page.getByRole('button', { name: 'Открыть', exact: true }).click()
      await expect(page.getByText('Сейчас: отвечаем мы')).toBeVisible()

      await context.clearCookies()
      await page.goto(linkIn(letter, '/requests/open/'))
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ссылка больше не действует')
    })

    test('with the key of one request another one stays closed', async ({ page, portal }) => {
      const [mine, theirs] = [unknown(), unknown()]
      const first = await fileAs(page, theirs)
      await page.getByLabel('Код из письма').fill(codeIn(await portal.letterTo(theirs)))
      await page.getByRole('button', { name: 'Подтвердить' }).click()
      await expect(page.getByText('Мы получили ваш запрос')).toBeVisible()
      const second = await fileAs(page, mine, 'withdrawal')
      await page.getByLabel('Код из письма').fill(codeIn(await portal.letterTo(mine)))
      await page.getByRole('button', { name: 'Подтвердить' }).click()
      await expect(page).toHaveURL(new RegExp(`/requests/${second}`))
      await page.goto(`/ru/requests/${first}`)
      await expect(page.getByLabel('Электронная почта')).toBeVisible()
    })
  })
}
