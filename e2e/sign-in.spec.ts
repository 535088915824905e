import { codeIn, expect, linkIn, test } from './people.ts'

const androidChrome =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('a learner signs in with the code of the letter and comes to the page they wanted', async ({
      page,
      portal,
    }) => {
      const learner = await portal.mint()
      await page.goto('/ru/my/history')
      await expect(page).toHaveURL(/\/ru\/sign-in\?next=/)
      await page.getByLabel('Электронная почта').fill(` ${learner.email.toUpperCase()} `)
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      await expect(page.getByText('Если этот адрес нам известен')).toBeVisible()
      const code = codeIn(await portal.letterTo(learner.email))
      await page.getByLabel('Код из письма').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
      await page.getByRole('button', { name: 'Войти', exact: true }).click()
      await expect(page).toHaveURL(/\/ru\/my\/history$/)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('История выбора')
    })

    test('an unknown address gets the same answer, and no letter', async ({ page, portal }) => {
      const email = `nobody-${Date.now()}-${javaScriptEnabled}@example.test`
      await page.goto('/ru/sign-in')
      await page.getByLabel('Электронная почта').fill(email)
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      await expect(page.getByText('Если этот адрес нам известен')).toBeVisible()
      await page.getByLabel('Код из письма').fill('123456')
      await page.getByRole('button', { name: 'Войти', exact: true }).click()
      await expect(page.locator('#code-error')).toContainText('Осталось попыток: 4')
      expect(await portal.mailsTo(email)).toBe(0)
    })

    test('a wrong address is named beside the field and what was typed stays', async ({ page }) => {
      await page.goto('/ru/sign-in')
      const field = page.getByLabel('Электронная почта')
      await field.fill('дана@example.test')
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      await expect(page.locator('#email-error')).toContainText('нелатинская буква')
      await expect(field).toHaveValue('дана@example.test')
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await expect(field).toHaveAttribute('aria-describedby', /email-error/)
    })

    test('five wrong codes end the code, the right one too, and leave the link', async ({ page, portal }) => {
      const learner = await portal.mint()
      await page.goto('/ru/sign-in')
      await page.getByLabel('Электронная почта').fill(learner.email)
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      const letter = await portal.letterTo(learner.email)
      const right = codeIn(letter)
      const wrong = right === '000000' ? '111111' : '000000'
      for (let tries = 1; tries <= 5; tries++) {
        await page.getByLabel('Код из письма').fill(wrong)
        const answered = page.waitForResponse((response) => response.request().method() === 'POST')
        await page.getByRole('button', { name: 'Войти', exact: true }).click()
        await answered
        if (tries < 5) await expect(page.locator('#code-error')).toContainText(`попыток: ${5 - tries}`)
      }
      await expect(page.getByText('Код введён неверно пять раз')).toBeVisible()
      await page.getByLabel('Код из письма').fill(right)
      await page.getByRole('button', { name: 'Войти', exact: true }).click()
      await expect(page.getByText('Код введён неверно пять раз')).toBeVisible()
      await page.goto(linkIn(letter, '/sign-in/link/'))
      await page.getByRole('button', { name: 'Войти' }).click()
      await expect(page).toHaveURL(/\/ru\/my$/)
    })

    test('the step of the code survives a reload, and says where the message went', async ({
      page,
      portal,
    }) => {
      const learner = await portal.mint()
      await page.goto('/ru/sign-in')
      await page.getByLabel('Электронная почта').fill(learner.email)
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      await expect(page.getByLabel('Код из письма')).toBeVisible()
      await expect(page).toHaveURL(/asked=1/)
      await page.reload()
      await expect(page.getByText(`@${learner.email.split('@')[1]}`)).toBeVisible()
      await page.getByLabel('Код из письма').fill(codeIn(await portal.letterTo(learner.email)))
      await page.getByRole('button', { name: 'Войти', exact: true }).click()
      await expect(page).toHaveURL(/\/ru\/my$/)
    })

    test('the link signs in on any device, once, and only by its button', async ({
      page,
      browser,
      portal,
    }) => {
      const learner = await portal.mint()
      await page.goto('/ru/sign-in')
      await page.getByLabel('Электронная почта').fill(learner.email)
      await page.getByRole('button', { name: 'Получить письмо' }).click()
      const link = linkIn(await portal.letterTo(learner.email), '/sign-in/link/')

      // A program that checks mail opens every link, more than once.
      for (let times = 0; times < 5; times++) expect((await page.request.get(link)).status()).toBe(200)

      const phone = await browser.newContext({ javaScriptEnabled, userAgent: androidChrome })
      const there = await phone.newPage()
      await there.goto(link)
      await expect(there.getByText('Вы войдёте на этом устройстве: Chrome, Android')).toBeVisible()
      await expect(there.getByText('Письмо запросили в другом браузере')).toBeVisible()
      await there.getByRole('button', { name: 'Войти' }).click()
      await expect(there).toHaveURL(/\/ru\/my$/)
      await phone.close()

      await page.goto(link)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ссылка больше не действует')
    })
  })
}

