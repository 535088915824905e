import type { Locator } from '@playwright/test'
import { contextFor } from '#domain/access/context.ts'
import { startErasureNow } from '#domain/fulfilment/erase/advance-erasure.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { formOf } from '#testing/requests.ts'
import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { confirmFirst, mintStaff, signInStaff } from './staff.ts'

/** Opens the form for what staff did without the portal, writes it down and sends it. */
async function record(place: Locator, how: 'by-hand' | 'skip', note: string) {
  const way = place
    .locator('details')
    .filter({ has: place.page().locator(`input[name=how][value="${how}"]`) })
  await way.locator('summary').first().click()
  await way.locator('textarea[name=note]').first().fill(note)
  await way.getByRole('button').last().click()
}

test('staff settle a correction, a copy and a deletion that the platform refuses, and the person reads what they did', async ({
  page,
  context,
  portal,
}) => {
  const sql = platformDatabase(portal)
  await sql.unsafe('SET client_min_messages = warning')
  const person = await learnerOfPlatform(portal, sql, { locale: 'ru', ticket: { subject: 'S', body: 'B' } })
  const { externalId, userId, subjectId, email } = person
  await portal.signIn(context, person)
  const own = portal.as(subjectId, 'ru')

  const [first, second] = [
    await mintStaff(portal, 'privacy-officer'),
    await mintStaff(portal, 'privacy-officer'),
  ]
  const officer = (staffId: string) =>
    contextFor(portal.services, {
      actor: { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true, sudo: true },
      locale: 'ru',
    })
  const step = async (staffId: string, reference: string, given: object) =>
    expect(await takeRequestStep(officer(staffId), stepSchema.parse({ reference, ...given }))).toMatchObject({
      status: 'done',
    })
  const decidedByTwo = async (kind: KindName) => {
    const filed = await fileRequest(own, formOf(kind))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    await step(first.staffId, reference, { step: 'take' })
    await step(first.staffId, reference, { step: 'propose', decision: 'fulfil', message: 'Выполним.' })
    await step(second.staffId, reference, { step: 'approve' })
    return reference
  }
  const desk = await context.browser()?.newContext({ locale: 'ru' })
  if (!desk) throw new Error('no second browser')
  await signInStaff(portal, desk, second)
  const staffPage = await desk.newPage()
  /** The part of the request where a system has failed. */
  const failed = async (reference: string, id: string) => {
    const place = staffPage.locator(`#${id}`)
    await expect(async () => {
      await staffPage.goto(`/ru/staff/requests/${reference}`)
      await expect(place.locator('input[name=how]').first()).toBeAttached({ timeout: 2_000 })
    }).toPass({ timeout: 45_000 })
    return place
  }

  // The platform refuses every change of this person's row, and every reading of their tickets.
  await sql.unsafe(`CREATE FUNCTION refuse_settle() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused by the platform'; END $$`)
  await sql.unsafe(`CREATE TRIGGER settle BEFORE UPDATE ON users FOR EACH ROW
    WHEN (OLD.external_id = '${externalId}') EXECUTE FUNCTION refuse_settle()`)
  try {
    await page.goto('/ru/my/data?category=registration')
    await page.getByRole('link', { name: 'Исправить: Имя и фамилия' }).first().click()
    await page.getByLabel('Как должно быть').fill('Дана Ұлықбекқызы')
    await page.getByRole('button', { name: 'Отправить запрос' }).click()
    await expect(page).toHaveURL(/\/requests\/CX-/)
    const correction = page.url().match(/CX-[\w-]+/)?.[0] ?? ''
    await step(first.staffId, correction, { step: 'take' })
    await step(first.staffId, correction, { step: 'decide' })
    const changes = await failed(correction, 'changes')
    await checkPage(staffPage, 'settle-correction-ru')
    await record(changes, 'by-hand', 'Corrected by their administrator.')
    await checkPage(staffPage, 'settle-confirm-first-ru')
    await confirmFirst(staffPage, second)
    const note = changes.locator('textarea[name=note]').last()
    await expect(note).toHaveValue('Corrected by their administrator.')
    await note.locator('xpath=ancestor::form').getByRole('button').last().click()
    await expect(staffPage).toHaveURL(/done=settle/)
    await expect(async () => {
      await page.goto(`/ru/requests/${correction}`)
      await expect(page.locator('#changes [data-state="by-hand"]')).toHaveCount(1, { timeout: 2_000 })
    }).toPass()
    await expect(page.locator('#changes')).toContainText('Corrected by their administrator.')

    await sql.unsafe('ALTER TABLE support_tickets ENABLE ROW LEVEL SECURITY')
    await sql.unsafe(`CREATE POLICY settle ON support_tickets USING (
      CASE WHEN user_id = ${Number(userId)} THEN 1 / (user_id - user_id) = 1 ELSE true END)`)
    const copy = await decidedByTwo('access')
    await record(await failed(copy, 'copy'), 'skip', 'Their table of tickets is damaged.')
    await expect(staffPage).toHaveURL(/done=settle/)
    await expect(async () => {
      await staffPage.goto(`/ru/staff/requests/${copy}`)
      await expect(staffPage.locator('#copy')).toContainText('Their table of tickets is damaged.', {
        timeout: 2_000,
      })
    }).toPass()
    await sql.unsafe('DROP POLICY settle ON support_tickets')
    await sql.unsafe('ALTER TABLE support_tickets DISABLE ROW LEVEL SECURITY')

    const erasure = await decidedByTwo('erasure/wish')
    await expect(async () => {
      expect(await startErasureNow(own, erasure)).toEqual({ status: 'done' })
    }).toPass()
    const run = await failed(erasure, 'erasure')
    await record(run, 'by-hand', 'Deleted by their administrator.')
    await expect(staffPage).toHaveURL(/done=settle/)
    const letter = await portal.letterTo(email, /ваши данные удалены/)
    await page.goto(letter.text.match(/https?:\S+\/certificates\/\S+/)?.[0] ?? '')
    await expect(page.locator('main')).toContainText('сделано вручную сотрудниками')
    await checkPage(page, 'settle-certificate-ru')
  } finally {
    await sql.unsafe('DROP POLICY IF EXISTS settle ON support_tickets')
    await sql.unsafe('ALTER TABLE support_tickets DISABLE ROW LEVEL SECURITY')
    await sql.unsafe('DROP FUNCTION refuse_settle() CASCADE')
    await sql.end()
    await desk.close()
  }
})
