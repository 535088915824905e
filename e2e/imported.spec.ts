import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { expect, test } from './people.ts'

test('what a person agreed to before the portal is brought in by the operator, and tells so in the history', async ({
  page,
  context,
  portal,
}) => {
  const { dataDir, keysDir } = portal.services.env
  const learner = await portal.mint()
  const externalId = learner.email.replace(/@.*/, '')
  const file = join(dataDir, `${externalId}.csv`)
  const words = join(dataDir, `${externalId}.json`)
  await writeFile(
    file,
    `external_id;language;choices_given_at;analytics;personalisation\r\n${externalId};ru;2023-05-01 13:45;granted;withdrawn\r\n`,
  )
  await writeFile(words, JSON.stringify({ ru: { analytics: 'Согласна', personalisation: 'Согласна' } }))
  // As an operator calls it, beside the portal that runs.
  const portalCommand = [
    'launch/portal.mjs',
    'subjects',
    'import',
    file,
    '--words',
    words,
    '--term',
    'none',
    '--json',
  ]
  const env = { ...process.env, PORTAL_DATA_DIR: dataDir, PORTAL_KEYS_DIR: keysDir, INIT_CWD: '' }
  const { stdout } = await promisify(execFile)(process.execPath, portalCommand, { env })
  expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
    rejected: 0,
    people: { unchanged: 1 },
    choices: { recorded: 2 },
  })

  const standing = await readChoices(portal.as(learner.subjectId), learner.subjectId)
  expect(standing.filter(({ decision }) => decision === 'granted').map(({ name }) => name)).toEqual([
    'service',
    'analytics',
  ])
  await portal.signIn(context, learner)
  await page.goto('/ru/my/history')
  const entry = page.locator('main ol > li', { hasText: 'Включено' })
  await expect(entry).toContainText('Импортированная запись')
  await expect(entry).toContainText('1 мая 2023 года, 13:45')
  await expect(entry).toContainText('до появления портала')
  await expect(entry).not.toContainText('версия')
  if (process.env.PORTAL_LOOK)
    await page.screenshot({ path: `${process.env.PORTAL_LOOK}/imported.png`, fullPage: true })
})