test('the first sign-in shows everything the law wants in a consent, and agreeing records it', async ({
  page,
  context,
  portal,
}) => {
  await portal.signInNew(context, { welcomed: false })
  await page.goto('/ru/my')
  await expect(page).toHaveURL(/\/ru\/my\/welcome$/)
  const facts = page.locator('dl')
  for (const fact of [
    'Cloudex Learning (образец)',
    'БИН 000000000000',
    'Дана Ұлықбекқызы',
    'Третьим лицам не передаются.',
    'за границу не передаются',
    'нигде не публикуются',
    'Имя, адрес электронной почты, номер телефона',
    'До отзыва согласия или закрытия учётной записи.',
  ])
    await expect(facts).toContainText(fact)
  const [agree, later] = [
    page.getByRole('button', { name: 'Согласен(на)', exact: true }),
    page.getByRole('button', { name: 'Не согласен(на)', exact: true }),
  ]
  const [one, other] = [await agree.boundingBox(), await later.boundingBox()]
  expect(one?.width).toBe(other?.width)
  expect(await agree.getAttribute('class')).toBe(await later.getAttribute('class'))
  await agree.click()
  await expect(page).toHaveURL(/\/ru\/my$/)
  await page.goto('/ru/my/history')
  await expect(page.getByText('Согласие дано')).toBeVisible()
  await expect(page.locator('main ol > li').first()).toContainText('Первый вход')
})

test('somebody who does not agree stays signed in, is not asked again and keeps every right', async ({
  page,
  context,
  portal,
}) => {
  await portal.signInNew(context, { welcomed: false })
  await page.goto('/ru/my')
  await page.getByRole('button', { name: 'Не согласен(на)', exact: true }).click()
  await expect(page).toHaveURL(/\/ru\/my\/welcome\/declined$/)
  await expect(page.getByRole('link', { name: 'Подать запрос' })).toBeVisible()
  await page.goto('/ru/my')
  await expect(page).toHaveURL(/\/ru\/my$/)
  await page.goto('/ru/my/history')
  await expect(page.getByText('Первый вход')).toBeAttached()
})

test('choices, history and profile are open before any consent', async ({ page, context, portal }) => {
  await portal.signInNew(context, { welcomed: false })
  for (const path of ['choices', 'choices/withdraw-all', 'history', 'profile', 'requests']) {
    await page.goto(`/ru/my/${path}`)
    await expect(page).toHaveURL(new RegExp(`/ru/my/${path}$`))
  }
})

test('a person whose name is not known gives it with the consent', async ({ page, context, portal }) => {
  await portal.signInNew(context, { welcomed: false, fullName: null })
  await page.goto('/ru/my/welcome')
  await page.getByRole('button', { name: 'Согласен(на)', exact: true }).click()
  await expect(page.locator('#fullName-error')).toHaveText('Введите имя и фамилию.')
  await page.getByLabel('Имя и фамилия').fill('Сәуле Әбдірахман')
  await page.getByRole('button', { name: 'Согласен(на)', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Мои данные')
  await expect(page.getByText('Сәуле Әбдірахман ·')).toBeVisible()
})

test('a field that the form does not have refuses it', async ({ page }) => {
  await page.goto('/ru/sign-in')
  await page.getByLabel('Электронная почта').fill('someone@example.test')
  await page.evaluate(() => {
    const field = Object.assign(document.createElement('input'), { name: 'role', value: 'administrator' })
    document.querySelector('main form')?.append(field)
  })
  await page.getByRole('button', { name: 'Получить письмо' }).click()
  await expect(page.getByText('Форма, похоже, устарела')).toBeVisible()
})

test('signing out ends the session, not just the cookie', async ({ page, context, portal }) => {
  await portal.signInNew(context)
  await page.goto('/ru/my')
  const cookies = await context.cookies()
  await page.getByRole('button', { name: 'Выйти' }).click()
  await expect(page.getByText('Вы вышли')).toBeVisible()
  await context.addCookies(cookies)
  await page.goto('/ru/my')
  await expect(page).toHaveURL(/\/ru\/sign-in/)
})
