import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { messages } from '../i18n/messages.ts'
import { expect, switchOf, test, turn } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

// A new version is the policy of the whole portal, so this journey runs with the others that change settings.
test.describe.configure({ mode: 'serial' })

const t = messages.ru.policyDraft
const phrase = 'Мы записываем прогресс по курсам и результаты тестов, чтобы подобрать вам задания'

async function press(page: Page, name: string, done: string) {
  await page.getByRole('button', { name, exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: done })).toBeVisible()
}

/** Tests that look at every page have begun one. */
async function startVersion(page: Page) {
  await page.goto('/ru/staff/policy')
  if (await page.getByText(t.press.discardOpen).isVisible()) {
    await page.getByText(t.press.discardOpen).click()
    await press(page, t.press.discard, t.done.discarded)
  }
  await press(page, t.none.press, t.done.started)
}

/** Says why and from when, approves the three languages and asks the second officer. */
async function propose(page: Page, why: string) {
  for (const locale of ['kk', 'ru', 'en']) await page.locator(`[name="summary-${locale}"]`).fill(why)
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Almaty' }).format(new Date())
  await page.locator('[name="effectiveOn"]').fill(today)
  await press(page, t.facts.save, t.done.facts)
  for (const language of [t.languages.kk, t.languages.ru, t.languages.en])
    await press(page, t.approval.press.replace('{language}', language), t.done.language)
  await press(page, t.press.propose, t.done.proposed)
}

