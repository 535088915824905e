import type { Page } from '@playwright/test'
import { readChoices, readHistory } from '#domain/consent/ledger/read-choices.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { choiceOf, expect, type Learner, type Portal, switchOf, test } from './people.ts'

const name = 'analytics'

async function atChoices(portal: Portal, page: Page): Promise<Learner> {
  const learner = await portal.signInNew(page.context())
  await page.goto('/ru/my/choices')
  return learner
}

/** The ledger's events of the switch, oldest first. */
async function ledgerOf(portal: Portal, { subjectId }: Learner) {
  const { items } = await readHistory(portal.as(subjectId), subjectId)
  return items
    .filter(({ purpose }) => purpose === name)
    .map(({ decision }) => decision)
    .reverse()
}

async function standsAt(portal: Portal, { subjectId }: Learner) {
  const standing = await readChoices(portal.as(subjectId), subjectId)
  return standing.find((one) => one.name === name)?.decision
}

/** Delays the answer to the first change until it is released; later requests pass. */
async function holdFirst(page: Page) {
  let letGo = () => {}
  const held = new Promise<void>((done) => {
    letGo = done
  })
  let sent = 0
  await page.route('**/my/choices', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    sent += 1
    if (sent > 1) return route.fallback()
    const response = await route.fetch()
    await held
    await route.fulfill({ response })
  })
  return { letGo, sent: () => sent }
}

test('a second press while the first is on its way is sent after it, and both are in the history', async ({
  page,
  portal,
}) => {
  const learner = await atChoices(portal, page)
  const first = await holdFirst(page)
  await switchOf(page, name).click()
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'true')
  await expect(choiceOf(page, name)).toContainText('Сохраняем')
  await expect.poll(() => ledgerOf(portal, learner)).toEqual(['granted'])
  await switchOf(page, name).click()
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'false')
  await expect(choiceOf(page, name)).toContainText('Сохраняем')
  expect(first.sent()).toBe(1)
  first.letGo()
  await expect(choiceOf(page, name)).toContainText('Сохранено')
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'false')
  expect(await standsAt(portal, learner)).toBe('withdrawn')
  expect(await ledgerOf(portal, learner)).toEqual(['granted', 'withdrawn'])
  await page.goto('/ru/my/history')
  const entries = page.locator('main ol > li')
  await expect(entries.nth(0)).toContainText('Выключено')
  await expect(entries.nth(1)).toContainText('Включено')
})

test('of many presses the last one stands, on the page and in the ledger', async ({ page, portal }) => {
  const learner = await atChoices(portal, page)
  const first = await holdFirst(page)
  for (let n = 0; n < 7; n++) await switchOf(page, name).click()
  first.letGo()
  await expect(choiceOf(page, name)).toContainText('Сохранено')
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'true')
  expect(await standsAt(portal, learner)).toBe('granted')
})

test('a press at the very moment of the answer counts from what was answered', async ({ page, portal }) => {
  const learner = await atChoices(portal, page)
  // Pressed in the same turn in which the line below the switch changes, before anything else can be drawn.
  await page.evaluate((id) => {
    const form = document.getElementById(id)?.closest('form')
    const said = form?.querySelector('[role=status]')
    let left = 3
    new MutationObserver(() => {
      if (!said?.textContent?.startsWith('Сохранено') || left === 0) return
      left -= 1
      form?.querySelector<HTMLElement>('[role=switch]')?.click()
    }).observe(said ?? document.body, { childList: true, characterData: true, subtree: true })
  }, `choice-${name}`)
  await switchOf(page, name).click()
  await expect.poll(() => ledgerOf(portal, learner)).toEqual(['granted', 'withdrawn', 'granted', 'withdrawn'])
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'false')
})

test('an answer that is lost on its way back is asked for again, and is one choice', async ({
  page,
  portal,
}) => {
  const learner = await atChoices(portal, page)
  let lost = 0
  await page.route('**/my/choices', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.fallback()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await switchOf(page, name).click()
  await expect(choiceOf(page, name)).toContainText('Сохранено')
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'true')
  expect(await ledgerOf(portal, learner)).toEqual(['granted'])
})

test('a withdrawal pressed after a grant that was overtaken still reaches the ledger', async ({
  page,
  portal,
}) => {
  const learner = await atChoices(portal, page)
  const elsewhere = (decision: 'granted' | 'withdrawn', idempotencyKey: string) =>
    recordChoices(portal.as(learner.subjectId), learner.subjectId, {
      policyVersion: 1,
      origin: 'choices',
      idempotencyKey,
      choices: [{ purpose: name, topic: '', channel: '', decision }],
    })
  await elsewhere('withdrawn', 'before-the-press')
  await elsewhere('granted', 'after-the-page-was-read')
  const first = await holdFirst(page)
  await switchOf(page, name).click()
  await switchOf(page, name).click()
  first.letGo()
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'false')
  await expect.poll(() => standsAt(portal, learner)).toBe('withdrawn')
})