test('an officer writes the next version, a second one approves it, the page of every reader changes, and a learner is asked about what it touches', async ({
  page,
  context,
  browser,
  portal,
}) => {
  test.setTimeout(480_000)
  // A second run after a fault finds the words of the first one published.
  const words = `${phrase}${'!'.repeat(test.info().retry)}.`
  const officer = await mintStaff(portal, 'privacy-officer')
  const second = await mintStaff(portal, 'privacy-officer')
  const learner = await portal.mint()
  const own = portal.as(learner.subjectId)
  const input = recordChoicesSchema.parse({
    policyVersion: await currentVersion(own),
    origin: 'choices',
    idempotencyKey: randomUUID(),
    choices: ['personalisation', 'analytics'].map((purpose) => ({ purpose, decision: 'granted' })),
  })
  const recorded = await recordChoices(own, learner.subjectId, input)
  const receipt = 'choices' in recorded ? recorded.choices[0]?.eventId : undefined
  await signInStaff(portal, context, officer)
  await startVersion(page)

  await page.goto('/ru/staff/policy/edit?item=data.learning')
  for (const locale of ['kk', 'ru', 'en']) await page.locator(`[name="body-${locale}"]`).fill(words)
  await press(page, t.edit.save, t.edit.saved)
  await expect(page.locator('ins').filter({ hasText: 'подобрать' }).first()).toBeVisible()

  // Another officer had the page open: what was typed is kept, and nothing is overwritten.
  const other = await (await browser.newContext()).newPage()
  await signInStaff(portal, other.context(), second)
  await other.goto('/ru/staff/policy/edit?item=purposes.analytics')
  await page.goto('/ru/staff/policy/edit?item=purposes.analytics')
  await page.locator('[name="body-ru"]').fill('Мы считаем, как используют курсы.')
  await press(page, t.edit.save, t.edit.saved)
  await other.locator('[name="body-ru"]').fill('Другой текст')
  await other.getByRole('button', { name: t.edit.save, exact: true }).click()
  await expect(other.locator('form [role="alert"]')).toContainText(t.errors['changed-meanwhile'].slice(0, 40))
  await expect(other.locator('[name="body-ru"]')).toHaveValue('Другой текст')

  await page.goto('/ru/staff/policy')
  await page.locator('[name="change"][value="practice"]').check()
  await page.locator('[name="material"][value="yes"]').check()
  await page.locator('[name="purposes"][value="personalisation"]').check()
  await propose(page, 'Задания подбираются по результатам тестов.')
  // Counted by the worker: the page reads it again by itself.
  await expect(page.locator('#impact')).toContainText(/Снова спросим\s\d/, { timeout: 30_000 })
  await expect(page.getByRole('button', { name: t.press.approve, exact: true })).toHaveCount(0)

  await other.goto('/ru/policy')
  await expect(other.locator('[id="data.learning"]')).not.toContainText(words)
  await other.goto('/ru/staff/policy')
  await press(other, t.press.approve, t.done.approved)

  await expect(async () => {
    await other.goto('/ru/policy')
    await expect(other.locator('[id="data.learning"]')).toContainText(words, { timeout: 500 })
  }).toPass({ timeout: 15_000 })
  await other.goto('/ru/policy/compare')
  await expect(other.locator('[id="data.learning"] ins').first()).toBeVisible()
  await other.goto('/ru/policy?on=2025-06-01')
  await expect(other.locator('[id="data.learning"]')).not.toContainText(words)
  await other.context().close()

  // The people of other journeys get one too, in the order of their ids: this learner is among the last.
  const letter = await portal.letterTo(learner.email, /политика конфиденциальности изменилась/i, 300)
  expect(letter.text).toContain('Задания подбираются по результатам тестов.')
  await context.clearCookies()
  await portal.signIn(context, learner)
  await page.goto('/ru/my')
  await page.getByRole('link', { name: messages.ru.my.askedAgain.decide }).click()
  await expect(page.locator('[id="choice-personalisation"]')).toHaveAttribute('aria-checked', 'false')
  await expect(page.locator('[id="choice-analytics"]')).toHaveAttribute('aria-checked', 'true')
  await page.goto(`/ru/receipts/${receipt}`)
  await page.getByRole('link', { name: messages.ru.policy.onDay.thenAndNow }).click()
  await expect(page).toHaveURL(/from=\d+&to=\d+#data\.learning$/)
  await expect(page.locator('[id="data.learning"] ins').first()).toBeInViewport()
  expect(await portal.mailsTo(learner.email)).toBe(1)
})

test('an officer adds a topic and a purpose in three languages, a second one approves them, and a learner switches them on', async ({
  page,
  context,
  browser,
  portal,
}) => {
  test.setTimeout(240_000)
  const officer = await mintStaff(portal, 'privacy-officer')
  const second = await mintStaff(portal, 'privacy-officer')
  const learner = await portal.mint()
  const externalId = await readExternalId(portal.system, learner.subjectId)
  const mayBeSent = async () =>
    (
      await checkConsent(portal.system, externalId ?? '', {
        purpose: 'communication',
        topic: 'homework',
        channel: 'email',
        gpc: false,
      })
    ).allowed
  await signInStaff(portal, context, officer)
  await startVersion(page)
  await page.getByRole('link', { name: t.wordings.add, exact: true }).click()
  await page.locator('[name="code"]').fill('Homework')
  await page.getByRole('radio', { name: messages.ru.choices.messageClass.service }).check()
  const titles = { kk: 'Үй тапсырмасы', ru: 'Домашние задания', en: 'Homework' }
  for (const [locale, title] of Object.entries(titles)) {
    await page.locator(`[name="title-${locale}"]`).fill(title)
    await page.locator(`[name="what-${locale}"]`).fill(`${title}: 1`)
    await page.locator(`[name="stops-${locale}"]`).fill(`${title}: 2`)
  }
  // A wrong code is answered beside it, and nothing that was typed is lost.
  await page.getByRole('button', { name: t.edit.save, exact: true }).click()
  await expect(page.locator('#code-error')).toContainText(t.errors['wrong-name'].slice(0, 20))
  await expect(page.locator('[name="title-kk"]')).toHaveValue(titles.kk)
  await page.locator('[name="code"]').fill('homework')
  await press(page, t.edit.save, t.done.wordings)

  await page.goto('/ru/staff/policy')
  await page.getByRole('link', { name: t.wordings.addPurpose, exact: true }).click()
  await page.locator('[name="code"]').fill('alumni-club')
  const clubs = { kk: 'Түлектер клубы', ru: 'Клуб выпускников', en: 'Alumni club' }
  for (const [locale, title] of Object.entries(clubs)) {
    for (const field of ['title', 'what', 'why', 'data', 'stops'])
      await page.locator(`[name="${field}-${locale}"]`).fill(title)
    await page.locator(`[name="retention-${locale}"]`).fill('1')
  }
  await page.locator('[name="recipient1-ru"]').fill('Фонд')
  await page.locator('[name="categories"][value="learning"]').check()
  await page.getByRole('button', { name: t.edit.save, exact: true }).click()
  await expect(page.locator('#storage-error')).not.toBeEmpty()
  await expect(page.locator('#recipient1-country-error')).not.toBeEmpty()
  await expect(page.locator('[name="recipient1-ru"]')).toHaveValue('Фонд')
  await expect(page.locator('[name="categories"][value="learning"]')).toBeChecked()
  await page.locator('[name="recipient1-ru"]').fill('')
  await page.locator('[name="storage"]').fill('KZ')
  await press(page, t.edit.save, t.done.wordings)

  await page.goto('/ru/staff/policy')
  await expect(page.locator('#wordings')).toContainText(titles.ru)
  await expect(page.locator('#wordings')).toContainText(clubs.ru)
  await expect(page.locator('#impact')).toContainText(/1\sновая тема/)
  await expect(page.locator('#impact')).toContainText(/1\sновая цель/)
  await page.locator('[name="change"][value="practice"]').check()
  await page.locator('[name="material"][value="yes"]').check()
  await propose(page, 'Можно получать сообщения о домашних заданиях.')

  const other = await (await browser.newContext()).newPage()
  await signInStaff(portal, other.context(), second)
  await other.goto('/kk/staff/policy/preview')
  await expect(other.locator('main')).toContainText(titles.kk)
  await other.goto('/ru/staff/policy')
  await press(other, t.press.approve, t.done.approved)
  await other.context().close()

  await context.clearCookies()
  await portal.signIn(context, learner)
  const control = switchOf(page, 'communication/homework/email')
  await expect(async () => {
    await page.goto('/ru/my/choices')
    await expect(control).toHaveAttribute('aria-checked', 'false', { timeout: 500 })
  }).toPass({ timeout: 15_000 })
  await expect(page.locator('#topic-homework')).toHaveText(titles.ru)
  expect(await mayBeSent()).toBe(false)
  await turn(page, 'communication/homework/email', true)
  expect(await mayBeSent()).toBe(true)
  const club = switchOf(page, 'alumni-club')
  await expect(club).toHaveAttribute('aria-checked', 'false')
  await turn(page, 'alumni-club', true)
  await page.goto('/kk/my/history')
  await expect(page.locator('main')).toContainText(titles.kk)
  await expect(page.locator('main')).toContainText(clubs.kk)
})
